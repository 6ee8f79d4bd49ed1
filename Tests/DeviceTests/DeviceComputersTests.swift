import Device
import Jobs
import Logging
import Neural
import Series
import Services
import System
import Tables
import TestJobs
import Testing
import Training

@Suite("A job on a device")
struct DeviceComputersTests {
    private let events: Mailbox<WorkerEvent>

    init() throws { events = try Mailbox() }

    private func computing(_ job: PreparedJob, _ driver: EmulatedDriver) -> Computing {
        DeviceComputers(
            driver: driver, name: "w", logger: Logger(label: "w") { _ in SwiftLogNoOpLogHandler() },
            events: events
        ).computing(job)
    }

    private func computer(_ job: PreparedJob, _ driver: EmulatedDriver) throws -> any AssignmentComputer {
        guard case .together(let make) = computing(job, driver) else {
            throw DeviceError(.failed, "the device does not take the job")
        }
        return make()
    }

    private func computation(
        _ job: PreparedJob, _ purpose: Purpose, _ leaves: Range<Int>, step: Int = 0
    ) -> Computation {
        Computation(
            run: "r", purpose: purpose, step: step, leaves: leaves,
            weights: job.plan.model.initialWeights(seed: UInt64(step / 2)))
    }

    /// Adds up on the processor what a node holds.
    private func twin(_ job: PreparedJob, _ node: TreeNode, of work: Computation) -> NodeSum {
        let processor = MicrobatchComputer(plan: job.plan, series: job.series)
        func sum(_ node: TreeNode) -> NodeSum {
            if let (left, right) = node.children {
                var total = sum(left)
                total.add(sum(right))
                return total
            }
            guard work.purpose == .train else {
                return NodeSum(processor.metrics(work.purpose, slice: node.lower, weights: work.weights))
            }
            return processor.gradient(
                step: work.step, microbatch: node.lower, weights: work.weights,
                into: Vector(zeros: work.weights.count))
        }
        return sum(node)
    }

    private func expectSameBits(
        _ computer: any AssignmentComputer, _ job: PreparedJob, _ work: Computation
    ) {
        let sums = computer.sums(of: work.leaves, of: work) { Vector(zeros: $0) }
        #expect(sums.flatMap { Array($0.node.range) } == Array(work.leaves))
        for (node, sum) in sums {
            #expect(sum.hasSameBits(as: twin(job, node, of: work)), "\(work.purpose) \(node)")
        }
    }

    static let jobs = [
        TestJobs.text,
        TestJobs.text.replacing("horizon: 2", with: "horizon: 2\n  normalise: standard"),
        TestJobs.text.replacing(
            "horizon: 2", with: "horizon: 2\n  normalise: last\n  channels: independent"
        ).replacing("units: 6", with: "units: 2").replacing("epochs: 3", with: "epochs: 3\n  loss: huber"),
        TestJobs.text.replacing("epochs: 3", with: "epochs: 3\n  loss: mae"),
        TestJobs.text.replacing("epochs: 3", with: "epochs: 3\n  loss: log_cosh"),
    ]

    @Test("gives whole nodes of microbatches, and slices, a processor's bits", arguments: jobs)
    func sameBits(_ text: String) throws {
        let job = try TestJobs.prepared(text)
        let driver = EmulatedDriver()
        let device = try computer(job, driver)
        for (step, leaves) in [(0, 0..<5), (1, 0..<5), (2, 1..<4), (3, 4..<5), (9, 0..<5), (10, 0..<2)]
        where leaves.upperBound <= job.plan.microbatches(step: step) {
            let work = computation(job, .train, leaves, step: step)
            expectSameBits(device, job, work)
            device.prepare(for: work)
        }
        for purpose in [Purpose.validate, .test] {
            let slices = job.plan.leaves(purpose, step: 0)
            expectSameBits(device, job, computation(job, purpose, 0..<slices))
        }
        expectSameBits(device, job, computation(job, .train, 0..<5, step: 4))
        #expect(driver.kernels.isSuperset(of: ["lstm_backward", "sum_nodes", "leaf_loss"]))
        #expect(events.take().isEmpty)
    }

