/// The embedded series: how long, how wide and how noisy.
package struct DemoOptions: Hashable, Sendable {
    /// Rows that a demo series may have: a day to a thousand years of hours.
    package static let rowRange = 24...8_766_000
    package static let channelRange = 1...64
    /// Standard deviations of the noise, where the daily season's amplitude is about 1.
    package static let noiseRange = 0.0...10.0

    /// Hours.
    package var rows: Int
    package var channels: Int
    package var noise: Double
    /// Another series for each seed; nil: the job's seed.
    package var seed: UInt64?

    package init(rows: Int = 6000, channels: Int = 4, noise: Double = 0.3, seed: UInt64? = nil) {
        self.rows = rows
        self.channels = channels
        self.noise = noise
        self.seed = seed
    }

    /// - Throws: `badOptions` where one of them is outside its range.
    package func validate() throws(SeriesError) {
        try check(Self.rowRange.contains(rows), "rows", "\(rows)", "\(Self.rowRange)")
        try check(Self.channelRange.contains(channels), "channels", "\(channels)", "\(Self.channelRange)")
        try check(Self.noiseRange.contains(noise), "noise", "\(noise)", "\(Self.noiseRange)")
    }

    private func check(_ holds: Bool, _ key: String, _ value: String, _ range: String) throws(SeriesError) {
        if !holds { throw SeriesError(.badOptions, "demo.\(key) is \(value); it must lie in \(range)") }
    }
}
