import Training

/// A launcher's process: the shipped supervision of the coordinator and of the workers on its machine.
struct SimulatedLauncher {
    var supervision: Supervision
    var clock: ProcessClock
    /// Grows with each start, so that what was meant for a dead process reaches nobody.
    var incarnation = 0
    var isAlive = false
    /// Only the newest timer counts.
    var timer = 0

    init(workers: Int, clock: ProcessClock) {
        supervision = Supervision(workers: workers, logs: "logs")
        self.clock = clock
    }
}
