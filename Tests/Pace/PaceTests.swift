import Testing

@Suite struct PaceTests {
    @Test(.blocking) func blockingTest_hasAThreadOfItsOwn() async {
        #expect(isOnTestThread())
        await Task.yield()
        #expect(isOnTestThread())
    }

    @Test func anyOtherTest_hasNone() { #expect(!isOnTestThread()) }

    private func isOnTestThread() -> Bool { TestThreads.shared.isCurrent }

    @Test(arguments: [(0, 2, 120), (2, 2, 120), (3, 2, 180), (8, 1, 960), (1000, 2, 1200)])
    func patience_growsWithTheLoadOfEachCore(load: Int, cores: Int, seconds: Int) {
        #expect(Patience.limit(load: Double(load), cores: cores) == .seconds(seconds))
    }

    @Test func waiting_asksUntilItHolds() throws {
        var questions = 0
        try Patience.wait(for: "three questions") {
            questions += 1
            return questions == 3
        }
        #expect(questions == 3)
    }
}
