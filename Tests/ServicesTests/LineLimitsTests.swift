import Services
import Testing
import Training

@Suite struct LineLimitsTests {
    private func instant(_ seconds: Int64) -> Instant { Instant(nanoseconds: seconds * 1_000_000_000) }

    @Test func lines_areFewAndTellHowManyWereLeftOut() {
        var limits = LineLimits()
        let first = (0..<1000).compactMap { limits.line("a", "line \($0)", at: instant($0 / 100)) }
        #expect(first.count == 10)
        #expect(first.first == "line 0")
        #expect(first.last == "line 9 (more like it are left out for a while)")
        #expect(limits.line("a", "later", at: instant(59)) == nil)
        #expect(limits.line("a", "anew", at: instant(60)) == "anew (991 more like it were left out)")
        #expect(limits.line("a", "and on", at: instant(60)) == "and on")
    }

    @Test func topics_doNotTakeEachOthersLines() {
        var limits = LineLimits()
        for _ in 0..<100 { _ = limits.line("loud", "loud", at: instant(0)) }
        #expect(limits.line("quiet", "quiet", at: instant(0)) == "quiet")
    }

    @Test func topicsWithoutEnd_areBoundedAsWell() {
        var limits = LineLimits()
        let lines = (0..<100_000).compactMap { limits.line("topic \($0)", "line", at: instant(0)) }
        #expect(lines.count < 2000)
        #expect(limits.line("another", "line", at: instant(100)) == "line")
    }
}
