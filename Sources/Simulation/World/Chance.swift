/// The one source of everything that happens by chance in a simulation: a seed gives the same draws again.
///
/// SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
struct Chance {
    private var state: UInt64

    init(seed: UInt64) { state = BitMixer.mix(seed &+ 0x9E37_79B9_7F4A_7C15) }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return BitMixer.mix(state)
    }

    /// Uniform on [0, 1).
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// True with the probability `p`; draws nothing where it is 0.
    mutating func happens(_ p: Double) -> Bool { p > 0 && unit() < p }

    /// Uniform on 0 ..< count, at least 1.
    mutating func below(_ count: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(max(count, 1))).high)
    }

    mutating func between(_ low: Double, _ high: Double) -> Double { low + (high - low) * unit() }

    /// Uniform in the logarithm: as likely between 1 and 10 as between 10 and 100.
    mutating func logBetween(_ low: Double, _ high: Double) -> Double {
        // Powers by halving the interval, since libm's functions differ between machines in the last bit.
        var (low, high, place) = (low, high, unit())
        for _ in 0..<24 {
            let middle = (low * high).squareRoot()
            place *= 2
            if place >= 1 {
                low = middle
                place -= 1
            } else {
                high = middle
            }
        }
        return low
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}

/// Mixes bits, so that each bit of the input changes half of the output's.
enum BitMixer {
    static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
