import Foundation
import Glibc

/// How long a test waits for what must come before it says that it never will.
package enum Patience {
    /// Two minutes on a quiet machine; where there are more ready threads than cores, as many times longer,
    /// at most twenty minutes.
    package static var limit: Duration {
        limit(load: load, cores: ProcessInfo.processInfo.activeProcessorCount)
    }

    static func limit(load: Double, cores: Int) -> Duration {
        .seconds(120) * min(max(load / Double(cores), 1), 10)
    }

    /// Ready threads, the mean over about a minute; 0 where the system does not say.
    private static var load: Double {
        var load = 0.0
        return getloadavg(&load, 1) == 1 ? load : 0
    }

    /// Asks again and again until something holds.
    ///
    /// - Throws: what asking throws, and where patience is at its end.
    package static func wait(for what: @autoclosure () -> String, until holds: () throws -> Bool) throws {
        let start = ContinuousClock.now
        while try !holds() {
            guard ContinuousClock.now - start < limit else {
                throw PatienceIsAtItsEnd(description: "never: \(what())")
            }
            // Between two questions, so that who is asked has the processor.
            poll(nil, 0, 10)
        }
    }
}

package struct PatienceIsAtItsEnd: Error, CustomStringConvertible { package let description: String }
