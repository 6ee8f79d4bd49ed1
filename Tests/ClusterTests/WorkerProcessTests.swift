import Glibc
import Pace
import TestFiles
import TestMessages
import Testing

@Suite(.blocking) struct WorkerProcessTests {
    @Test func partOfADownloadThatADeadWorkerLeft_isRemovedByTheNext() throws {
        let folder = try TemporaryFolder()
        try put([1, 2, 3], at: folder(".\(WireFixture.digest).tmp-1-2"))
        try put([4], at: folder("something else"))
        let worker = try RunningProcess(
            "lockstep-worker", ["--coordinator", "ipc://\(folder.path)/none.sock", "--data", folder.path],
            in: folder.path)
        try worker.waitForLine { $0.contains("connecting to") }
        #expect(try folder.names() == ["something else", "worker-1.id"])
        worker.send(SIGTERM)
        #expect(worker.finish().code == 0)
    }

    @Test func workerWithoutANameOrACoordinator_hasTheSameNameAgainAndSaysWhyItWaits() throws {
        let folder = try TemporaryFolder()
        let socket = folder("none.sock")
        func start() throws -> (worker: RunningProcess, name: String) {
            let worker = try RunningProcess(
                "lockstep-worker", ["--coordinator", "ipc://\(socket)", "--data", folder("data")],
                in: folder.path)
            let line = try worker.waitForLine { $0.contains("connecting to") }
            let name = try #require(line.firstMatch(of: /(\S+-[0-9a-f]{8}): connecting/)?.output.1)
            return (worker, String(name))
        }
        let (first, second) = (try start(), try start())
        #expect(first.name != second.name)
        try first.worker.waitForLine {
            $0.contains("cannot reach the coordinator at ipc://\(socket): there is no socket \(socket)")
        }
        first.worker.send(SIGKILL)
        _ = first.worker.finish()
        let third = try start()
        #expect(third.name == first.name)
        for worker in [second.worker, third.worker] {
            worker.send(SIGTERM)
            #expect(worker.finish().code == 0)
        }
    }
}
