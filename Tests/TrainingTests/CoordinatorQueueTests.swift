import Jobs
import TestJobs
import Testing
import Training

/// The coordinator by hand: several runs, one after the other.
@Suite struct CoordinatorQueueTests {
    private let job: PreparedJob

    init() throws { job = try TestJobs.prepared { $0.training.epochs = 1 } }

    @Test func runsThatWait_areOpenedAtTheFirstMoment() {
        let bench = CoordinatorHarness(job, queue: RunQueue(waiting: ["small-1", "small-2"]))
        #expect(bench.opening.isEmpty)
        bench.handle(.tick)
        #expect(bench.opening == ["small-1"])
        #expect(bench.status.queue == ["small-2"])
    }

    @Test func twoRuns_giveTheSameBitsOneAfterTheOther() {
        let bench = CoordinatorHarness(job)
        for id in ["small-1", "small-2"] { bench.handle(.submitted(run: id)) }
        #expect(bench.opening == ["small-1"])
        bench.open("small-1")
        bench.join("a")
        bench.work()
        let first = bench.results.last
        #expect(bench.opening == ["small-1"], "not before the first one's result is on disk")
        bench.handle(.resultWritten(run: "small-1", problem: nil))
        #expect(bench.opening == ["small-1", "small-2"])
        bench.open("small-2")
        bench.receive(.ready(Ready(run: "small-2")), from: "a")
        bench.work()
        #expect(bench.results.map(\.run) == ["small-1", "small-2"])
        #expect(bench.results.last?.weights == first?.weights)
        #expect(!bench.isStopped)
    }

    @Test func runThatCannotBeOpened_isToldAndKeptAndTheNextOneIsOpened() {
        let bench = CoordinatorHarness(job, queue: RunQueue(waiting: ["small-1", "small-2"]))
        bench.handle(.tick)
        bench.handle(.unusable(run: "small-1", problem: "its data have gone"))
        #expect(bench.unusable == ["small-1"])
        #expect(bench.incidents(.runUnusable).count == 1)
        #expect(bench.opening == ["small-1", "small-2"])
    }

    @Test func coordinatorOfOneRun_endsWithItAndSaysHowItWent() {
        for (isFine, expected) in [(true, CoordinatorEnd.done), (false, .failed)] {
            let queue = RunQueue(waiting: ["small-1"])
            let bench = CoordinatorHarness(job, queue: queue, exitsWhenDone: true)
            bench.handle(.tick)
            bench.open("small-1")
            bench.join("a")
            bench.work()
            #expect(!bench.isStopped)
            bench.handle(.resultWritten(run: "small-1", problem: isFine ? nil : "no room"))
            bench.receive(.leaving(Leaving(reason: "sent home")), from: "a")
            #expect(bench.end == expected)
        }
    }

    @Test func coordinatorOfARunThatCannotBeOpened_fails() {
        let queue = RunQueue(waiting: ["small-1"])
        let bench = CoordinatorHarness(job, queue: queue, exitsWhenDone: true)
        bench.handle(.tick)
        bench.handle(.unusable(run: "small-1", problem: "damaged"))
        #expect(bench.end == .failed)
    }

    @Test func stopBeforeTheRunIsOpen_isNotForgottenWhenItOpens() {
        let bench = CoordinatorHarness(job, queue: RunQueue(waiting: ["small-1"]))
        bench.hello("a")
        bench.handle(.stopRequested("test"))
        bench.open("small-1")
        #expect(bench.status.job == nil)
        bench.receive(.leaving(Leaving(reason: "sent home")), from: "a")
        #expect(bench.end == .interrupted)
    }

    @Test func secondCallForTheEnd_endsAtOnceUnlessItIsAnEcho() {
        let bench = CoordinatorHarness(job, ready: ["a"])
        bench.writesAtOnce = false
        bench.handle(.stopRequested("test"))
        bench.handle(.stopRequested("test"))
        #expect(!bench.isEndedAtOnce)
        bench.advance(Limits.signalEcho)
        bench.handle(.stopRequested("test"))
        #expect(bench.isEndedAtOnce)
    }

    @Test func checkpointOfAnEarlierRun_saysNothingOfThisOnes() throws {
        let bench = CoordinatorHarness(job, ready: ["a"])
        bench.writesAtOnce = false
        bench.work()
        let late = try #require(bench.unwritten.first)
        bench.start()
        bench.receive(.ready(Ready(run: "small-1")), from: "a")
        bench.work { $0.unwritten.count > 1 }
        bench.handle(.checkpointWritten(run: "other-1", step: late.state.step, problem: nil))
        #expect(bench.status.job?.checkpointStep == nil)
    }
}
