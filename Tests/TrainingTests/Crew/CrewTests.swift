import Jobs
import Testing
import Training

/// Who is there: what the crew says of its members, whatever is trained.
@Suite struct CrewTests {
    private var crew = Crew()
    private let start = Instant(nanoseconds: 0)

    private mutating func admit(_ names: String..., at now: Instant? = nil) {
        for name in names { _ = crew.admit(.test(name), from: .test(name), at: now ?? start) }
    }

    private mutating func makeReady(_ names: String...) {
        for name in names { crew.update(.test(name)) { $0.state = .ready } }
    }

    @Test mutating func members_standInTheOrderOfTheirNamesWhoeverCameFirst() {
        admit("c", "a", "b")
        #expect(crew.sorted.map(\.hello.name) == ["a", "b", "c"])
        #expect(crew.named("b")?.peer == .test("b"))
        #expect(crew.named("d") == nil)
    }

    @Test mutating func memberThatIsRemoved_leavesTheOthersWhereTheyAre() {
        admit("a", "b", "c")
        let removed = [crew.remove(.test("b")), crew.remove(.test("b"))]
        #expect(removed.map { $0?.hello.name } == ["b", nil])
        #expect(crew[.test("c")]?.hello.name == "c")
        #expect(crew.count == 2)
    }

    @Test mutating func workerFromAnAddressThatIsKnown_takesItsPlace() {
        admit("a")
        _ = crew.admit(.test("z"), from: .test("a"), at: start)
        #expect(crew.sorted.map(\.hello.name) == ["z"])
    }

    @Test mutating func workerThatComesBack_isNoLongerMissing() {
        admit("a")
        crew.remove(.test("a"))
        crew.miss("a", since: start + .seconds(3))
        #expect(crew.missing == ["a": start + .seconds(3)])
        let since = ["a", "b"].map { crew.admit(.test($0), from: .test($0), at: start + .seconds(5)) }
        #expect(since == [start + .seconds(3), nil])
        #expect(crew.missing.isEmpty)
    }

    @Test mutating func missingWorkers_areRememberedUpToALimit() {
        for number in 0...Limits.workers { crew.miss("w\(number)", since: start) }
        #expect(crew.missing.count == Limits.workers)
        crew.miss("late", since: start + Limits.missed)
        #expect(crew.missing.keys.sorted() == ["late"])
    }

    @Test mutating func silence_isCountedFromTheLastWord() {
        admit("a", "b")
        crew.update(.test("b")) { $0.lastSeen = start + .milliseconds(1) }
        #expect(crew.silent(at: start + (Limits.silence - .nanoseconds(1))).isEmpty)
        #expect(crew.silent(at: start + Limits.silence).map(\.hello.name) == ["a"])
    }

    @Test mutating func quarantine_lastsWhateverAddressTheWorkerComesBackFrom() {
        admit("a", "b")
        makeReady("a", "b")
        let member = crew.quarantine("a")
        #expect(member?.peer == .test("a"))
        #expect(crew.able.map(\.hello.name) == ["b"])
        crew.remove(.test("a"))
        _ = crew.admit(.test("a"), from: .test("elsewhere"), at: start)
        #expect(crew.named("a")?.isQuarantined == true)
    }

    @Test mutating func crewOfQuarantinedWorkers_isDeserted() {
        #expect(crew.isDeserted)
        admit("a", "b")
        #expect(!crew.isDeserted)
        _ = crew.quarantine("a")
        _ = crew.quarantine("b")
        #expect(crew.isDeserted)
    }

    @Test mutating func secondOpinion_comesFromAnotherWhoHasTheJobAndIsTrusted() {
        admit("a", "b", "c")
        makeReady("a")
        #expect(!crew.hasSecond(to: "a"))
        makeReady("b", "c")
        #expect(crew.hasSecond(to: "a"))
        _ = crew.quarantine("b")
        #expect(crew.hasSecond(to: "a"))
        crew.remove(.test("c"))
        #expect(!crew.hasSecond(to: "a"))
    }

    @Test mutating func workerThatAnswersNothing_isNoSecondUntilItAnswers() {
        admit("a", "b")
        makeReady("a", "b")
        let now = start
        for _ in 0..<Limits.unansweredShares {
            #expect(crew.hasSecond(to: "a"))
            crew.wasLate(.test("b"), microbatches: 1, since: now, at: now)
        }
        #expect(!crew.hasSecond(to: "a"))
        crew.update(.test("b")) {
            $0.isGiven(Share(.train, step: 0, leaves: 0..<1, partials: 1, since: now), until: now)
            $0.returned(TreeNode(0, 1), .train, step: 0, time: .zero, at: now)
        }
        #expect(crew.hasSecond(to: "a"))
    }

    // MARK: Slowness

    /// Has a worker do `count` microbatches in a second each, `times` over.
    private mutating func measure(_ name: String, seconds: Double, times: Int = Limits.slowMeasurements) {
        for _ in 0..<times {
            crew.update(.test(name)) {
                $0.measured(microbatches: 1, samples: 1, threadTime: .seconds(seconds), at: start)
            }
        }
    }

    /// Slowness that is told at each of these times after the start.
    private mutating func watch(_ name: String, at times: Duration...) -> [Crew.Slowness?] {
        times.map { crew.watchSpeed(of: .test(name), at: start + $0) }
    }

