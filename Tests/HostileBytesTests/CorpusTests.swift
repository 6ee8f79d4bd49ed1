import HostileBytes
import Pace
import Testing

/// Bytes that anybody might send or leave on a disk end in an error or a value, never in a crash, a hang or a
/// change.
///
/// `deploy/fuzz.sh` searches for such bytes for as long as it is given; what it found is tried here again,
/// and some of the search with it. Without the address sanitizer, that is: only there does every wild access
/// end in a failure.
@Suite struct CorpusTests {
    @Test(arguments: Decoder.allCases)
    func seed_holdsAValue(of decoder: Decoder) throws {
        let seeds = try decoder.seeds()
        #expect(!seeds.isEmpty)
        for seed in seeds { #expect(try check(decoder, seed) == .accepted) }
    }

    @Test(arguments: Decoder.allCases)
    func keptInput_breaksNoPromise(of decoder: Decoder) throws {
        let inputs = try KeptInputs.corpus(of: decoder)
        #expect(!inputs.isEmpty)
        var refused = 0
        for input in inputs where try check(decoder, input) == .refused { refused += 1 }
        #expect(refused > 0)
    }

    @Test func inputThatOnceBrokeAPromise_breaksNoneAnyMore() throws {
        let regressions = try KeptInputs.regressions()
        #expect(!regressions.isEmpty)
        for (name, decoder, bytes) in regressions {
            #expect(throws: Never.self, "\(name)") { try check(decoder, bytes) }
        }
    }

    @Test(arguments: Decoder.allCases)
    func damagedInput_breaksNoPromise(of decoder: Decoder) throws {
        try expectNoBrokenPromise(of: decoder, damage: 1, count: decoder.inputsPerSecond)
    }
}

/// More of the search.
@Suite(.serialized, .blocking, .atLength) struct CorpusAtLength {
    @Test(arguments: Decoder.allCases)
    func damagedInput_breaksNoPromise(of decoder: Decoder) throws {
        try expectNoBrokenPromise(of: decoder, damage: 2, count: 10 * decoder.inputsPerSecond)
    }
}

private func check(_ decoder: Decoder, _ input: [UInt8]) throws -> Decoder.Outcome {
    try input.withUnsafeBytes { try decoder.check($0) }
}

/// Tries inputs that are damaged in ways which the seed `damage` chooses.
private func expectNoBrokenPromise(of decoder: Decoder, damage: UInt64, count: Int) throws {
    let (seeds, kept) = (try decoder.seeds(), try KeptInputs.corpus(of: decoder))
    var mutator = Mutator(seed: damage)
    var (accepted, refused) = (0, 0)
    for number in 0..<count {
        // Most kept inputs are refused, and so is what is made of them.
        let input = mutator.next(from: number.isMultiple(of: 2) ? seeds : kept)
        do {
            if try check(decoder, input) == .accepted { accepted += 1 } else { refused += 1 }
        } catch {
            Issue.record("\(error)\nin \(input)")
            return
        }
    }
    // Both sides of the door were seen.
    #expect(accepted > 0 && refused > 0)
}

extension Decoder {
    /// Inputs that take about a second.
    fileprivate var inputsPerSecond: Int {
        switch self {
        case .envelope, .request, .reply, .frame, .series, .csv, .zone, .holidays: 40_000
        case .checkpoint, .model, .order, .job, .draft: 5_000
        }
    }
}
