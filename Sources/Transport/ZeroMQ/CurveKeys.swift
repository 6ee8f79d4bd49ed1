import CZMQ

/// A CURVE public key: 40 characters of Z85 (ZeroMQ RFC 32).
package struct CurvePublicKey: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// - Throws: `badKey`.
    package init(_ text: String) throws(TransportError) {
        try checkZ85(text)
        self.text = text
    }

    /// The key of 32 bytes as libzmq hands it over; nil if there are not 32.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == curveKeyBytes else { return nil }
        var text = [CChar](repeating: 0, count: curveKeyCharacters + 1)
        guard zmq_z85_encode(&text, bytes, bytes.count) != nil else { return nil }
        self.text = string(text)
    }

    /// The first characters: enough to tell keys apart in a log.
    package var prefix: String { String(text.prefix(8)) }

    package var description: String { text }
}

/// A CURVE key pair. It has no description that would show the secret.
package struct CurveKeyPair: Sendable, CustomStringConvertible {
    package let publicKey: CurvePublicKey
    /// 40 characters of Z85. Never to be logged.
    package let secret: String

    /// A fresh pair.
    ///
    /// - Throws: `noCurve` where libzmq was built without CURVE.
    package static func generate() throws(TransportError) -> CurveKeyPair {
        try requireCurve()
        var publicText = [CChar](repeating: 0, count: curveKeyCharacters + 1)
        var secretText = publicText
        try zeroMQChecked(.operation("making a CURVE key pair")) {
            zmq_curve_keypair(&publicText, &secretText)
        }
        return try CurveKeyPair(secret: string(secretText))
    }

    /// The pair that belongs to a secret.
    ///
    /// - Throws: `badKey`, with no part of the secret in the message; `noCurve`.
    package init(secret: String) throws(TransportError) {
        try requireCurve()
        try checkZ85(secret)
        var text = [CChar](repeating: 0, count: curveKeyCharacters + 1)
        guard zmq_curve_public(&text, secret) == 0 else {
            throw TransportError(.badKey, "the secret key is not valid Z85")
        }
        self.publicKey = try CurvePublicKey(string(text))
        self.secret = secret
    }

    package var description: String { "key pair of public key \(publicKey)" }
}

/// Bytes of a key.
private let curveKeyBytes = 32
/// Characters of a key in Z85.
private let curveKeyCharacters = 40

/// - Throws: `noCurve` where libzmq was built without CURVE.
func requireCurve() throws(TransportError) {
    guard zmq_has("curve") == 1 else {
        throw TransportError(
            .noCurve,
            "this libzmq was built without CURVE; install one with libsodium, or use ipc:// addresses")
    }
}

/// - Throws: `badKey` unless `text` is 40 characters of Z85, each group of five worth less than 2^32.
private func checkZ85(_ text: String) throws(TransportError) {
    guard text.utf8.count == curveKeyCharacters else {
        throw TransportError(
            .badKey,
            "a CURVE key has \(curveKeyCharacters) characters (Z85), this one \(text.utf8.count) bytes")
    }
    var bytes = [UInt8](repeating: 0, count: curveKeyBytes)
    guard text.utf8.allSatisfy(z85.contains), zmq_z85_decode(&bytes, text) != nil else {
        throw TransportError(.badKey, "a CURVE key consists of Z85 characters; this one holds others")
    }
}

/// The text before the terminating zero that libzmq writes.
private func string(_ text: [CChar]) -> String {
    String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

private let z85 = Set(
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#".utf8)
