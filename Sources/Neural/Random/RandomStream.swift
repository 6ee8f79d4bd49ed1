import CKernels

/// The random numbers of one seed: a pure function of (domain, slot, step, index), without any state.
package struct RandomStream: Sendable {
    package let seed: UInt64

    package init(seed: UInt64) {
        self.seed = seed
    }

    /// The four words of one block.
    package func words(
        _ domain: StreamDomain, slot: UInt32 = 0, step: UInt32 = 0, block: UInt32
    ) -> SIMD4<UInt32> {
        Philox4x32.block(counter: SIMD4(block, slot, domain.rawValue, step), key: seed)
    }

    /// The first `count` words: word k is word k % 4 of block k / 4.
    ///
    /// - Parameter count: 0 to 2^34, as many as the blocks hold.
    package func words(
        count: Int, domain: StreamDomain, slot: UInt32 = 0, step: UInt32 = 0
    ) -> [UInt32] {
        precondition((0...1 << 34).contains(count), "a stream has 2^34 words")
        let stream = ck_stream(key: seed, slot: slot, domain: domain.rawValue, step: step)
        return [UInt32](unsafeUninitializedCapacity: count) { buffer, filled in
            if let start = buffer.baseAddress { ck_philox_words(start, count, stream, 0) }
            filled = count
        }
    }

    /// Numbers uniform on [0, 1), multiples of 2^-24, one word each.
    package func uniform(
        count: Int, domain: StreamDomain, slot: UInt32 = 0, step: UInt32 = 0
    ) -> [Float] {
        words(count: count, domain: domain, slot: slot, step: step).map { Float($0 >> 8) * 0x1p-24 }
    }

    /// Numbers of mean 0 and variance 1, two from two words by the transform of Box and Muller (1958).
    package func normal(
        count: Int, domain: StreamDomain, slot: UInt32 = 0, step: UInt32 = 0
    ) -> [Float] {
        precondition((0...1 << 34).contains(count), "a stream has 2^34 words")
        let stream = ck_stream(key: seed, slot: slot, domain: domain.rawValue, step: step)
        return [Float](unsafeUninitializedCapacity: count) { buffer, filled in
            if let start = buffer.baseAddress { ck_philox_normals(start, count, 1, stream, 1) }
            filled = count
        }
    }

    /// A permutation of 0 ..< count: the shuffle of Fisher and Yates in the form of Durstenfeld (1964).
    ///
    /// Each choice takes the upper half of a 64-bit number times the number of candidates, so that none is
    /// favoured by more than count / 2^64.
    ///
    /// - Parameter count: 0 to 2^32.
    package func permutation(count: Int, domain: StreamDomain, step: UInt32 = 0) -> [UInt32] {
        precondition((0...1 << 32).contains(count), "a permutation has at most 2^32 elements")
        var order = (0..<count).map { UInt32($0) }
        let words = words(count: 2 * count, domain: domain, step: step)
        for last in stride(from: count - 1, to: 0, by: -1) {
            let number = UInt64(words[2 * last]) << 32 | UInt64(words[2 * last + 1])
            let choice = number.multipliedFullWidth(by: UInt64(last + 1)).high
            order.swapAt(last, Int(choice))
        }
        return order
    }
}
