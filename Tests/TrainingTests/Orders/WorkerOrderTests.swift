import Jobs
import Neural
import TestJobs
import Testing
import Training

/// Orders at a worker: the test plays coordinator, disk and threads.
@Suite struct WorkerOrderTests {
    private let bench = WorkerHarness()

    init() {
        bench.handle(.tick)
        bench.welcome()
    }

    private func assign(_ slices: Range<Int>, of order: String = "o") {
        bench.receive(.forecastAssignment(ForecastAssignment(order: order, bytes: 7, slices: slices)))
    }

    private func forecasts(_ slice: Int, of order: String = "o") -> Forecasts {
        Forecasts(order: order, slice: slice, computeTime: .zero, outputs: [1])
    }

    private var slices: Range<Int>? {
        bench.actions.lazy.compactMap {
            if case .computeSlices(let given) = $0 { given.slices } else { nil }
        }.first
    }

    private var opens: Bool {
        bench.actions.contains { if case .openData("o", 7) = $0 { true } else { false } }
    }

    private var prepares: Bool {
        bench.actions.contains { if case .prepareOrder("o", 7) = $0 { true } else { false } }
    }

    @Test func order_isFetchedReadAndComputed() {
        assign(2..<4)
        #expect(opens)
        #expect(bench.core.publicState == .preparing)
        bench.handle(.dataOpened(digest: "o", found: false))
        #expect(bench.sent == [.fetchData(FetchData(digest: "o", offset: 0))])
        bench.receive(.dataChunk(DataChunk(digest: "o", offset: 0, bytes: [1, 2])))
        bench.handle(.chunkStored(digest: "o", nextOffset: 2, isComplete: false))
        #expect(bench.sent == [.fetchData(FetchData(digest: "o", offset: 2))])
        bench.handle(.chunkStored(digest: "o", nextOffset: 7, isComplete: true))
        #expect(prepares)
        bench.handle(.orderPrepared(digest: "o", slices: 5))
        #expect(slices == 2..<4)
        #expect(bench.core.publicState == .computing)
        bench.handle(.forecast(forecasts(3)))
        #expect(bench.sent == [.forecasts(forecasts(3))])
        bench.handle(.forecast(forecasts(2)))
        #expect(bench.core.publicState == .idle)
        assign(4..<5)
        #expect(slices == 4..<5)
    }

    @Test func lostPart_isAskedForAgain() {
        assign(0..<1)
        bench.handle(.dataOpened(digest: "o", found: false))
        bench.now = bench.now + Limits.fetchTimeout
        bench.receive(.heartbeat(Heartbeat(state: .idle, step: 0)))
        bench.handle(.tick)
        #expect(bench.sent.contains(.fetchData(FetchData(digest: "o", offset: 0))))
    }

    @Test func sameSlicesAgain_areNotBegunAnew() {
        assign(0..<2)
        assign(0..<2)
        #expect(bench.actions.isEmpty)
        bench.handle(.dataOpened(digest: "o", found: true))
        bench.handle(.orderPrepared(digest: "o", slices: 5))
        assign(0..<2)
        #expect(bench.actions.isEmpty)
    }

    @Test func slicesThatAreNotThere_areDropped() {
        assign(0..<9)
        bench.handle(.dataOpened(digest: "o", found: true))
        bench.handle(.orderPrepared(digest: "o", slices: 5))
        #expect(slices == nil)
        #expect(bench.core.publicState == .idle)
    }

    @Test func orderThatCannotBeHeld_isSaidSo() {
        assign(0..<1)
        bench.handle(.dataOpened(digest: "o", found: true))
        bench.handle(.orderNotPrepared(digest: "o", problem: "no room"))
        #expect(bench.sent == [.unable(Unable(order: "o", reason: "no room"))])
    }

    @Test func jobGoesOnBesideIt() throws {
        let job = try TestJobs.prepared()
        bench.makeReady(job.plan)
        assign(0..<1)
        bench.handle(.dataOpened(digest: "o", found: true))
        bench.handle(.orderPrepared(digest: "o", slices: 1))
        bench.receive(
            .assignment(
                .init(
                    run: "r", step: 0, purpose: .train, microbatches: 0..<1, weightsVersion: 0,
                    weights: job.plan.model.initialWeights(seed: 1))))
        #expect(bench.computation != nil)
        bench.handle(.forecast(forecasts(0)))
        #expect(bench.sent == [.forecasts(forecasts(0))])
        #expect(bench.core.publicState == .computing)
    }

    @Test func memoryOfAnOrderThatIsOver_isGivenBack() {
        assign(0..<1)
        bench.handle(.dataOpened(digest: "o", found: true))
        bench.handle(.orderPrepared(digest: "o", slices: 1))
        bench.handle(.forecast(forecasts(0)))
        bench.tick(after: Limits.orderMemory)
        #expect(bench.actions.contains { if case .forgetOrder = $0 { true } else { false } })
    }
}
