import Device
import Jobs
import Logging
import Neural
import Series
import Services
import System
import TestJobs
import Testing
import Training

@Suite("A job on a device")
struct DeviceComputersTests {
    private func computers(_ driver: EmulatedDriver, _ events: Mailbox<WorkerEvent>) -> DeviceComputers {
        DeviceComputers(
            driver: driver, name: "w", logger: Logger(label: "w") { _ in SwiftLogNoOpLogHandler() },
            events: events)
    }

    @Test("gives each microbatch and each slice a processor's bits")
    func sameBits() throws {
        let job = try TestJobs.prepared()
        let weights = job.plan.model.initialWeights(seed: 3)
        let events = try Mailbox<WorkerEvent>()
        let driver = EmulatedDriver()
        let device = computers(driver, events).make(job)
        let processor = MicrobatchComputer(plan: job.plan, series: job.series)
        for leaf in 0..<2 {
            let zeros = Vector(zeros: weights.count)
            let wanted = processor.gradient(step: 3, microbatch: leaf, weights: weights, into: zeros)
            let found = device.gradient(step: 3, microbatch: leaf, weights: weights, into: zeros)
            #expect(wanted.loss == found.loss)
            #expect(VectorMath.areSameBits(wanted.gradient, found.gradient))
        }
        let wanted = processor.metrics(.validate, slice: 0, weights: weights)
        let found = device.metrics(.validate, slice: 0, weights: weights)
        #expect(wanted.loss == found.loss)
        #expect(driver.kernels.contains("lstm_backward"))
        #expect(events.take().isEmpty)
    }

    @Test("goes on with the same bits where the device is lost, and the worker is asked to leave")
    func lostDevice() throws {
        let job = try TestJobs.prepared()
        let weights = job.plan.model.initialWeights(seed: 3)
        let events = try Mailbox<WorkerEvent>()
        let device = computers(EmulatedDriver(lasts: 11), events).make(job)
        let processor = MicrobatchComputer(plan: job.plan, series: job.series)
        let zeros = Vector(zeros: weights.count)
        for step in 0..<3 {
            let wanted = processor.gradient(step: step, microbatch: 1, weights: weights, into: zeros)
            let found = device.gradient(step: step, microbatch: 1, weights: weights, into: zeros)
            #expect(VectorMath.areSameBits(wanted.gradient, found.gradient))
        }
        let told = events.take()
        #expect(told.count == 1)
        guard case .stopRequested(let reason) = told.first else {
            Issue.record("the worker was not asked to leave")
            return
        }
        #expect(reason == "an emulated device fails: the emulated device is lost")
    }

    @Test("that the device does not take is the processor's from the beginning")
    func obstacle() throws {
        let text = TestJobs.text.replacing("units: 5,", with: "units: 730,")
        let job = try TestJobs.prepared(text)
        let events = try Mailbox<WorkerEvent>()
        let driver = EmulatedDriver()
        _ = computers(driver, events).make(job)
        #expect(driver.kernels.isEmpty && events.take().isEmpty)
    }
}
