package import Device
package import Jobs
package import Logging
import Neural
import Synchronization
package import System
package import Training

/// Makes what computes a job's leaves on a device, or on the processor what the device does not do.
///
/// A device that fails ends the worker; what it had begun, the processor finishes, with the same bits.
package final class DeviceComputers: Sendable {
    private let driver: any DeviceDriver
    private let name: String
    private let logger: Logger
    private let events: Mailbox<WorkerEvent>
    /// What was said already: each thread would say it again.
    private let said = Mutex(Set<String>())

    /// - Parameters:
    ///   - name: The worker's.
    ///   - events: Is told when the worker has to leave.
    package init(driver: any DeviceDriver, name: String, logger: Logger, events: Mailbox<WorkerEvent>) {
        self.driver = driver
        self.name = name
        self.logger = logger
        self.events = events
    }

    /// What computes the job's leaves in the thread that asks.
    package func make(_ job: PreparedJob) -> any LeafComputer {
        let (model, capacity) = (job.plan.model, job.plan.capacity)
        if let obstacle = DeviceModel.obstacle(model, capacity: capacity) {
            say("this job is computed on the processor, not on \(driver.name): \(obstacle)")
            return MicrobatchComputer(plan: job.plan, series: job.series)
        }
        do throws(DeviceError) {
            let runner = try DeviceRunner(try DeviceModel(model, capacity: capacity, on: driver)) { [self] in
                leave($0)
            }
            say("this job is computed on \(driver.name)")
            return MicrobatchComputer(plan: job.plan, series: job.series, runner: runner)
        } catch {
            leave(error)
            return MicrobatchComputer(plan: job.plan, series: job.series)
        }
    }

    private func leave(_ error: DeviceError) {
        say("\(driver.name) fails: \(error)")
        events.post(.stopRequested("\(driver.name) fails: \(error)"))
    }

    private func say(_ line: String) {
        guard said.withLock({ $0.insert(line).inserted }) else { return }
        logger.info("\(name): \(line)")
    }
}
