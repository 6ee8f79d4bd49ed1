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
        #expect(try folder.names() == ["something else"])
        worker.send(SIGTERM)
        #expect(worker.finish().code == 0)
    }
}
