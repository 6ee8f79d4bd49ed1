import Neural
import Testing

struct RandomStreamTests {
    /// From the authors' Random123 distribution.
    @Test(arguments: [
        (
            SIMD4<UInt32>(repeating: 0), UInt64(0),
            SIMD4<UInt32>(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
        ),
        (
            SIMD4(repeating: UInt32.max), UInt64.max,
            SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
        ),
        (
            SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), 0x299f_31d0_a409_3822,
            SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
        ),
    ])
    func philox_givesThePublishedWords(counter: SIMD4<UInt32>, key: UInt64, words: SIMD4<UInt32>) {
        #expect(Philox4x32.block(counter: counter, key: key) == words)
        #expect(plainPhilox(counter, key: key) == words)
    }

    @Test func words_followTheCounter() {
        let stream = RandomStream(seed: 0xfedc_ba98_7654_3210)
        let domain = StreamDomain(.dropout, layer: 300, mask: 7)
        #expect(domain.rawValue == 0x0301_2c07)
        let words = stream.words(count: 1001, domain: domain, slot: 12, step: 34)
        for index in words.indices {
            let counter = SIMD4(UInt32(index / 4), 12, domain.rawValue, 34)
            #expect(words[index] == plainPhilox(counter, key: stream.seed)[index % 4])
        }
        #expect(stream.words(domain, slot: 12, step: 34, block: 250)[0] == words[1000])
    }

    @Test func uniformNumbers_fillTheUnitIntervalEvenly() {
        let numbers = RandomStream(seed: 1).uniform(count: 100_000, domain: StreamDomain(.demo))
        #expect(numbers.allSatisfy { 0 <= $0 && $0 < 1 })
        var bins = [Double](repeating: 0, count: 100)
        for number in numbers { bins[Int(number * 100)] += 1 }
        // Chi-squared of 99 degrees of freedom: mean 99, standard deviation 14.
        let chiSquared = bins.reduce(0) { $0 + ($1 - 1000) * ($1 - 1000) / 1000 }
        #expect((30...170).contains(chiSquared))
    }

    @Test func normalNumbers_haveTheMomentsOfTheNormalDistribution() {
        let count = 200_000
        let numbers = RandomStream(seed: 2).normal(count: count, domain: StreamDomain(.demo)).map {
            Double($0)
        }
        func moment(_ power: Int) -> Double {
            numbers.reduce(0) { sum, x in sum + (0..<power).reduce(1) { product, _ in product * x } }
                / Double(count)
        }
        let error = 5 / Double(count).squareRoot()
        #expect(moment(1).magnitude < error)
        #expect((moment(2) - 1).magnitude < error * 1.42)
        #expect(moment(3).magnitude < error * 3.9)
        #expect((moment(4) - 3).magnitude < error * 9.8)
        let neighbours = zip(numbers, numbers.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
        #expect(neighbours.magnitude < error)
        #expect(
            RandomStream(seed: 2).normal(count: 7, domain: StreamDomain(.demo)).map { Double($0) }
                == Array(numbers[..<7]))
    }

    @Test(arguments: [0, 1, 2, 3, 10, 1000])
    func permutation_holdsEveryElementOnce(count: Int) {
        let order = RandomStream(seed: 3).permutation(count: count, domain: StreamDomain(.shuffle), step: 5)
        #expect(order.sorted() == (0..<count).map { UInt32($0) })
    }

    @Test func permutations_differBetweenEpochsAndSeeds() {
        func order(_ seed: UInt64, _ epoch: UInt32) -> [UInt32] {
            RandomStream(seed: seed).permutation(count: 50, domain: StreamDomain(.shuffle), step: epoch)
        }
        #expect(order(3, 0) == order(3, 0))
        #expect(Set((0..<100).map { order(3, $0) } + [order(4, 0)]).count == 101)
    }

    @Test func permutationsOfThree_areEquallyFrequent() {
        let stream = RandomStream(seed: 4)
        var counts: [[UInt32]: Double] = [:]
        for epoch in 0..<6000 {
            let order = stream.permutation(count: 3, domain: StreamDomain(.shuffle), step: UInt32(epoch))
            counts[order, default: 0] += 1
        }
        #expect(counts.count == 6)
        // Standard deviation 29.
        #expect(counts.values.allSatisfy { ($0 - 1000).magnitude < 150 })
    }
}
