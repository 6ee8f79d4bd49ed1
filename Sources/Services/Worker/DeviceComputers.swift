package import Device
package import Jobs
package import Logging
import Neural
import Synchronization
package import System
package import Training

/// How a worker with a device computes its jobs: there, or on the processor what the device does not do.
///
/// A device that fails ends the worker; what it had begun, the processor finishes, with the same bits.
package final class DeviceComputers: Sendable {
    private let driver: any DeviceDriver
    private let name: String
    private let logger: Logger
    private let events: Mailbox<WorkerEvent>

    /// - Parameters:
    ///   - name: The worker's.
    ///   - events: Is told when the worker has to leave.
    package init(driver: any DeviceDriver, name: String, logger: Logger, events: Mailbox<WorkerEvent>) {
        self.driver = driver
        self.name = name
        self.logger = logger
        self.events = events
    }

    /// Compiles what the job needs.
    package func computing(_ job: PreparedJob) -> Computing {
        let (model, plan) = (job.plan.model, job.plan)
        if let obstacle = DeviceModel.obstacle(model, capacity: plan.capacity) {
            say("this job is computed on the processor, not on \(driver.name): \(obstacle)")
            return .onProcessor(job)
        }
        do throws(DeviceError) {
            let leaves = mostLeaves(plan)
            _ = try compiled(plan, leaves: leaves)
            say("this job is computed on \(driver.name), up to \(leaves) microbatches at once")
            return .together { [self] in makeComputer(job, leaves: leaves) }
        } catch {
            leave(error)
            return .onProcessor(job)
        }
    }

    private func makeComputer(_ job: PreparedJob, leaves: Int) -> any AssignmentComputer {
        do throws(DeviceError) {
            let runner = try DeviceRunner(try compiled(job.plan, leaves: leaves))
            return DeviceComputer(job, on: runner) { [self] in leave($0) }
        } catch {
            if error.code == .memory, leaves > 1 {
                say("\(leaves) microbatches at once are more than \(driver.name) has memory for")
                return makeComputer(job, leaves: leaves / 2)
            }
            leave(error)
            return ProcessorComputer(job)
        }
    }

    private func compiled(_ plan: WorkPlan, leaves: Int) throws(DeviceError) -> DeviceModel {
        try DeviceModel(
            plan.model, capacity: samples(plan, leaves: leaves),
            leafCapacity: plan.microbatchCapacity * plan.samplesPerWindow, leaves: leaves, on: driver)
    }

    /// Of so many microbatches, and of one slice at least.
    private func samples(_ plan: WorkPlan, leaves: Int) -> Int {
        max(plan.capacity, leaves * plan.microbatchCapacity * plan.samplesPerWindow)
    }

    /// A step's, or as many as leave others room.
    private func mostLeaves(_ plan: WorkPlan) -> Int {
        var leaves = plan.job.training.microbatches
        while leaves > 1 {
            let samples = samples(plan, leaves: leaves)
            let gradients = leaves * plan.model.parameters.count * MemoryLayout<Float>.stride
            if DeviceModel.counts(plan.model, samples: samples),
                plan.model.runnerMemoryBytes(capacity: samples) + gradients <= Self.bytes
            {
                break
            }
            leaves /= 2
        }
        return leaves
    }

    /// Of a device's memory that one worker takes without trying: several may share the device.
    private static let bytes = 8 << 30

    private func leave(_ error: DeviceError) {
        say("\(driver.name) fails: \(error)")
        events.post(.stopRequested("\(driver.name) fails: \(error)"))
    }

    private func say(_ line: String) { logger.info("\(name): \(line)") }
}
