import Jobs
import Neural
import Series
import Testing

/// How a job's work is cut.
@Suite struct WorkPlanTests {
    private func plan(
        batch: Int = 24, microbatches: Int = 5, epochs: Int = 3, train: Int = 243, validation: Int = 69,
        test: Int = 79, seed: UInt64 = 7
    ) throws -> WorkPlan {
        var data = DataSettings(source: .demo(DemoOptions()), lookback: 4, horizon: 1)
        data.targets = ["a"]
        let job = Job(
            name: "plan", seed: seed, data: data, model: [.lstm(LSTM(units: 1)), .dense(Dense(units: 1))],
            training: TrainingSettings(batchSize: batch, microbatches: microbatches, epochs: epochs))
        return try WorkPlan(
            job: job, features: 1,
            windows: WorkPlan.WindowCounts(train: train, validation: validation, test: test))
    }

    @Test(arguments: [(24, 5), (24, 24), (24, 1), (25, 8), (7, 3), (256, 100)])
    func microbatchesAreAsEqualAsCanBe_longerOnesFirst_andCoverTheBatch(batch: Int, microbatches: Int) throws
    {
        let plan = try plan(batch: batch, microbatches: microbatches, train: 1000)
        for step in 0..<plan.stepsPerEpoch {
            let slots = (0..<plan.microbatches(step: step)).map { plan.slots(step: step, microbatch: $0) }
            let counts = slots.map(\.count)
            #expect(slots.flatMap { $0 } == Array(0..<plan.batch(step: step).count))
            #expect(counts == counts.sorted(by: >))
            #expect(counts[0] - counts[counts.count - 1] <= 1)
            #expect(counts[0] <= plan.microbatchCapacity)
        }
    }

    @Test func microbatchesOfANormalStepAreSpelledOut() throws {
        let plan = try plan()
        #expect(
            (0..<5).map { plan.slots(step: 0, microbatch: $0) } == [0..<5, 5..<10, 10..<15, 15..<20, 20..<24])
        #expect(plan.microbatchCapacity == 5)
    }

    @Test func lastBatchOfAnEpoch_isSmallerAndCutIntoAsManyMicrobatches() throws {
        let plan = try plan(train: 24 * 4 + 13)
        #expect(plan.stepsPerEpoch == 5)
        #expect(plan.steps == 15)
        #expect(plan.batch(step: 4) == 96..<109)
        #expect((0..<5).map { plan.slots(step: 4, microbatch: $0).count } == [3, 3, 3, 2, 2])
        #expect(plan.batch(step: 5) == 0..<24)
    }

    @Test func batchOfFewerSamplesThanMicrobatches_hasOneMicrobatchASample() throws {
        let plan = try plan()
        #expect(plan.batch(step: 10) == 240..<243)
        #expect(plan.microbatches(step: 10) == 3)
        #expect((0..<3).map { plan.slots(step: 10, microbatch: $0) } == [0..<1, 1..<2, 2..<3])
        #expect(plan.leaves(.train, step: 10) == 3)
        #expect(plan.leaves(.train, step: 9) == 5)
    }

    @Test func batchLargerThanTheData_isOneStepAnEpoch() throws {
        let plan = try plan(batch: 1000, microbatches: 8, train: 5)
        #expect(plan.stepsPerEpoch == 1)
        #expect(plan.batch(step: 2) == 0..<5)
        #expect(plan.microbatches(step: 2) == 5)
    }

    @Test(arguments: [(24, 243), (1, 10), (243, 243), (1000, 243)])
    func epochVisitsEveryTrainingWindowOnce(batch: Int, train: Int) throws {
        let plan = try plan(batch: batch, microbatches: min(batch, 5), train: train)
        for epoch in 0..<3 {
            let order = plan.order(epoch: epoch)
            var visited: [Int] = []
            for step in (epoch * plan.stepsPerEpoch)..<((epoch + 1) * plan.stepsPerEpoch) {
                #expect(plan.epoch(step: step) == epoch)
                let first = plan.batch(step: step).lowerBound
                for microbatch in 0..<plan.microbatches(step: step) {
                    visited += plan.slots(step: step, microbatch: microbatch).map { Int(order[first + $0]) }
                }
            }
            #expect(visited.sorted() == Array(0..<train))
        }
    }

    @Test func ordersDifferBetweenEpochsAndSeedsAndAreTheSameForAll() throws {
        let plan = try plan()
        let orders = (0..<10).map { plan.order(epoch: $0) }
        #expect(Set(orders).count == 10)
        #expect(!orders.contains(Array(0..<243)))
        #expect(try self.plan().order(epoch: 3) == orders[3])
        #expect(try self.plan(seed: 8).order(epoch: 3) != orders[3])
    }

    @Test(arguments: [1, 31, 32, 33, 69, 1000, 5_000_000])
    func slicesCoverValidationAndTest(windows: Int) throws {
        let plan = try plan(validation: windows, test: windows + 1)
        for (purpose, count) in [(Purpose.validate, windows), (.test, windows + 1)] {
            let slices = (0..<plan.slices(purpose)).map { plan.windows(purpose, slice: $0) }
            #expect(slices.first?.lowerBound == 0)
            #expect(slices.last?.upperBound == count)
            #expect(zip(slices, slices.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
            #expect(slices.allSatisfy { !$0.isEmpty && $0.count <= plan.capacity })
            #expect(plan.slices(purpose) <= JobLimits.microbatches)
            #expect(plan.leaves(purpose, step: 11) == slices.count)
        }
    }

    @Test func sliceIsAtLeastAMicrobatch() throws {
        #expect(try plan(batch: 24, microbatches: 5).sliceSize(.validate) == 32)
        #expect(try plan(batch: 100, microbatches: 1).sliceSize(.validate) == 100)
    }

    @Test func partWithoutWindows_hasNoSlice() throws {
        let plan = try plan(validation: 0, test: 0)
        #expect(plan.slices(.validate) == 0)
        #expect(plan.slices(.test) == 0)
        #expect(plan.capacity >= plan.microbatchCapacity)
    }

    @Test(arguments: [(1, 1), (31, 1), (63, 1), (64, 2), (255, 4), (256, 8), (1_000_000, 16384)])
    func microbatchesByDefault_areThePowerOfTwoBelowAThirtySecond(batch: Int, microbatches: Int) {
        #expect(TrainingSettings(batchSize: batch).microbatches == microbatches)
    }
}
