import Neural
package import Tables

extension Table {
    /// An hourly series made in memory, the same bits for the same options and seed on every machine.
    ///
    /// Each channel has a daily season that is weaker at weekends, a weekly one, noise of its own, a hidden
    /// slow disturbance that all share, and follows the channel before it some hours later. After two fifths
    /// of the rows the regime changes: days peak later and lower, weekends and levels move. So yesterday is a
    /// poor forecast on two days of seven, the last value nearly always, and what was learnt from the early
    /// rows alone misleads.
    ///
    /// - Parameter seed: used where the options name none.
    package static func demo(_ options: DemoOptions, seed: UInt64) -> Table {
        precondition(
            DemoOptions.rowRange.contains(options.rows)
                && DemoOptions.channelRange.contains(options.channels),
            "the options have been validated")
        let width = options.channels
        var maker = DemoMaker(options, seed: options.seed ?? seed)
        var values: [Double] = []
        values.reserveCapacity(options.rows * width)
        for row in 0..<options.rows { maker.appendRow(row, to: &values) }
        let columns = (0..<width).map { "channel_\($0)" }
        return Table(columns: columns, values: values, features: Array(0..<width), targets: Array(0..<width))
    }
}

/// Makes the rows one after another.
private struct DemoMaker {
    private static let week = 168
    /// The longest time, in hours, by which a channel follows another.
    private static let longestLag = 24

    private let options: DemoOptions
    private let noise: DemoNoise
    /// (regime, channel, hour of the week).
    private var seasons: [Double] = []
    private var disturbance = 0.0
    private var drift: [Double]
    /// The last `longestLag + 1` rows, a ring: (row modulo, channel).
    private var recent: [Double]

    init(_ options: DemoOptions, seed: UInt64) {
        self.options = options
        noise = DemoNoise(key: seed)
        drift = Array(repeating: 0, count: options.channels)
        recent = Array(repeating: 0, count: (Self.longestLag + 1) * options.channels)
        for regime in 0..<2 {
            for channel in 0..<options.channels { seasons += Self.season(channel, regime: regime, noise) }
        }
    }

    mutating func appendRow(_ row: Int, to values: inout [Double]) {
        let width = options.channels
        let regime = row < options.rows * 2 / 5 ? 0 : 1
        let ring = row % (Self.longestLag + 1)
        disturbance = 0.985 * disturbance + 0.17 * noise.normal(row, .disturbance)
        for channel in 0..<width {
            drift[channel] = 0.8 * drift[channel] + 0.6 * noise.normal(row, .drift, channel)
            var value = seasons[(regime * width + channel) * Self.week + row % Self.week]
            value += 0.35 * disturbance
            if channel > 0 {
                let lagged = (row + 1 + Self.longestLag - Self.lag(channel)) % (Self.longestLag + 1)
                let leader = recent[lagged * width + channel - 1]
                value += 0.9 * leader / (1 + 0.4 * leader.magnitude)
            }
            value += options.noise * drift[channel]
            recent[ring * width + channel] = value
            let measured = value + 0.3 * options.noise * noise.normal(row, .measurement, channel)
            values.append(10 + 2 * Double(channel) + (3 + Double(channel)) * measured)
        }
    }

    /// Hours by which a channel follows the one before it.
    private static func lag(_ channel: Int) -> Int { 6 + (5 * channel) % (longestLag - 5) }

    /// One week of a channel's season.
    private static func season(_ channel: Int, regime: Int, _ noise: DemoNoise) -> [Double] {
        let shape = noise.uniforms(channel)
        // About where the channel before it, some hours later, peaks too; else the two might cancel out. Days
        // peak three hours later in the second regime.
        let follows = (0...channel).reduce(0) { $0 + ($1 > 0 ? lag($1) : 0) }
        let phase = Double(follows) / 24 + 0.2 * shape[0] + (regime == 0 ? 0 : 0.125)
        let height = regime == 0 ? 1.2 : 0.9
        let level = regime == 0 ? 0.0 : 0.5
        return (0..<week).map { hour in
            let day = Double(hour % 24) / 24
            let isWeekend = hour >= 5 * 24
            var value = sine(day - phase) + (0.3 + 0.2 * shape[1]) * sine(2 * day - shape[2])
            value *= isWeekend ? 0.35 * height : height
            value += 0.2 * sine(Double(hour) / Double(week) - shape[3])
            if isWeekend { value -= regime == 0 ? 0.6 : 1.0 }
            return value + level
        }
    }
}

/// The demo series' random numbers: a pure function of the seed and of what they are for.
private struct DemoNoise {
    enum Kind: Int {
        case shape, disturbance, drift, measurement
    }

    let key: UInt64

    /// Four numbers between 0 and 1 for a channel.
    func uniforms(_ channel: Int) -> [Double] {
        let words = words(0, .shape, channel)
        return (0..<4).map { Double(words[$0]) * 0x1p-32 }
    }

    /// Mean 0, variance 1 and nearly normal: the sum of four uniform numbers, which needs no logarithm or
    /// cosine, whose bits differ between libraries.
    func normal(_ row: Int, _ kind: Kind, _ channel: Int = 0) -> Double {
        let words = words(row, kind, channel)
        let sum = (0..<4).reduce(0.0) { $0 + (Double(words[$1]) + 0.5) * 0x1p-32 }
        return (sum - 2) * 3.0.squareRoot()
    }

    private func words(_ row: Int, _ kind: Kind, _ channel: Int) -> SIMD4<UInt32> {
        let domain = StreamDomain(.demo, layer: channel, mask: kind.rawValue)
        return Philox4x32.block(counter: SIMD4(UInt32(row), 0, domain.rawValue, 0), key: key)
    }
}

/// The sine of so many turns, by + and x alone: within 1e-12, and the same bits everywhere, unlike libm's.
private func sine(_ turns: Double) -> Double {
    // To -1/2 ..< 1/2 and, as sin(pi - x) = sin x, on to -1/4 ... 1/4.
    var x = turns - (turns + 0.5).rounded(.down)
    if x > 0.25 { x = 0.5 - x }
    if x < -0.25 { x = -0.5 - x }
    let angle = x * 6.283185307179586
    let square = angle * angle
    var term = angle
    var sum = angle
    for order in stride(from: 3.0, through: 19.0, by: 2.0) {
        term *= -square / (order * (order - 1))
        sum += term
    }
    return sum
}
