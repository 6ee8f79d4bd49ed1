import Training
import Transport

/// How long something is measured.
package struct TimeBudget: Sendable {
    /// Seconds of one measurement, above 0.
    package var seconds: Double
    /// Repetitions of one measurement at least, however long they take; at least 1.
    package var repetitions: Int

    /// - Throws: `badOption` where one of them is out of range.
    package init(seconds: Double, repetitions: Int) throws(BenchmarkError) {
        guard seconds > 0, seconds <= Limits.benchmarkSeconds else {
            throw BenchmarkError(
                .badOption,
                "--seconds is \(seconds); it must be above 0 and at most \(Limits.benchmarkSeconds)")
        }
        guard (1...1_000_000).contains(repetitions) else {
            throw BenchmarkError(.badOption, "--repetitions is \(repetitions); it must be 1 to 1000000")
        }
        self.seconds = seconds
        self.repetitions = repetitions
    }

    /// Repeats some work, first to warm up and then under the clock.
    ///
    /// - Parameters:
    ///   - beginning: Called between the two, for threads to wait for each other.
    /// - Returns: the seconds of each repetition.
    func measure(beginning: () -> Void = {}, _ work: () -> Void) -> [Double] {
        let warmUp = Instant.now
        repeat { work() } while Instant.now.seconds(since: warmUp) < Limits.warmUpShare * seconds
        beginning()
        var times: [Double] = []
        let start = Instant.now
        var last = start
        repeat {
            work()
            let now = Instant.now
            times.append(now.seconds(since: last))
            last = now
        } while times.count < repetitions || last.seconds(since: start) < seconds
        return times
    }

    /// As `measure`, for work that is short beside the time that reading the clock takes: many runs of it are
    /// one repetition.
    func measureShort(_ work: () -> Void) -> [Double] {
        // The first run touches memory that the others find in the caches.
        work()
        var count = 1
        while Self.time(count, work) < Limits.shortestSample { count *= 2 }
        return measure { for _ in 0..<count { work() } }.map { $0 / Double(count) }
    }

    private static func time(_ count: Int, _ work: () -> Void) -> Double {
        let start = Instant.now
        for _ in 0..<count { work() }
        return Instant.now.seconds(since: start)
    }
}
