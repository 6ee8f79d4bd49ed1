import CKernels
import Testing

struct VariantTests {
    static let lengths = [0, 1, 2, 3, 7, 15, 16, 17, 31, 33, 63, 64, 65, 100, 257]

    static let wide: [ck_variant] = [CK_AVX2, CK_AVX512].filter { ck_kernels_of($0) != nil }

    @Test(
        .enabled(if: !wide.isEmpty, "this processor runs the plain variant alone"),
        arguments: lengths, [0, 1])
    func everyVariant_givesTheBitsOfThePlainOne(count: Int, misalignment: Int) throws {
        let plain = try #require(ck_kernels_of(CK_PLAIN)).pointee
        for variant in Self.wide {
            let kernels = try #require(ck_kernels_of(variant)).pointee
            let expected = KernelRun(count: count, misalignment: misalignment).results(of: plain)
            let results = KernelRun(count: count, misalignment: misalignment).results(of: kernels)
            #expect(results.keys.sorted() == expected.keys.sorted())
            for (name, bits) in expected {
                #expect(results[name] == bits, "\(name) of variant \(variant.rawValue)")
            }
        }
    }

    @Test func activeVariant_isTheWidestThatRunsHere() throws {
        let widest = try #require([CK_AVX512, CK_AVX2, CK_PLAIN].first { ck_kernels_of($0) != nil })
        #expect(ck_active_variant() == widest)
        #expect(ck_active() == ck_kernels_of(widest))
    }

    @Test func nothingBehindTheEnd_isWritten() throws {
        for variant in [CK_PLAIN, CK_AVX2, CK_AVX512] {
            guard let kernels = ck_kernels_of(variant)?.pointee else { continue }
            for count in Self.lengths {
                var numbers = [Float](repeating: 0.5, count: count + 20)
                numbers.withUnsafeMutableBufferPointer { buffer in
                    guard let start = buffer.baseAddress else { return }
                    kernels.activate(start, count, CK_TANH)
                    _ = kernels.scale(start, start, 3, count)
                    kernels.philox_masks(start, count, 1, ck_stream(), 0, 2)
                }
                #expect(numbers[count...].allSatisfy { $0 == 0.5 })
                #expect(numbers[..<count].allSatisfy { $0 == 2 })
            }
        }
    }
}
