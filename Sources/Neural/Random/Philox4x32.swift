import CKernels

/// The counter-based generator Philox4x32-10.
///
/// Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
package enum Philox4x32 {
    /// The four words of one counter, (block, slot, domain, step), under a key whose low word comes first.
    package static func block(counter: SIMD4<UInt32>, key: UInt64) -> SIMD4<UInt32> {
        let stream = ck_stream(key: key, slot: counter.y, domain: counter.z, step: counter.w)
        var words = SIMD4<UInt32>()
        withUnsafeMutableBytes(of: &words) { bytes in
            guard let start = bytes.bindMemory(to: UInt32.self).baseAddress else { return }
            ck_philox_words(start, 4, stream, counter.x)
        }
        return words
    }
}
