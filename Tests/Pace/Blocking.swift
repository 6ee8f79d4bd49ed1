package import Testing

/// Runs tests on threads of their own, few at once: for suites that wait for processes or for the disk, or
/// compute for long, so that no quick test waits behind them.
package struct Blocking: SuiteTrait, TestTrait, TestScoping {
    package var isRecursive: Bool { true }

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(TestThreads.shared) { try await body() }
    }
}

extension Trait where Self == Blocking {
    package static var blocking: Blocking { Blocking() }
}
