/// A line between a machine and the coordinator: what is sent by it waits until what was sent before is
/// through, whoever of the machine's workers sent it.
struct Line {
    /// Bytes a second each way; nil: more than anybody could use.
    let rate: Double?
    /// When what has been sent so far is through.
    private var freeAt: (up: Int64, down: Int64) = (0, 0)

    init(rate: Double?) { self.rate = rate }

    /// Sends `bytes` to the coordinator, or from it.
    ///
    /// - Returns: when the last of them leaves.
    mutating func send(_ bytes: Double, isUp: Bool, at now: Int64) -> Int64 {
        guard let rate else { return now }
        let time = Int64(bytes / rate * 1e9)
        let end = max(now, isUp ? freeAt.up : freeAt.down) + time
        if isUp { freeAt.up = end } else { freeAt.down = end }
        return end
    }
}
