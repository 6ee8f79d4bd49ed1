import Jobs
import Neural
import Series
import TestJobs
import Testing
import Training

/// Who gets what next: decisions as a table of situations.
@Suite struct DispatcherTests {
    private let job: PreparedJob
    private var now = Instant(nanoseconds: 0)
    private var crew: Crew
    private var work: PieceOfWork

    init() throws {
        job = try TestJobs.prepared()
        crew = Crew.ready(["a", "b"], at: now)
        work = PieceOfWork(.train, step: 0, plan: job.plan, isDoubleChecked: false)
    }

    private func decide(secondsPerStep: Double? = nil) -> [Dispatcher.Decision] {
        Dispatcher.decide(work, crew: crew, secondsPerStep: secondsPerStep, at: now)
    }

    private mutating func give(_ leaves: Range<Int>, to name: String, audits: TreeNode? = nil) {
        let due = now + .seconds(1)
        work.give(
            Handout(leaves: leaves, since: now, due: due, expected: due, audits: audits), to: .test(name))
    }

    private mutating func measure(_ name: String, seconds: Double) {
        crew.update(.test(name)) {
            $0.measured(microbatches: 1, samples: 1, threadTime: .seconds(seconds), at: now)
        }
    }

    private func answer(
        _ node: TreeNode, _ name: String, value: Float = 1, _ work: inout PieceOfWork
    ) throws {
        let samples = node.range.map { job.plan.slots(step: 0, microbatch: $0).count }.reduce(0, +)
        let gradient = Gradient(
            run: "small-1", step: 0, node: node, samples: samples, loss: 1, computeTime: .zero,
            partial: Vector(repeatElement(value, count: job.plan.model.parameters.count)))
        _ = work.take(
            Delivery(gradient), from: try #require(crew.named(name)), hasSecond: true, at: now)
    }

    // MARK: What nobody has

    @Test func newStep_isCutAmongAllWhoHaveTheJob() {
        #expect(decide() == [.give(0..<2, to: .test("a")), .give(2..<5, to: .test("b"))])
    }

    @Test mutating func fasterWorker_getsMore() {
        measure("a", seconds: 4)
        measure("b", seconds: 1)
        #expect(decide() == [.give(0..<1, to: .test("a")), .give(1..<5, to: .test("b"))])
    }

    @Test mutating func nobodyFree_isNoDecision() {
        give(0..<2, to: "a")
        give(2..<4, to: "b")
        #expect(decide().isEmpty)
    }

    @Test mutating func workersWithoutTheJobOrInQuarantine_getNothing() {
        crew.update(.test("a")) { $0.state = .preparing }
        #expect(decide() == [.give(0..<5, to: .test("b"))])
        _ = crew.quarantine("b")
        #expect(decide().isEmpty)
    }

    @Test mutating func workerThatRests_isCalledUponOnlyWhereNobodyElseIsAtWork() {
        crew.update(.test("a")) { $0.restsUntil = now + .seconds(1) }
        #expect(decide() == [.give(0..<5, to: .test("b"))])
        crew.update(.test("b")) { $0.restsUntil = now + .seconds(1) }
        #expect(decide() == [.give(0..<2, to: .test("a")), .give(2..<5, to: .test("b"))])
    }

    @Test mutating func evaluation_isGivenOutByHalves() throws {
        let many = try TestJobs.prepared {
            $0.data.source = .demo(DemoOptions(rows: 2000, channels: 3))
            $0.data.split.test = .rows(1600)
        }
        work = PieceOfWork(.test, step: 0, plan: many.plan, isDoubleChecked: false)
        let given = decide().reduce(0) {
            guard case .give(let leaves, _) = $1 else { return $0 }
            return $0 + leaves.count
        }
        #expect(work.leaves > 20)
        #expect(given == (work.leaves + 1) / 2)
    }

    @Test mutating func workerThatWasTooSlowForAny_isTriedAgainNowAndThen() {
        measure("a", seconds: 100)
        measure("b", seconds: 1)
        #expect(decide(secondsPerStep: 1) == [.give(0..<5, to: .test("b"))])
        now = now + .seconds(Double(Limits.probeSteps))
        #expect(decide(secondsPerStep: 1) == [.give(0..<1, to: .test("a")), .give(1..<5, to: .test("b"))])
    }

    // MARK: Second opinions

    @Test mutating func secondOpinion_isAskedOfSomebodyElse() throws {
        work = PieceOfWork(.train, step: 0, plan: job.plan, isDoubleChecked: true)
        try answer(TreeNode(0, 5), "a", &work)
        #expect(decide() == [.check(TreeNode(0, 5), by: .test("b"))])
    }

    @Test mutating func secondOpinionThatIsLate_isTakenBackAndAskedOfAnother() throws {
        crew = Crew.ready(["a", "b", "c"], at: now)
        work = PieceOfWork(.train, step: 0, plan: job.plan, isDoubleChecked: true)
        try answer(TreeNode(0, 5), "a", &work)
        give(0..<5, to: "b", audits: TreeNode(0, 5))
        #expect(decide().isEmpty)
        now = now + .seconds(2)
        #expect(decide() == [.takeBack(from: .test("b")), .check(TreeNode(0, 5), by: .test("c"))])
    }

    @Test mutating func twoWhoDisagree_areAskedAgainButNotForEver() throws {
        work = PieceOfWork(.train, step: 0, plan: job.plan, isDoubleChecked: true)
        let node = TreeNode(0, 5)
        try answer(node, "a", value: 1, &work)
        try answer(node, "b", value: 2, &work)
        #expect(decide() == [.check(node, by: .test("a"))])
        for name in ["a", "b"] {
            for _ in 0..<Limits.auditQuestions { work.asked(name, about: node) }
        }
        #expect(decide().isEmpty)
        crew = Crew.ready(["a", "b", "c"], at: now)
        #expect(decide() == [.check(node, by: .test("c"))])
    }

    @Test mutating func opinionThatOnlyALadenWorkerCanGive_isAskedOfItWhereNobodyIsAtWork() throws {
        work = PieceOfWork(.train, step: 0, plan: job.plan, isDoubleChecked: true)
        try answer(TreeNode(0, 4), "a", &work)
        try answer(TreeNode(4, 5), "a", &work)
        let end = now + .seconds(12)
        for leaves in [0..<5, 0..<4] {
            let share = Share(.train, step: 0, leaves: leaves, partials: 1, since: now)
            crew.update(.test("b")) { $0.isGiven(share, until: end) }
        }
        #expect(decide() == [.check(TreeNode(0, 4), by: .test("b"))])
        give(4..<5, to: "b", audits: TreeNode(4, 5))
        #expect(decide().isEmpty)
    }

    @Test mutating func opinionThatOnlyARestingWorkerCanGive_isAskedOfItOnceItAnswersAgain() throws {
        work = PieceOfWork(.train, step: 0, plan: job.plan, isDoubleChecked: true)
        let node = TreeNode(0, 5)
        try answer(node, "a", &work)
        crew.wasLate(.test("b"), microbatches: 5, since: now, at: now)
        #expect(decide().isEmpty, "it has answered nothing since, and would only begin anew")
        crew.update(.test("b")) { $0.lates = 0 }
        #expect(decide() == [.check(node, by: .test("b"))])
    }

    @Test mutating func opinionInSlowHands_isAskedOfAnotherWhoIsDoneMuchSooner() throws {
        crew = Crew.ready(["a", "b", "c"], at: now)
        measure("a", seconds: 0.1)
        measure("c", seconds: 0.1)
        work = PieceOfWork(.train, step: 0, plan: job.plan, isDoubleChecked: true)
        let node = TreeNode(0, 5)
        try answer(node, "a", &work)
        let slow = Handout(
            leaves: 0..<5, since: now, due: now + .seconds(30), expected: now + .seconds(10), audits: node)
        work.give(slow, to: .test("b"))
        #expect(decide() == [.overtake(.test("b"), with: 0..<5, by: .test("c"))])
        work.overtake(.test("b"))
        #expect(decide().isEmpty)
    }

    @Test mutating func twoWhoDisagree_areAskedAgainWhereTheThirdAnswersNothing() throws {
        crew = Crew.ready(["a", "b", "c"], at: now)
        work = PieceOfWork(.train, step: 0, plan: job.plan, isDoubleChecked: true)
        let node = TreeNode(0, 5)
        try answer(node, "a", value: 1, &work)
        try answer(node, "b", value: 2, &work)
        crew.wasLate(.test("c"), microbatches: 5, since: now, at: now)
        #expect(decide().isEmpty)
        for _ in 1..<Limits.unansweredShares {
            crew.wasLate(.test("c"), microbatches: 5, since: now, at: now)
        }
        #expect(decide() == [.check(node, by: .test("a"))])
    }

    // MARK: What is late

    @Test mutating func lateShare_isComputedByWhoeverIsFreeAsWell() throws {
        give(0..<4, to: "a")
        try answer(TreeNode(4, 5), "b", &work)
        #expect(decide().isEmpty)
        now = now + .seconds(1)
        #expect(decide() == [.helpOut(.test("a"), with: 0..<4, by: .test("b"))])
    }

    @Test mutating func helper_getsOnlyWhatIsMissingOfALateShare() throws {
        give(0..<4, to: "a")
        try answer(TreeNode(0, 2), "a", &work)
        try answer(TreeNode(4, 5), "b", &work)
        now = now + .seconds(1)
        #expect(decide() == [.helpOut(.test("a"), with: 2..<4, by: .test("b"))])
    }
}