    @Test mutating func usualSpeed_isTheMiddleOneOfTheOthers() {
        admit("a", "b", "c", "d")
        #expect(crew.usualSpeed(without: .test("a")) == nil)
        measure("a", seconds: 1)
        measure("b", seconds: 0.5)
        measure("c", seconds: 0.25)
        #expect(crew.usualSpeed(without: .test("d")) == 2)
        #expect(crew.usualSpeed(without: .test("b")) == 4)
    }

    @Test mutating func slowWorker_isToldOnceAfterItHasBeenSlowForLong() {
        admit("a", "b")
        measure("a", seconds: 10)
        measure("b", seconds: 1)
        let patience = Limits.slowPatience
        let told = watch("a", at: .zero, patience - .nanoseconds(1), patience, patience * 2)
        #expect(told.map { $0?.since } == [nil, nil, start, nil])
        #expect(told[2]?.usual == 1)
    }

    @Test mutating func workerThatIsFastAgain_canBecomeSlowAnew() {
        admit("a", "b")
        measure("a", seconds: 10)
        measure("b", seconds: 1)
        let patience = Limits.slowPatience
        var told = watch("a", at: .zero, patience)
        measure("a", seconds: 1, times: 40)
        told += watch("a", at: patience * 2)
        #expect(crew[.test("a")]?.slowness == Member.Slowness.none)
        measure("a", seconds: 10, times: 40)
        told += watch("a", at: patience * 3, patience * 4)
        #expect(told.map { $0 != nil } == [false, true, false, false, true])
    }

    @Test mutating func fewMeasurements_judgeNobody() {
        admit("a", "b")
        measure("a", seconds: 10, times: Limits.slowMeasurements - 1)
        measure("b", seconds: 1)
        _ = watch("a", at: .zero)
        #expect(crew[.test("a")]?.slowness == Member.Slowness.none)
    }

    @Test mutating func lateWorker_restsAndCannotBeFasterThanItWas() {
        admit("a")
        measure("a", seconds: 1)
        crew.wasLate(.test("a"), microbatches: 2, since: start, at: start + .seconds(8))
        let member = crew[.test("a")]
        #expect(member?.restsUntil == start + .seconds(8) + Limits.lateRest)
        #expect(member?.speed.microbatches == 0.25)
    }

    @Test mutating func workerThatGoesOnBeingLate_restsTwiceAsLongEachTimeUpToALimit() {
        admit("a")
        var rests: [Duration] = []
        for _ in 0..<8 {
            crew.wasLate(.test("a"), microbatches: 1, since: start, at: start)
            let until = crew[.test("a")]?.restsUntil ?? start
            rests.append(.nanoseconds(until.nanoseconds - start.nanoseconds))
        }
        #expect(rests.prefix(3) == [Limits.lateRest, Limits.lateRest * 2, Limits.lateRest * 4])
        #expect(rests.last == Limits.lateLongestRest)
    }

    // MARK: The way

    @Test mutating func answerThatComesTooLate_tellsHowLongTheWayIs() {
        admit("a")
        crew.wasLate(.test("a"), microbatches: 1, since: start, at: start)
        let now = start
        crew.update(.test("a")) {
            $0.isGiven(Share(.train, step: 3, leaves: 0..<3, partials: 2, since: now), until: now)
            $0.returned(TreeNode(0, 2), .train, step: 3, time: .seconds(2), at: now + .seconds(9))
        }
        #expect(crew[.test("a")]?.speed.onTheWay == 0)
        crew.update(.test("a")) {
            $0.returned(TreeNode(0, 1), .train, step: 2, time: .seconds(1), at: now + .seconds(9))
            $0.returned(TreeNode(2, 3), .train, step: 3, time: .seconds(1), at: now + .seconds(10))
        }
        let member = crew[.test("a")]
        #expect(member?.speed.onTheWay == 7)
        #expect(member?.lates == 0 && member?.shares == [])
    }

    @Test mutating func load_isThatOfAllWhoDoNotShareMemoryWhateverComesAndGoes() {
        admit("a", "b", "c")
        let share = Share(.train, step: 0, leaves: 0..<3, partials: 2, since: start)
        let end = start
        for name in ["a", "b", "c"] { crew.update(.test(name)) { $0.isGiven(share, until: end) } }
        crew.updateAll { $0.state = .preparing }
        #expect(crew.load == Load(vectors: 9, parts: 3))
        crew.update(.test("a")) { $0.sharesMemory = true }
        crew.remove(.test("b"))
        #expect(crew.load == Load(vectors: 3, parts: 1))
        crew.updateAll { $0.state = .idle }
        crew.update(.test("c")) {
            $0.returned(TreeNode(0, 2), .train, step: 0, time: .zero, at: end)
            $0.returned(TreeNode(2, 3), .train, step: 0, time: .zero, at: end)
        }
        #expect(crew.load == Load())
    }

    @Test mutating func timeInWhichNobodyCouldBeHeard_isNoSilence() {
        admit("a")
        crew.excuse(.seconds(7))
        #expect(crew.silent(at: start + .seconds(7)).isEmpty)
        #expect(crew.silent(at: start + (.seconds(7) + Limits.silence)).count == 1)
        #expect(crew.silent(at: start + (.seconds(7) + Limits.silence)) { _ in .seconds(1) }.isEmpty)
    }
}