    @Test(
        "counts what is missing as the processor does, whoever computes the loss",
        arguments: [
            ("mse", 6), ("student_t", 18), ("pinball", 18), ("mse\n  loss_weights: {channel_1: 3}", 6),
        ])
    func missing(loss: String, units: Int) throws {
        let text = Self.jobs[1].replacing("horizon: 2", with: "horizon: 2\n  missing: forward_fill")
            .replacing("units: 6", with: "units: \(units)")
            .replacing("epochs: 3", with: "epochs: 3\n  loss: \(loss)")
        let whole = Table.demo(DemoOptions(rows: 400, channels: 3), seed: 7)
        var values = whole.values
        for place in stride(from: 50, to: values.count, by: 17) { values[place] = .nan }
        let table = Table(
            columns: whole.columns, values: values, features: whole.features, targets: whole.targets)
        let job = try PreparedJob(try JobReader.read(text, file: "small.yaml"), table: table, name: "demo")
        let device = try computer(job, EmulatedDriver())
        expectSameBits(device, job, computation(job, .train, 0..<5))
        expectSameBits(device, job, computation(job, .validate, 0..<job.plan.leaves(.validate, step: 0)))
    }

    @Test(
        "goes on with the same bits where the device is lost, and the worker is asked to leave",
        arguments: [0, 9, 31, 60])
    func lostDevice(calls: Int) throws {
        let job = try TestJobs.prepared()
        let device = try computer(job, EmulatedDriver(lasts: calls))
        for step in 0..<4 { expectSameBits(device, job, computation(job, .train, 0..<5, step: step)) }
        let told = events.take()
        #expect(told.count == 1)
        guard case .stopRequested(let reason) = told.first else {
            Issue.record("the worker was not asked to leave")
            return
        }
        #expect(reason == "an emulated device fails: the emulated device is lost")
    }

    @Test("with a decoder that is told of the future gets a processor's bits")
    func decoder() throws {
        let text = TestJobs.text
            .replacing(
                "horizon: 2",
                with: "horizon: 4\n  known: [channel_2]\n  channels: independent\n  normalise: last"
            )
            .replacing("lstm:", with: "gru:")
            .replacing(
                "- dense: {units: 6}",
                with: "- parallel_decoder: {segments: 2}\n  - dense: {units: 2}\n  - flatten")
        let job = try TestJobs.prepared(text)
        let driver = EmulatedDriver()
        let device = try computer(job, driver)
        for step in 0..<2 { expectSameBits(device, job, computation(job, .train, 0..<5, step: step)) }
        expectSameBits(device, job, computation(job, .test, 0..<job.plan.leaves(.test, step: 0)))
        #expect(job.plan.model.known > 0)
        #expect(driver.kernels.isSuperset(of: ["gru_cell_back", "gradient_queries"]))
    }

    @Test("that has not enough memory for all takes fewer microbatches at once")
    func littleMemory() throws {
        let job = try TestJobs.prepared()
        let whole = EmulatedDriver()
        let bytes = try withExtendedLifetime(computer(job, whole)) { whole.allocated }
        let driver = EmulatedDriver(memory: bytes - 1)
        let device = try computer(job, driver)
        let work = computation(job, .train, 0..<5)
        let sums = device.sums(of: work.leaves, of: work) { Vector(zeros: $0) }
        #expect(sums.count > 1 && !driver.kernels.isEmpty)
        expectSameBits(device, job, work)
        #expect(events.take().isEmpty)
    }

    @Test("that the device does not take is the processor's from the beginning")
    func obstacle() throws {
        let text = TestJobs.text.replacing("units: 5,", with: "units: 730,")
        let driver = EmulatedDriver()
        guard case .byLeaf = computing(try TestJobs.prepared(text), driver) else {
            Issue.record("the device takes the job")
            return
        }
        #expect(driver.kernels.isEmpty && events.take().isEmpty)
    }
}
