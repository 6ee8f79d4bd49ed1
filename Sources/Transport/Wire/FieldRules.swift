import Jobs
import System
import Training

/// The rules that fields obey: the same when a message is packed and when it is unpacked.
struct FieldRules {
    /// The message whose fields these are, for errors.
    let message: String

    init(_ message: String) { self.message = message }

    /// A peer's text as a log may hold it: in quotes, cut off, and with every control character written out.
    private static func shown(_ text: String) -> String {
        "\"\(String(text.unicodeScalars.prefix(Limits.nameCharacters)).inOneLine)\""
    }

    /// A text that explains something to a person, from a peer: control characters are replaced, but for the
    /// ends of lines and tabs.
    func plain(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) { return text }
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isPlain = scalar == "\n" || scalar == "\t" || !scalar.isObeyed
            scalars.append(isPlain ? scalar : "\u{FFFD}")
        }
        return String(scalars)
    }

    /// An error that names message, field, what was found and what was expected.
    func malformed(_ field: String, is found: String, expected: String) -> TransportError {
        TransportError(.malformed, "\(message).\(field) is \(found); expected \(expected)")
    }

    func oversize(_ field: String, has size: Int, unit: String, atMost limit: Int) -> TransportError {
        TransportError(.oversize, "\(message).\(field) has \(size) \(unit); at most \(limit) are allowed")
    }

    /// A whole number within `range`.
    func integer<Value: BinaryInteger>(
        _ value: Value, _ field: String, in range: ClosedRange<Int>
    ) throws(TransportError) -> Int {
        guard let number = Int(exactly: value), range.contains(number) else {
            throw malformed(field, is: "\(value)", expected: "\(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A step, a version or a number of samples.
    func counter<Value: BinaryInteger>(_ value: Value, _ field: String) throws(TransportError) -> Int {
        try integer(value, field, in: 0...Limits.counter)
    }

    /// A time of at least `least` nanoseconds.
    func nanoseconds<Value: BinaryInteger>(
        _ value: Value, _ field: String, atLeast least: Int = 0
    ) throws(TransportError) -> Int {
        try integer(value, field, in: least...Int(Limits.duration.nanoseconds))
    }

    /// A range of leaves, microbatches or slices: 0 <= lower < upper <= `limit`.
    func range<Value: BinaryInteger>(
        _ lower: Value, _ upper: Value, _ field: String, atMost limit: Int = JobLimits.microbatches
    ) throws(TransportError) -> Range<Int> {
        guard 0 <= lower, lower < upper, upper <= limit else {
            throw malformed(
                field, is: "\(lower) ..< \(upper)", expected: "0 <= lower < upper <= \(limit)")
        }
        return Int(lower)..<Int(upper)
    }

    /// The name of a worker or host. It goes into logs, so that it holds nothing that would move a terminal's
    /// cursor.
    func name(_ text: String, _ field: String, canBeEmpty: Bool = false) throws(TransportError) -> String {
        try length(text, field, atMost: Limits.nameCharacters)
        guard canBeEmpty || !text.isEmpty else { throw malformed(field, is: "empty", expected: "a name") }
        let isPlain = text.utf8.allSatisfy { (0x20..<0x7f).contains($0) }
        guard isPlain || !text.unicodeScalars.contains(where: \.isObeyed)
        else {
            throw malformed(field, is: Self.shown(text), expected: "a name without control characters")
        }
        return text
    }

    /// A run's identifier. It names a folder, so that it must not lead out of the folder of runs.
    func run(_ text: String) throws(TransportError) -> String {
        let run = try name(text, "run")
        // Bytes, as the file system sees them: to a String, a / with an accent on it is no /.
        guard !run.utf8.contains(UInt8(ascii: "/")), run.utf8.first != UInt8(ascii: ".") else {
            throw malformed(
                "run", is: Self.shown(run), expected: "an identifier without / and leading dot")
        }
        return run
    }

    /// A SHA-256.
    func digest(_ text: String, _ field: String) throws(TransportError) -> String {
        let digits = text.utf8
        guard digits.count == 64,
            digits.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else {
            throw malformed(field, is: Self.shown(text), expected: "64 lower-case hexadecimal digits")
        }
        return text
    }

    /// A job file's text.
    func job(_ text: String) throws(TransportError) -> String {
        let bytes = text.utf8.count
        guard bytes <= Limits.jobBytes else {
            throw oversize("job", has: bytes, unit: "bytes", atMost: Limits.jobBytes)
        }
        guard !text.utf8.contains(0) else {
            throw malformed("job", is: "no text: it holds a zero character", expected: "a job file")
        }
        return text
    }

    func path(_ text: String) throws(TransportError) -> String {
        guard text.utf8.count <= Limits.pathBytes else {
            throw oversize("path", has: text.utf8.count, unit: "bytes", atMost: Limits.pathBytes)
        }
        guard !text.utf8.contains(0) else {
            throw malformed("path", is: "no path: it holds a zero character", expected: "a path")
        }
        return text
    }

    func length(_ text: String, _ field: String, atMost limit: Int) throws(TransportError) {
        let count = text.unicodeScalars.count
        guard count <= limit else { throw oversize(field, has: count, unit: "characters", atMost: limit) }
    }

    /// The size of a raw frame.
    func frame<Value: BinaryInteger>(
        _ bytes: Value, _ field: String, atMost limit: Int
    ) throws(TransportError) -> Int {
        guard bytes <= limit else {
            throw TransportError(
                .oversize, "\(message).\(field): the frame has \(bytes) bytes; at most \(limit) are allowed")
        }
        return Int(bytes)
    }
}
