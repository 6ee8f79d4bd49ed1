import Foundation
package import Testing

extension Trait where Self == ConditionTrait {
    /// For suites that are too long for every day: `deploy/test.sh --long` runs those whose names end in
    /// `AtLength`. A short suite beside each does the same in small.
    package static var atLength: ConditionTrait {
        let isAskedFor = ProcessInfo.processInfo.environment["LOCKSTEP_LONG"] == "1"
        return .enabled(if: isAskedFor, "deploy/test.sh --long runs it")
    }
}
