import CKernels
import Testing

struct PhiloxKernelTests {
    @Test func mask_keepsWordsFromTheThresholdOn() {
        let stream = ck_stream(key: 42, slot: 3, domain: 0x0300_0000, step: 9)
        let threshold: UInt32 = 0x8000_0000
        var words = [UInt32](repeating: 0, count: 203)
        var mask = [Float](repeating: .nan, count: 203)
        ck_philox_words(&words, words.count, stream, 0)
        ck_philox_masks(&mask, mask.count, 1, stream, threshold, 2)
        #expect(zip(words, mask).allSatisfy { word, value in value == (word >= threshold ? 2 : 0) })
        ck_philox_masks(&mask, mask.count, 1, stream, words[7], 3)
        #expect(mask[7] == 3, "the threshold itself is kept")
        ck_philox_masks(&mask, mask.count, 1, stream, words[7] + 1, 3)
        #expect(mask[7] == 0)
    }

    /// Short masks are drawn side by side, long ones one by one.
    @Test(arguments: [0, 1, 2, 3, 4, 5, 7, 8, 10, 12, 15, 16, 17, 20, 31, 32, 33, 63, 64, 65, 130])
    func masksOfConsecutiveSlots_areThoseOfEachSlot(count: Int) {
        let masks = 37
        for slot in [0, 5, UInt32.max - 3] {
            var stream = ck_stream(key: 42, slot: slot, domain: 0x0300_0000, step: 9)
            var drawn = [Float](repeating: .nan, count: masks * count + 1)
            ck_philox_masks(&drawn, count, masks, stream, 0x4000_0000, 2)
            #expect(drawn[masks * count].isNaN, "nothing behind the end is written")
            for mask in 0..<masks {
                stream.slot = slot &+ UInt32(mask)
                var words = [UInt32](repeating: 0, count: count)
                ck_philox_words(&words, count, stream, 0)
                let expected = words.map { $0 >= 0x4000_0000 ? Float(2) : 0 }
                #expect(Array(drawn[mask * count..<(mask + 1) * count]) == expected)
            }
        }
    }

    @Test func words_continueFromAnyBlock() {
        let stream = ck_stream(key: 42, slot: 3, domain: 0x0300_0000, step: 9)
        var whole = [UInt32](repeating: 0, count: 400)
        var part = [UInt32](repeating: 0, count: 100)
        ck_philox_words(&whole, whole.count, stream, 0)
        ck_philox_words(&part, part.count, stream, 33)
        #expect(part[...] == whole[132..<232])
    }
}
