import Jobs
import Neural
import TestJobs
import Testing
import Training

/// Forecasts that are computed beside a run, or without one: the test plays the workers.
@Suite struct CoordinatorOrderTests {
    private static func order(_ name: String = "a", slices: Int = 200) -> ForecastOrder {
        ForecastOrder(digest: name, bytes: 10, fingerprint: "same", numbers: (0..<slices).map { 1 + $0 % 2 })
    }

    /// What a worker was given of an order by the last event.
    private func slices(_ bench: CoordinatorHarness, _ name: String) -> Range<Int>? {
        bench.sent(to: name).lazy.compactMap {
            if case .forecastAssignment(let given) = $0 { given.slices } else { nil }
        }.first
    }

    private func forecasts(_ slice: Int, of order: String = "a", count: Int? = nil) -> Message {
        .forecasts(
            Forecasts(
                order: order, slice: slice, computeTime: .milliseconds(1),
                outputs: Vector(zeros: count ?? 1 + slice % 2)))
    }

    private func kept(_ bench: CoordinatorHarness) -> [Int] {
        bench.actions.compactMap {
            if case .keepForecasts(_, _, let place) = $0 { place } else { nil }
        }
    }

    private func progress(_ bench: CoordinatorHarness, _ order: String = "a") -> OrderProgress? {
        bench.core.progress(ofOrder: order, at: bench.now)
    }

    private func bench(_ names: [String]) throws -> CoordinatorHarness {
        try CoordinatorHarness(TestJobs.prepared(), ready: names)
    }

    // MARK: Without a run

    @Test func withoutARun_allWorkersComputeAndEachSliceIsKeptOnce() throws {
        let bench = CoordinatorHarness(try TestJobs.prepared())
        for name in ["a", "b"] { bench.hello(name) }
        bench.handle(.ordered(Self.order(slices: 3)))
        let first = try #require(slices(bench, "a"))
        let second = try #require(slices(bench, "b"))
        #expect(first == 0..<1 && second == 1..<2)
        bench.receive(forecasts(1), from: "b")
        #expect(kept(bench) == [1])
        #expect(slices(bench, "b") == 2..<3)
        bench.receive(forecasts(1), from: "a")
        #expect(kept(bench).isEmpty)
        bench.receive(forecasts(0), from: "a")
        #expect(kept(bench) == [0])
        #expect(progress(bench)?.answered == 2)
        bench.receive(forecasts(2), from: "b")
        #expect(kept(bench) == [3])
        #expect(bench.actions.contains { if case .finishForecasts = $0 { true } else { false } })
        #expect(progress(bench)?.state == .computing)
        bench.handle(.forecastsKept(order: "a", problem: nil))
        #expect(progress(bench)?.state == .done)
    }

    @Test func answersThatDoNotBelong_countForNothing() throws {
        let bench = CoordinatorHarness(try TestJobs.prepared())
        bench.hello("a")
        bench.handle(.ordered(Self.order(slices: 2)))
        bench.receive(forecasts(0, of: "b"), from: "a")
        bench.receive(forecasts(0, count: 7), from: "a")
        bench.receive(forecasts(9), from: "a")
        #expect(progress(bench)?.answered == 0)
        #expect(bench.status.incidentCounts["bad_message"] == 2)
        // Of an earlier term it is the same.
        bench.receive(forecasts(0), from: "a", term: 0)
        #expect(progress(bench)?.answered == 1)
    }

    @Test func workersOfAnotherFingerprint_getNothing() throws {
        let bench = CoordinatorHarness(try TestJobs.prepared())
        bench.hello("a", fingerprint: "other")
        bench.handle(.ordered(Self.order()))
        #expect(slices(bench, "a") == nil)
        bench.hello("b")
        #expect(slices(bench, "b") == 0..<1)
    }

    @Test func slicesOfALostWorker_goToOthers() throws {
        let bench = CoordinatorHarness(try TestJobs.prepared())
        for name in ["a", "b"] { bench.hello(name) }
        bench.handle(.ordered(Self.order(slices: 2)))
        bench.handle(.unreachable(CoordinatorHarness.peer("a")))
        bench.receive(forecasts(1), from: "b")
        #expect(slices(bench, "b") == 0..<1)
    }

