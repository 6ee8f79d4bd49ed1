/// A decoder of Lockstep that bytes from a network, a file or a person reach.
///
/// Each has one function here that feeds it any bytes and checks what it promises: an error that says what is
/// wrong, or a value that is encoded and decoded again without a change. libFuzzer and the test suite call
/// the same ones.
package enum Decoder: String, CaseIterable, Sendable {
    /// Messages between coordinator and worker, header and raw frame.
    case envelope
    /// Messages of the query socket.
    case request
    case reply
    /// The raw frame behind a header that declares it: sizes and CRC-32C, against an oracle.
    case frame
    /// Safetensors files, as checkpoints.
    case checkpoint
    /// Safetensors files, as trained models.
    case model
    /// Orders of forecasts, as workers fetch them.
    case order
    /// Encoded series, as workers fetch and keep them.
    case series
    /// Job files.
    case job
    /// CSV files.
    case csv
    /// CSV files that a job is drafted for.
    case draft
    /// Files of zone data.
    case zone
    /// Lists of holidays.
    case holidays

    /// What became of bytes that broke no promise.
    package enum Outcome: Sendable {
        /// They held a value.
        case accepted
        /// They were turned down with an error.
        case refused
    }

    /// Decodes bytes.
    ///
    /// - Throws: `BrokenPromise`.
    package func check(_ bytes: UnsafeRawBufferPointer) throws -> Outcome {
        switch self {
        case .envelope: try MessageCheck.envelope(bytes)
        case .request: try MessageCheck.request(bytes)
        case .reply: try MessageCheck.reply(bytes)
        case .frame: try FrameCheck.check(bytes)
        case .checkpoint: try CheckpointCheck.check(bytes)
        case .model: try ModelCheck.check(bytes)
        case .order: try OrderCheck.check(bytes)
        case .series: try SeriesCheck.check(bytes)
        case .job: try JobCheck.check(bytes)
        case .csv: try TableCheck.check(bytes)
        case .draft: try DraftCheck.check(bytes)
        case .zone: try ZoneCheck.check(bytes)
        case .holidays: try HolidayCheck.check(bytes)
        }
    }
}

/// What a decoder promises and some bytes showed to be untrue.
package struct BrokenPromise: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}

/// - Throws: `BrokenPromise` unless the condition holds.
func promise(_ holds: Bool, _ what: @autoclosure () -> String) throws(BrokenPromise) {
    if !holds { throw BrokenPromise(what()) }
}

/// A value of something that must not fail.
///
/// - Throws: `BrokenPromise`.
func unfailing<Value>(_ what: String, _ body: () throws -> Value) throws(BrokenPromise) -> Value {
    do { return try body() } catch { throw BrokenPromise("\(what) failed: \(error)") }
}

/// Takes an input apart from the front; what is not there reads as zero.
struct InputReader {
    private(set) var rest: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

    mutating func byte() -> UInt8 {
        guard let first = rest.first else { return 0 }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst())
        return first
    }

    /// A little-endian number.
    mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number {
        (0..<MemoryLayout<Number>.size).reduce(0) { $0 | Number(truncatingIfNeeded: byte()) << (8 * $1) }
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        defer { rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count)) }
        return Array(rest.prefix(count))
    }
}
