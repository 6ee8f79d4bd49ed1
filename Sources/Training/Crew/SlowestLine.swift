/// How long things may be on their way to a worker that does not share memory: by the slowest line that it
/// can take part by.
package struct SlowestLine: Sendable, Equatable {
    /// Seconds for each number of a vector.
    package let secondsPerNumber: Double
    /// Seconds for a part of the data.
    package let secondsPerChunk: Double

    package init(secondsPerNumber: Double, secondsPerChunk: Double) {
        self.secondsPerNumber = secondsPerNumber
        self.secondsPerChunk = secondsPerChunk
    }

    /// A line of so many bytes a second.
    package init(bytesPerSecond: Double) {
        self.init(
            secondsPerNumber: Double(MemoryLayout<Float>.size) / bytesPerSecond,
            secondsPerChunk: Double(Limits.dataChunkBytes) / bytesPerSecond)
    }
}