    @Test func workerThatNeverGotItsSlices_getsThemAgain() throws {
        let bench = CoordinatorHarness(try TestJobs.prepared())
        bench.hello("a")
        bench.handle(.ordered(Self.order(slices: 2)))
        bench.advance(Limits.lostMessage)
        bench.heartbeat(.idle, from: "a")
        #expect(slices(bench, "a") == 0..<1)
    }

    @Test func orderThatNoWorkerCanHold_failsWithTheReason() throws {
        let bench = CoordinatorHarness(try TestJobs.prepared())
        for name in ["a", "b"] { bench.hello(name) }
        bench.handle(.ordered(Self.order()))
        bench.receive(.unable(Unable(order: "a", reason: "no room")), from: "a")
        #expect(progress(bench)?.state == .computing)
        bench.receive(.unable(Unable(order: "a", reason: "no room")), from: "b")
        #expect(progress(bench)?.state == .failed)
        #expect(progress(bench)?.reason?.contains("no room") == true)
    }

    @Test func orderThatNobodyAsksFor_isGivenUp() throws {
        let bench = CoordinatorHarness(try TestJobs.prepared())
        bench.hello("a")
        bench.handle(.ordered(Self.order()))
        bench.handle(.ordered(Self.order("b")))
        #expect(progress(bench, "b")?.state == .waiting)
        for _ in 0..<2 {
            bench.pass(Limits.orderPatience - .seconds(1))
            bench.handle(.orderAsked(digest: "b"))
        }
        #expect(progress(bench) == nil)
        #expect(progress(bench, "b")?.state == .computing)
    }

    // MARK: Beside a run

    /// Does the rest of a step; who is given slices at its end.
    private func finishStep(_ bench: CoordinatorHarness) -> Set<String> {
        let step = bench.step
        while bench.step == step, let name = bench.orders.keys.min() { bench.answer(name) }
        return Set(["a", "b", "c"].filter { slices(bench, $0) != nil })
    }

    @Test func besideARun_halfOfTheWorkersComputeOnceTheyHoldTheOrder() throws {
        let bench = try bench(["a", "b", "c"])
        bench.handle(.ordered(Self.order()))
        #expect(["a", "b", "c"].allSatisfy { slices(bench, $0) == nil })
        let lent = finishStep(bench)
        let name = try #require(lent.first)
        #expect(lent.count == 1)
        // It fetches the order while it goes on with the run.
        #expect(bench.orders[name] != nil)
        bench.receive(forecasts(0), from: name)
        _ = finishStep(bench)
        #expect(bench.orders[name] == nil && !bench.orders.isEmpty)
        #expect(bench.status.findings.contains { $0.cause == .forecasts })
        #expect(bench.status.order?.progress.answered == 1)
    }

    @Test func oneWorkerAlone_computesForBothInTurn() throws {
        let bench = try bench(["a"])
        bench.handle(.ordered(Self.order()))
        #expect(finishStep(bench) == ["a"])
        bench.receive(forecasts(0), from: "a")
        var (turns, next) = ("", 1)
        while turns.count < 6 {
            if bench.orders["a"] != nil {
                turns += "s"
                bench.answer("a")
            } else {
                turns += "o"
                while bench.orders["a"] == nil, next < Self.order().slices {
                    bench.receive(forecasts(next), from: "a")
                    next += 1
                }
            }
        }
        #expect(turns.contains("sosos"))
    }

    @Test func runIsTheSame_withAnOrderAndWithout() throws {
        let alone = try bench(["a", "b"])
        alone.work()
        let bench = try bench(["a", "b"])
        bench.handle(.ordered(Self.order(slices: 40)))
        var left = 0..<40
        while bench.result == nil {
            if let name = bench.orders.keys.min() { bench.answer(name) } else { break }
            if let slice = left.first {
                bench.receive(forecasts(slice), from: "b")
                left = slice + 1..<40
            }
        }
        let weights = try #require(alone.result?.weights)
        #expect(bench.result.map { VectorMath.areSameBits($0.weights, weights) } == true)
    }
}
