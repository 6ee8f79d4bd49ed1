import Launcher
import Store
import TestFiles
import Testing
import Training

/// What the commands say where nobody could answer them. They start nothing and leave nothing.
struct NoCoordinatorTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A state directory whose last run stands so.
    private func state(_ status: RunState) throws -> StateDirectory {
        let state = try StateDirectory(creating: folder("state"))
        let run = try RunStore(folder: state.runs).create(
            name: "a", job: "", jobDigest: "", dataDigest: "", created: "2026-01-01T00:00:00.000Z")
        var record = try run.record()
        record.status = status
        try run.write(record)
        return state
    }

    private func message(_ code: LaunchError.Code, _ command: () throws -> Void) -> String {
        #expect(throws: LaunchError(code, ""), performing: command)?.message ?? ""
    }

    @Test func stateThatNeverWas_isToldByEveryCommand() throws {
        let path = folder("state")
        let commands: [() throws -> Void] = [
            { _ = try StatusCommand(state: path) }, { _ = try WhyCommand(state: path) },
            { _ = try Submission(state: path) }, { _ = try Daemon.stop(state: path) },
        ]
        for command in commands {
            #expect(message(.unreachable, command).hasPrefix("no coordinator was ever started in \(path)"))
        }
        #expect(try folder.names().isEmpty)
    }

    @Test(arguments: [
        (RunState.queued, "waits for a coordinator: lockstep up"),
        (.running, "lockstep train --resume"), (.interrupted, "was interrupted"),
        (.finished, "is finished"), (.failed, "is failed"), (.cancelled, "is cancelled"),
    ])
    func statusAndWhy_sayHowTheLastRunEnded(status: RunState, words: String) throws {
        let path = try state(status).path
        let commands: [() throws -> Void] = [
            { _ = try StatusCommand(state: path).text(run: nil, isJSON: true) },
            { _ = try WhyCommand(state: path).answer() },
        ]
        for command in commands {
            let message = message(.unreachable, command)
            #expect(message.hasPrefix("no coordinator runs in \(path); the last run, a-1, "))
            #expect(message.contains(words))
        }
    }

    @Test func submit_readsTheJobBeforeItLooksForACoordinator() throws {
        let submission = try Submission(state: try state(.finished).path)
        #expect(throws: LaunchError(.notFound, "")) {
            try submission.submit(jobFile: folder("job.yaml"), csv: nil)
        }
        try put(
            Array("data: {demo: {}, lookback: 2, horizon: 1}\nmodel: [dense: {units: 1}]\n".utf8),
            at: folder("job.yaml"))
        #expect(throws: LaunchError(.unreachable, "")) {
            try submission.submit(jobFile: folder("job.yaml"), csv: nil)
        }
    }

    @Test func down_findsNoClusterUp() throws {
        let path = try state(.finished).path
        #expect(message(.unreachable) { _ = try Daemon.stop(state: path) } == "no cluster is up in \(path)")
    }

    @Test func resumeWithoutAnUnfinishedRun_saysWhatThereIs() throws {
        let session = try TrainSession(state: try state(.finished).path, workers: 1, threads: 1)
        let message = message(.notFound) {
            _ = try session.prepare(jobFile: nil, csv: nil, resume: true)
        }
        #expect(message.contains("the last one, a-1, is finished"))
    }

    @Test func resume_takesTheNewestUnfinishedRun() throws {
        let session = try TrainSession(state: try state(.interrupted).path, workers: 1, threads: 1)
        #expect(try session.prepare(jobFile: nil, csv: nil, resume: true).id == "a-1")
    }

    @Test func stateInUse_isRefusedByWhatWouldStartACluster() throws {
        let state = try state(.running)
        let daemon = try Daemon(state: state.path)
        try withExtendedLifetime(state.lock()) {
            let commands: [() throws -> Void] = [
                { _ = try TrainSession(state: state.path, workers: 1, threads: 1) },
                { _ = try daemon.start(workers: 1, threads: 1, coordinatorArguments: []) },
                { _ = try daemon.serve(workers: 1, threads: 1, coordinatorArguments: []) },
            ]
            for command in commands {
                #expect(message(.inUse, command).hasPrefix("\(state.path) is in use by coordinator "))
            }
        }
    }
}
