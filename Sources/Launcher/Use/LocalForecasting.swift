package import Forecasting
import Foundation

/// Computes a work on threads of this process.
package struct LocalForecasting: Sendable {
    private let work: ForecastWork
    private let threads: Int

    /// - Parameter threads: at least 1; more than there are slices are not started.
    package init(_ work: ForecastWork, threads: Int) {
        self.work = work
        self.threads = max(1, min(threads, work.slices))
    }

    /// Slices that may be computed before those in front of them are taken.
    private var ahead: Int { 4 * threads }

    /// Computes all slices.
    ///
    /// - Parameter take: called for each slice, in their order, on the caller's thread; what it throws ends
    ///   the work.
    package func run(_ take: (_ slice: Int, _ outputs: [Float]) throws -> Void) rethrows {
        let desk = Desk(slices: work.slices, ahead: ahead)
        for number in 0..<threads {
            let thread = Thread { [work] in
                // Its buffers are the thread's own.
                let computer = ForecastComputer(work)
                while let slice = desk.next() { desk.put(computer.outputs(slice: slice), at: slice) }
            }
            thread.name = "forecast \(number)"
            thread.stackSize = 8 << 20
            thread.start()
        }
        defer { desk.close() }
        for slice in 0..<work.slices { try take(slice, desk.take(slice)) }
    }
}

/// Where threads leave what they have computed, until it is its turn.
private final class Desk: @unchecked Sendable {
    // Everything that changes is used under the condition's lock.
    private let condition = NSCondition()
    private let slices: Int
    private let ahead: Int
    private var done: [Int: [Float]] = [:]
    private var begun = 0
    private var taken = 0
    private var isClosed = false

    init(slices: Int, ahead: Int) {
        self.slices = slices
        self.ahead = ahead
    }

    /// A slice to compute; nil where there is none left.
    func next() -> Int? {
        condition.lock()
        defer { condition.unlock() }
        while !isClosed, begun < slices, begun >= taken + ahead { condition.wait() }
        guard !isClosed, begun < slices else { return nil }
        begun += 1
        return begun - 1
    }

    func put(_ outputs: [Float], at slice: Int) {
        condition.lock()
        done[slice] = outputs
        condition.broadcast()
        condition.unlock()
    }

    /// Waits for the outputs of a slice.
    func take(_ slice: Int) -> [Float] {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let outputs = done.removeValue(forKey: slice) {
                taken = slice + 1
                condition.broadcast()
                return outputs
            }
            condition.wait()
        }
    }

    func close() {
        condition.lock()
        isClosed = true
        condition.broadcast()
        condition.unlock()
    }
}
