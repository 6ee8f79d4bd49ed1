import Neural
import System
import Training

/// Numbers as a raw frame with its checksum.
struct FramedNumbers {
    /// In libzmq's memory, for any number of messages.
    let part: MessagePart
    let checksum: UInt32

    /// Copies the numbers.
    ///
    /// - Throws: `zeroMQ` where memory is short.
    init(copying numbers: Vector) throws(TransportError) {
        part = try MessagePart(copying: numbers)
        checksum = part.withBytes { CRC32C.checksum($0) }
    }
}

/// The weights that went out last, as a raw frame: copied and checksummed once, however many workers get
/// them.
///
/// It belongs to one thread. It holds a copy, so that the coordinator goes on changing its weights in place.
package final class WeightsFrame {
    /// The number of updates that made a run's weights: the same number, the same weights.
    private struct Version: Equatable {
        let run: String
        let term: UInt64
        let updates: Int
    }

    private var last: (version: Version, numbers: FramedNumbers)?

    package init() {}

    /// The weights of an assignment, made into a frame unless they are the last.
    ///
    /// - Throws: `zeroMQ` where memory is short.
    func frame(
        of weights: Vector, for assignment: Assignment, term: UInt64
    ) throws(TransportError) -> FramedNumbers {
        let version = Version(run: assignment.run, term: term, updates: assignment.weightsVersion)
        if let last, last.version == version { return last.numbers }
        // The frame before goes first: two at once would take twice the memory.
        last = nil
        let numbers = try FramedNumbers(copying: weights)
        last = (version, numbers)
        return numbers
    }

    /// Lets go of the weights. Messages that carry them keep them until they have gone out.
    package func forget() { last = nil }
}
