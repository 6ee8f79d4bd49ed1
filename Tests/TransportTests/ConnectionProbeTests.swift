import Glibc
import TestFiles
import Testing
import Transport

struct ConnectionProbeTests {
    @Test func whatIsInTheWay_isTold() throws {
        let folder = try TemporaryFolder()
        #expect(
            ConnectionProbe.problem(of: "ipc://\(folder("none"))") == "there is no socket \(folder("none"))")
        try put([], at: folder("dead"))
        #expect(
            ConnectionProbe.problem(of: "ipc://\(folder("dead"))")?.hasPrefix("nobody listens at") == true)
        let unknown = ConnectionProbe.problem(of: "tcp://no-such-host.invalid:5555")
        #expect(unknown?.hasPrefix("no-such-host.invalid: ") == true)
        // A port that was free a moment ago.
        let refused = ConnectionProbe.problem(of: "tcp://127.0.0.1:1")
        #expect(refused?.hasPrefix("127.0.0.1 port 1: Connection refused") == true, "\(refused ?? "")")
        #expect(ConnectionProbe.problem(of: "inproc://x") == nil)
        #expect(ConnectionProbe.problem(of: "tcp://*:5555x") == nil)
    }

    @Test(arguments: ["ipc", "tcp://127.0.0.1:*", "tcp://[::1]:*"])
    func whoeverListens_isInNobodysWay(form: String) throws {
        let folder = try TemporaryFolder()
        let context = try Context()
        let keys = try CurveKeyPair.generate()
        let authenticator = try Authenticator(in: context, folder: folder.path)
        let socket = try Socket(
            .router, in: context, options: Socket.Options(linger: .zero),
            security: form == "ipc" ? .local : .curveServer(keys, authenticator))
        try socket.bind(form == "ipc" ? "ipc://\(folder("s"))" : form)
        #expect(ConnectionProbe.problem(of: try socket.lastEndpoint()) == nil)
    }
}
