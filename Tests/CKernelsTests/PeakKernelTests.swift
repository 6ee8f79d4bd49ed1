import CKernels
import Testing

struct PeakKernelTests {
    @Test func everySum_isAddedToInEachRound() throws {
        for variant in [CK_PLAIN, CK_AVX2, CK_AVX512] {
            guard let kernels = ck_kernels_of(variant)?.pointee else { continue }
            var sums = [Float](repeating: 1, count: Int(CK_PEAK_SUMS))
            let count = sums.withUnsafeMutableBufferPointer { buffer in
                buffer.baseAddress.map { kernels.multiply_add($0, 3) } ?? 0
            }
            // 1 -> 1.5 -> 1.75 -> 1.875.
            let changed = sums.filter { $0 == 1.875 }.count
            #expect(changed > 0 && count == 3 * changed)
            #expect(sums.prefix(changed).allSatisfy { $0 == 1.875 })
            #expect(sums.dropFirst(changed).allSatisfy { $0 == 1 })
        }
    }
}
