import Glibc
import System
import TestFiles
import Testing

struct ServiceNewsTests {
    /// What comes in at a datagram socket while something is said there.
    private func heard(at path: String, during body: () -> Void) throws -> String {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { place in
            place.copyBytes(from: bytes)
            if path.hasPrefix("@") { place[0] = 0 }
        }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(descriptor) }
        let size = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
        }
        try #require(bound == 0)
        body()
        var buffer = [UInt8](repeating: 0, count: 100)
        let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    @Test func readiness_isToldAtAPathAndAtAnAbstractName() throws {
        let folder = try TemporaryFolder()
        let path = folder("notify")
        #expect(try heard(at: path) { ServiceNews.ready.tell(at: path) } == "READY=1")
        let name = "@lockstep-test-\(getpid())"
        #expect(try heard(at: name) { ServiceNews.stopping.tell(at: name) } == "STOPPING=1")
    }

    @Test(arguments: ["", "relative", "/nowhere/socket", "/" + String(repeating: "x", count: 200)])
    func nobodyWhoWaits_isNoProblem(path: String) { ServiceNews.ready.tell(at: path) }
}
