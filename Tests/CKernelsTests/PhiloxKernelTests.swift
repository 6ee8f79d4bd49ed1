import CKernels
import Testing

@Suite("Philox masks")
struct PhiloxKernelTests {
    @Test func maskKeepsWordsFromTheThresholdOn() {
        let stream = ck_stream(key: 42, slot: 3, domain: 0x0300_0000, step: 9)
        let threshold: UInt32 = 0x8000_0000
        var words = [UInt32](repeating: 0, count: 203)
        var mask = [Float](repeating: .nan, count: 203)
        ck_philox_words(&words, words.count, stream, 0)
        ck_philox_mask(&mask, mask.count, stream, threshold, 2)
        #expect(zip(words, mask).allSatisfy { word, value in value == (word >= threshold ? 2 : 0) })
        ck_philox_mask(&mask, mask.count, stream, words[7], 3)
        #expect(mask[7] == 3, "the threshold itself is kept")
        ck_philox_mask(&mask, mask.count, stream, words[7] + 1, 3)
        #expect(mask[7] == 0)
    }

    @Test func wordsContinueFromAnyBlock() {
        let stream = ck_stream(key: 42, slot: 3, domain: 0x0300_0000, step: 9)
        var whole = [UInt32](repeating: 0, count: 400)
        var part = [UInt32](repeating: 0, count: 100)
        ck_philox_words(&whole, whole.count, stream, 0)
        ck_philox_words(&part, part.count, stream, 33)
        #expect(part[...] == whole[132..<232])
    }
}
