import Training

/// Decides which CURVE clients may connect: libzmq asks it during each handshake (ZAP, ZeroMQ RFC 27).
///
/// It admits the keys in a folder: a key file added or removed counts at once, though a connection that is up
/// stays up. Every other mechanism and key is refused. A context has at
/// most one authenticator. It belongs to the thread whose event loop polls its socket and calls
/// `handleRequests()`.
package final class Authenticator {
    /// What the authenticator did, for the log.
    package enum Note: Sendable, Equatable {
        case admitted(name: String, address: String)
        /// - key: the first characters of the client's public key; nil if it showed none.
        ///
        /// A client goes on trying. Noted are its first, second, fourth, eighth ... attempt, and of an
        /// address with ever new keys as few.
        case refused(address: String, key: String?, reason: String)
        /// A file in the folder, or the folder, cannot be used. Said once for each reason.
        case skipped(TransportError)
    }

    static let domain = "lockstep"

    /// What the event loop polls: readable means that requests wait.
    package let socket: Socket
    private var keys: KeyFolder
    /// Refusals so far by address, and by address and key, so that a client that goes on trying does not fill
    /// the log.
    private var refusals: [String: Int] = [:]

    /// - Parameter folder: holds `NAME.pub` files.
    /// - Throws: `addressInUse` where the context has an authenticator already; `noCurve`.
    package init(in context: Context, folder: String) throws(TransportError) {
        try requireCurve()
        keys = KeyFolder(folder)
        socket = try Socket(
            .reply, in: context, options: Socket.Options(linger: .zero, largestFrame: Limits.headerBytes))
        try socket.bind("inproc://zeromq.zap.01")
    }

    /// Answers waiting requests, at most `Limits.handshakesPerTurn`: the socket stays readable while there
    /// are more.
    ///
    /// - Throws: `zeroMQ`.
    package func handleRequests() throws(TransportError) -> [Note] {
        var notes: [Note] = []
        for _ in 0..<Limits.handshakesPerTurn {
            guard let (parts, excess) = try socket.receiveParts(atMost: Self.mostParts) else { break }
            let request = Request(parts.map(\.bytes), isComplete: excess == 0)
            let name = decide(request, notes: &notes)
            try answer(request, name: name)
        }
        return notes
    }

    /// The name under which a client is admitted; nil refuses it.
    private func decide(_ request: Request, notes: inout [Note]) -> String? {
        func refuse(_ reason: String) -> String? {
            if isWorthNoting(request) {
                notes.append(.refused(address: request.address, key: request.key?.prefix, reason: reason))
            }
            return nil
        }
        guard request.isWellFormed else { return refuse("malformed authentication request") }
        guard request.mechanism == "CURVE" else {
            return refuse("mechanism \(request.mechanism) instead of CURVE")
        }
        guard request.domain == Self.domain else { return refuse("unknown domain \(request.domain)") }
        guard let key = request.key else { return refuse("no valid key") }
        guard let name = keys.name(of: key, at: .now, report: { notes.append(.skipped($0)) }) else {
            return refuse("its key is not in \(keys.path)")
        }
        notes.append(.admitted(name: name, address: request.address))
        return name
    }

    private func isWorthNoting(_ request: Request) -> Bool {
        if refusals.count >= Limits.workers { refusals = [:] }
        func count(_ topic: String) -> Int {
            refusals[topic, default: 0] += 1
            return refusals[topic, default: 0]
        }
        let ofAddress = count(request.address)
        let ofKey = count("\(request.address) \(request.key?.text ?? "")")
        return ofAddress.isPowerOfTwo || ofAddress <= Limits.refusalsNoted && ofKey.isPowerOfTwo
    }

    private func answer(_ request: Request, name: String?) throws(TransportError) {
        // 400 would make libzmq's client give up for good. After 300 it tries again when its handshake has
        // timed out, and is admitted if its key has been added meanwhile.
        let (code, text) = name == nil ? ("300", "not admitted") : ("200", "OK")
        let fields = [
            Array("1.0".utf8), request.identifier, Array(code.utf8), Array(text.utf8),
            Array((name ?? "").utf8), [],
        ]
        var parts: [MessagePart] = []
        for field in fields {
            parts.append(try MessagePart(copying: field))
        }
        // The other end is inside libzmq and has one request under way: there is nothing to wait for.
        _ = try socket.send(parts)
    }

    /// Parts of a request: version, request, domain, address, routing id, mechanism, credentials. No
    /// mechanism has more than two credentials.
    private static let mostParts = 8
}

extension Authenticator {
    /// A request of ZAP 1.0.
    fileprivate struct Request {
        let isWellFormed: Bool
        let identifier: [UInt8]
        let domain: String
        let address: String
        let mechanism: String
        /// The client's public key, if it showed one.
        let key: CurvePublicKey?

        init(_ parts: [[UInt8]], isComplete: Bool) {
            func text(_ index: Int) -> String {
                index < parts.count ? String(decoding: parts[index], as: UTF8.self) : ""
            }
            isWellFormed = isComplete && parts.count >= 6 && text(0) == "1.0"
            identifier = parts.count > 1 ? parts[1] : []
            domain = text(2)
            address = text(3)
            mechanism = text(5)
            key = mechanism == "CURVE" && parts.count == 7 ? CurvePublicKey(parts[6]) : nil
        }
    }
}

extension Int {
    fileprivate var isPowerOfTwo: Bool { self & (self - 1) == 0 }
}
