import Jobs
import Neural
import Series
import TestJobs
import Testing
import Training

/// What is worked on: what a piece of work takes in, and when it is complete, whoever computes it.
@Suite struct PieceOfWorkTests {
    private let job: PreparedJob
    private let now = Instant(nanoseconds: 0)
    private var crew: Crew

    init() throws {
        job = try TestJobs.prepared()
        crew = Crew.ready(["a", "b", "c"], at: now)
    }

    private func work(_ purpose: Purpose = .train, isDoubleChecked: Bool = false) -> PieceOfWork {
        PieceOfWork(purpose, step: 0, plan: job.plan, isDoubleChecked: isDoubleChecked)
    }

    private func member(_ name: String) throws -> Member { try #require(crew.named(name)) }

    /// A node of step 0, every number of which is `value`.
    private func gradient(_ node: TreeNode, step: Int = 0, value: Float = 1) -> Delivery {
        let samples = node.range.map { job.plan.slots(step: step, microbatch: $0).count }.reduce(0, +)
        return Delivery(
            Gradient(
                run: "small-1", step: step, node: node, samples: samples, loss: 1,
                computeTime: .milliseconds(node.range.count),
                partial: Vector(repeatElement(value, count: job.plan.model.parameters.count))))
    }

    private func evaluation(_ node: TreeNode, _ purpose: Purpose) -> Delivery {
        let samples = node.range.map { job.plan.windows(purpose, slice: $0).count }.reduce(0, +)
        return Delivery(
            Evaluation(
                run: "small-1", step: 0, purpose: purpose, node: node, sums: MetricSums(samples: samples),
                computeTime: .milliseconds(1)))
    }

    private func give(_ leaves: Range<Int>, _ work: inout PieceOfWork, to name: String) {
        work.give(
            Handout(
                leaves: leaves, since: now, due: now + .seconds(1), expected: now + .seconds(1),
                audits: nil), to: .test(name))
    }

    // MARK: What is its own

    @Test func work_knowsItsOwnByPurposeAndStep() {
        #expect(work().isOwn(gradient(TreeNode(0, 1))))
        #expect(!work().isOwn(gradient(TreeNode(0, 1), step: 1)))
        #expect(!work().isOwn(evaluation(TreeNode(0, 1), .validate)))
        #expect(work(.validate).isOwn(evaluation(TreeNode(0, 1), .validate)))
        #expect(!work(.validate).isOwn(evaluation(TreeNode(0, 1), .test)))
        #expect(!work(.validate).isOwn(gradient(TreeNode(0, 1))))
    }

    @Test(arguments: [TreeNode(0, 6), TreeNode(1, 3), TreeNode(-1, 1), TreeNode(3, 3), TreeNode(4, 2)])
    func nodeThatTheTreeDoesNotHave_fitsNothing(node: TreeNode) {
        let delivery = Delivery(
            Gradient(
                run: "small-1", step: 0, node: node, samples: 5, loss: 1, computeTime: .zero,
                partial: Vector(zeros: job.plan.model.parameters.count)))
        #expect(!work().fits(delivery))
    }

    @Test func gradientOfAnotherLengthOrOfOtherSamples_fitsNothing() {
        let right = gradient(TreeNode(0, 1))
        #expect(work().fits(right))
        for (numbers, samples) in [(1, right.sum.samples), (right.sum.gradient.count, 1)] {
            let wrong = Gradient(
                run: "small-1", step: 0, node: right.node, samples: samples, loss: 1, computeTime: .zero,
                partial: Vector(zeros: numbers))
            #expect(!work().fits(Delivery(wrong)))
        }
    }

    // MARK: Handouts

    @Test func share_isCompletedByTheLastOfItsNodes() throws {
        var work = work()
        give(0..<3, &work, to: "a")
        #expect(work.pending == [3..<5])
        _ = work.take(gradient(TreeNode(0, 2)), from: try member("a"), hasSecond: true, at: now)
        #expect(work.handouts[.test("a")] != nil)
        _ = work.take(gradient(TreeNode(2, 3)), from: try member("a"), hasSecond: true, at: now)
        #expect(work.handouts.isEmpty)
    }

    @Test func shareThatIsTakenBack_isPendingAgainButForWhatIsAnswered() throws {
        var work = work()
        give(0..<4, &work, to: "a")
        give(4..<5, &work, to: "b")
        _ = work.take(gradient(TreeNode(2, 4)), from: try member("a"), hasSecond: true, at: now)
        #expect(work.pending.isEmpty)
        work.release(.test("a"))
        #expect(work.pending == [0..<2])
        // It may answer all the same.
        _ = work.take(gradient(TreeNode(0, 2)), from: try member("a"), hasSecond: true, at: now)
        #expect(work.pending.isEmpty)
    }

    @Test func loopThatWasAway_givesEverybodyTheTime() {
        var work = work()
        give(0..<4, &work, to: "a")
        work.excuse(.seconds(5))
        #expect(!work.handouts.hasLate(at: now + .seconds(5)))
        #expect(work.handouts.hasLate(at: now + .seconds(6)))
    }

    @Test func shareThatAnotherHasDone_isClosed() throws {
        var work = work()
        give(0..<2, &work, to: "a")
        give(0..<2, &work, to: "b")
        _ = work.take(gradient(TreeNode(0, 2)), from: try member("b"), hasSecond: true, at: now)
        #expect(work.handouts.isEmpty)
    }

    @Test func everyLeafAnswered_isTheSumOfAllInTreeOrder() throws {
        var work = work()
        for leaf in [4, 2, 0, 3] {
            _ = work.take(
                gradient(TreeNode(leaf, leaf + 1), value: Float(leaf)), from: try member("a"),
                hasSecond: false, at: now)
            let root = work.takeRoot()
            #expect(root == nil)
        }
        _ = work.take(
            gradient(TreeNode(1, 2), value: 1), from: try member("a"), hasSecond: false, at: now)
        let taken = work.takeRoot()
        let root = try #require(taken)
        #expect(root.gradient.allSatisfy { $0 == 10 })
        #expect(root.samples == 24)
    }

    // MARK: Second opinions

    @Test func doubleCheckedWork_waitsForASecondAnswerToEachNode() throws {
        var work = work(isDoubleChecked: true)
        let node = TreeNode(0, 4)
        let first = work.take(gradient(node), from: try member("a"), hasSecond: true, at: now)
        #expect(first.isHeld)
        #expect(work.audits.map(\.node) == [node])
        #expect(work.answered == [true, true, true, true, false])
        let second = work.take(gradient(node), from: try member("b"), hasSecond: true, at: now)
        let (agreed, liars) = try #require(second.decided)
        #expect(agreed == ["a", "b"] && liars.isEmpty)
        #expect(work.audits.isEmpty)
    }

    @Test func thirdAnswer_tellsWhoComputesWrongly() throws {
        var work = work(isDoubleChecked: true)
        let node = TreeNode(0, 4)
        _ = work.take(gradient(node, value: 2), from: try member("a"), hasSecond: true, at: now)
        let second = work.take(gradient(node), from: try member("b"), hasSecond: true, at: now)
        #expect(second.isHeld)
        #expect(work.audits.first?.isDisputed == true)
        let third = work.take(gradient(node), from: try member("c"), hasSecond: true, at: now)
        let (_, liars) = try #require(third.decided)
        #expect(liars == ["a"])
    }

    @Test func answerThatNobodyCanCheck_countsOnceItIsSettled() throws {
        var work = work(isDoubleChecked: true)
        _ = work.take(gradient(TreeNode(0, 5)), from: try member("a"), hasSecond: true, at: now)
        let withOthers = work.settle(by: crew, at: now)
        #expect(withOthers.isOpen)
        let alone = work.settle(by: Crew.ready(["a"], at: now), at: now)
        #expect(alone.root?.samples == 24)
    }

    @Test func contradiction_isGivenUpWhereNobodyCanDecideForLong() throws {
        var work = work(isDoubleChecked: true)
        let node = TreeNode(0, 5)
        _ = work.take(gradient(node, value: 2), from: try member("a"), hasSecond: true, at: now)
        _ = work.take(gradient(node), from: try member("b"), hasSecond: true, at: now)
        let two = Crew.ready(["a", "b"], at: now)
        let soon = work.settle(by: two, at: now + (Limits.auditPatience - .nanoseconds(1)))
        #expect(soon.isOpen)
        let late = work.settle(by: two, at: now + Limits.auditPatience)
        #expect(late.undecided == ["a", "b"])
        let withAThird = work.settle(by: crew, at: now + Limits.auditPatience)
        #expect(withAThird.isOpen)
    }
}

extension Sums.Outcome {
    fileprivate var isHeld: Bool { if case .held = self { true } else { false } }
    fileprivate var decided: (agreed: [String], liars: [String])? {
        if case .decided(let agreed, let liars) = self { (agreed, liars) } else { nil }
    }
}

extension PieceOfWork.Settlement {
    fileprivate var isOpen: Bool { if case .open = self { true } else { false } }
    fileprivate var root: NodeSum? { if case .complete(let root) = self { root } else { nil } }
    fileprivate var undecided: [String]? {
        if case .undecided(let workers) = self { workers } else { nil }
    }
}
