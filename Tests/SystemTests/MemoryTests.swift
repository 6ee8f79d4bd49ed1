import System
import Testing

struct MemoryTests {
    @Test func whatIsFree_isAPartOfWhatThereMayBe() {
        #expect(Memory.available > 0 && Memory.available <= Memory.most)
    }

    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (1000, "1 kB"), (1_540_000, "1.5 MB"), (42_949_672_960, "43 GB"),
    ])
    func sizes_areToldShort(bytes: Int, words: String) { #expect(Memory.words(bytes) == words) }
}
