/// Damages inputs as a fuzzer does, the same way for the same seed.
struct Mutator {
    private var generator: SplitMix64
    /// Numbers at which sizes and counts go wrong.
    private static let edges: [UInt64] = [
        0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 1 << 48, 1 << 62,
        1 << 63, .max,
    ]

    init(seed: UInt64) { generator = SplitMix64(state: seed) }

    /// One of the inputs with one to four kinds of damage; some of it from another one.
    mutating func next(from inputs: [[UInt8]]) -> [UInt8] {
        guard var input = inputs.randomElement(using: &generator) else { return [] }
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            damage(&input, other: inputs.randomElement(using: &generator) ?? [])
        }
        return input
    }

    private mutating func damage(_ input: inout [UInt8], other: [UInt8]) {
        let place = Int.random(in: 0...input.count, using: &generator)
        let length = min(input.count - place, Int.random(in: 0...8, using: &generator))
        switch Int.random(in: 0..<8, using: &generator) {
        case 0 where place < input.count: input[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1 where place < input.count: input[place] = .random(in: 0...255, using: &generator)
        case 2: input.insert(.random(in: 0...255, using: &generator), at: place)
        case 3: input.removeSubrange(place..<place + length)
        case 4: input.removeSubrange(place...)
        case 5:
            let start = Int.random(in: 0...other.count, using: &generator)
            input.insert(contentsOf: other[start...].prefix(64), at: place)
        case 6: input.insert(contentsOf: input[place..<place + length], at: place)
        default:
            let edge = Self.edges.randomElement(using: &generator) ?? 0
            let width = [1, 2, 4, 8].randomElement(using: &generator) ?? 1
            let bytes = (0..<width).map { UInt8(truncatingIfNeeded: edge >> (8 * $0)) }
            input.replaceSubrange(place..<min(place + width, input.count), with: bytes)
        }
    }
}

/// SplitMix64 (Steele et al., OOPSLA 2014): the same numbers for the same seed.
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
