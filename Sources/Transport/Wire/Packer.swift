import CLockstepProtos
import Jobs
import Neural
import System
import Training

#if !_endian(little)
    #error("Raw frames are little-endian: a big-endian machine would have to swap them.")
#endif

/// Turns one message value into its C structures and these into bytes.
struct Packer: ~Copyable {
    var arena = PackArena()
    let envelope: UnsafeMutablePointer<CEnvelope>
    private var frame: OutgoingMessage.Frame?
    private let weights: WeightsFrame?
    private let share: ((Vector) -> SharedPlace?)?

    /// - Parameters:
    ///   - weights: keeps the frame of weights that several workers get.
    ///   - share: says where in shared memory the receiver finds a vector; nil where it does not.
    init(term: UInt64, weights: WeightsFrame? = nil, share: ((Vector) -> SharedPlace?)? = nil) {
        self.weights = weights
        self.share = share
        envelope = arena.make(lockstep__v1__envelope__init)
        envelope.pointee.protocol = Limits.protocolVersion
        envelope.pointee.term = term
    }

    /// The packed message.
    ///
    /// - Throws: `oversize` where the header would be larger than a receiver takes.
    func finish() throws(TransportError) -> OutgoingMessage {
        let size = lockstep__v1__envelope__get_packed_size(envelope)
        guard size <= Limits.headerBytes else {
            throw TransportError(
                .oversize,
                "the message's header takes \(size) bytes; at most \(Limits.headerBytes) are allowed")
        }
        var header = [UInt8](repeating: 0, count: size)
        lockstep__v1__envelope__pack(envelope, &header)
        return OutgoingMessage(header: header, frame: frame)
    }

    // Parts that several messages share.

    /// Names the place in shared memory where P numbers are; nil where the receiver cannot see them.
    mutating func name(_ numbers: Vector) -> UnsafeMutablePointer<CSharedVector>? {
        guard let place = share?(numbers) else { return nil }
        let named = arena.make(lockstep__v1__shared_vector__init)
        named.pointee.memory = UInt64(place.memory)
        named.pointee.slot = UInt32(place.slot)
        return named
    }

    /// Declares P numbers as the raw frame.
    mutating func declare(
        _ numbers: Vector, _ field: String, _ rules: FieldRules
    ) throws(TransportError) -> UnsafeMutablePointer<CFrame> {
        frame = .floats(numbers)
        let checksum = numbers.withUnsafeBufferPointer { CRC32C.checksum(UnsafeRawBufferPointer($0)) }
        return try declare(numbers: numbers.count, checksum, field, rules)
    }

    /// Declares an assignment's P weights as the raw frame, which other messages may carry, too.
    mutating func declare(
        _ numbers: Vector, of assignment: Assignment, _ field: String, _ rules: FieldRules
    ) throws(TransportError) -> UnsafeMutablePointer<CFrame> {
        guard let weights else { return try declare(numbers, field, rules) }
        let framed = try weights.frame(of: numbers, for: assignment, term: envelope.pointee.term)
        frame = .part(framed.part)
        return try declare(numbers: framed.part.count / 4, framed.checksum, field, rules)
    }

    /// Declares bytes as the raw frame.
    mutating func declare(
        _ bytes: [UInt8], _ field: String, atMost limit: Int, _ rules: FieldRules
    ) throws(TransportError) -> UnsafeMutablePointer<CFrame> {
        frame = .bytes(bytes)
        let checksum = bytes.withUnsafeBytes { CRC32C.checksum($0) }
        return try declare(bytes: bytes.count, checksum, field, atMost: limit, rules)
    }

    private mutating func declare(
        numbers: Int, _ checksum: UInt32, _ field: String, _ rules: FieldRules
    ) throws(TransportError) -> UnsafeMutablePointer<CFrame> {
        guard numbers > 0 else {
            throw rules.malformed(field, is: "empty", expected: "at least one number")
        }
        return try declare(bytes: numbers * 4, checksum, field, atMost: JobLimits.parameters * 4, rules)
    }

    private mutating func declare(
        bytes: Int, _ checksum: UInt32, _ field: String, atMost limit: Int, _ rules: FieldRules
    ) throws(TransportError) -> UnsafeMutablePointer<CFrame> {
        let declared = arena.make(lockstep__v1__frame__init)
        declared.pointee.bytes = UInt64(try rules.frame(bytes, field, atMost: limit))
        declared.pointee.crc32c = checksum
        return declared
    }

    mutating func node(
        _ node: TreeNode, _ rules: FieldRules
    ) throws(TransportError) -> UnsafeMutablePointer<CTreeNode> {
        let range = try rules.range(node.lower, node.upper, "node")
        let packed = arena.make(lockstep__v1__tree_node__init)
        packed.pointee.lower = UInt32(range.lowerBound)
        packed.pointee.upper = UInt32(range.upperBound)
        return packed
    }

    /// A text that the rules have found to hold no zero character.
    mutating func string(_ text: String) -> UnsafeMutablePointer<CChar> { arena.string(text) }

    /// A text for people. It is cut off rather than refused, so that a long reason never keeps a message from
    /// leaving.
    mutating func text(_ text: String) -> UnsafeMutablePointer<CChar> {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(Limits.textCharacters) {
            scalars.append(scalar == "\0" ? "\u{FFFD}" : scalar)
        }
        return arena.string(String(scalars))
    }
}
