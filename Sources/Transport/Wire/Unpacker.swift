import CLockstepProtos
import Jobs
import Neural
import System
import Training

/// Turns the C structures of one message into its value, and checks its raw frame.
struct Unpacker {
    private let frame: UnsafeRawBufferPointer?
    private var isFrameDeclared = false
    private let attached: Wire.Attached?

    /// - Parameters:
    ///   - frame: the raw frame behind the header.
    ///   - attached: finds the vectors in shared memory; nil where none is shared.
    init(frame: UnsafeRawBufferPointer?, attached: Wire.Attached? = nil) {
        self.frame = frame
        self.attached = attached
    }

    /// - Throws: `malformed` for a raw frame that the header does not declare.
    func checkFrameIsDeclared() throws(TransportError) {
        guard let frame, !isFrameDeclared else { return }
        throw TransportError(
            .malformed, "a raw frame of \(frame.count) bytes that the header does not declare")
    }

    // Parts that several messages share.

    /// P numbers from the raw frame.
    mutating func numbers(
        _ declared: UnsafeMutablePointer<CFrame>?, _ field: String, _ rules: FieldRules
    ) throws(TransportError) -> Vector {
        let frame = try checkedFrame(declared, field, atMost: JobLimits.parameters * 4, rules)
        guard frame.count > 0, frame.count.isMultiple(of: 4) else {
            throw rules.malformed(
                field, is: "a frame of \(frame.count) bytes",
                expected: "4 bytes for each of at least one number")
        }
        var numbers = Vector(zeros: frame.count / 4)
        numbers.withUnsafeMutableBufferPointer { UnsafeMutableRawBufferPointer($0).copyMemory(from: frame) }
        return numbers
    }

    /// P numbers in shared memory.
    func sharedNumbers(
        _ named: UnsafeMutablePointer<CSharedVector>?, _ field: String, _ rules: FieldRules
    ) throws(TransportError) -> Vector {
        guard let named = named?.pointee, let attached else {
            throw rules.malformed(field, is: "in shared memory", expected: "a raw frame: no memory is shared")
        }
        return try attached(
            SharedPlace(memory: try rules.counter(named.memory, field), slot: Int(named.slot)))
    }

    /// Bytes from the raw frame.
    mutating func bytes(
        _ declared: UnsafeMutablePointer<CFrame>?, _ field: String, atMost limit: Int, _ rules: FieldRules
    ) throws(TransportError) -> [UInt8] {
        Array(try checkedFrame(declared, field, atMost: limit, rules))
    }

    private mutating func checkedFrame(
        _ declared: UnsafeMutablePointer<CFrame>?, _ field: String, atMost limit: Int, _ rules: FieldRules
    ) throws(TransportError) -> UnsafeRawBufferPointer {
        guard let declared = declared?.pointee else {
            throw rules.malformed(field, is: "missing", expected: "a frame")
        }
        let size = try rules.frame(declared.bytes, field, atMost: limit)
        guard let frame else {
            throw rules.malformed(
                field, is: "declared", expected: "a raw frame of \(size) bytes behind the header")
        }
        guard frame.count == size else {
            throw rules.malformed(
                field, is: "a frame of \(frame.count) bytes", expected: "\(size), as declared")
        }
        guard CRC32C.checksum(frame) == declared.crc32c else {
            throw TransportError(
                .crcMismatch, "\(rules.message).\(field): the frame of \(size) bytes was damaged on its way")
        }
        isFrameDeclared = true
        return frame
    }

    func node(_ node: UnsafeMutablePointer<CTreeNode>?, _ rules: FieldRules) throws(TransportError)
        -> TreeNode
    {
        guard let node = node?.pointee else {
            throw rules.malformed("node", is: "missing", expected: "a tree node")
        }
        return TreeNode(try rules.range(node.lower, node.upper, "node"))
    }

    /// The value of an enumeration whose C numbers are the Swift type's raw values.
    func value<Value: RawRepresentable & CaseIterable>(
        _ number: UInt32, _ field: String, _ rules: FieldRules
    ) throws(TransportError) -> Value where Value.RawValue == Int {
        guard let value = Value(rawValue: Int(number)) else {
            let known = Value.allCases.map { "\($0.rawValue)" }.joined(separator: ", ")
            throw rules.malformed(field, is: "\(number)", expected: "one of \(known)")
        }
        return value
    }

    func string(
        _ text: UnsafeMutablePointer<CChar>?, _ field: String, _ rules: FieldRules
    ) throws(TransportError) -> String {
        guard let text else { return "" }
        guard let string = String(validatingCString: text) else {
            throw rules.malformed(field, is: "not UTF-8", expected: "a text in UTF-8")
        }
        return string
    }

    /// A text for people. It ends up on terminals and in logs, and so holds nothing that would move a cursor.
    func text(
        _ text: UnsafeMutablePointer<CChar>?, _ field: String, _ rules: FieldRules
    ) throws(TransportError) -> String {
        let string = try string(text, field, rules)
        try rules.length(string, field, atMost: Limits.textCharacters)
        return rules.plain(string)
    }

    func duration(_ nanoseconds: UInt64, _ field: String, atLeast least: Int = 0, _ rules: FieldRules)
        throws(TransportError) -> Duration
    {
        .nanoseconds(try rules.nanoseconds(nanoseconds, field, atLeast: least))
    }
}
