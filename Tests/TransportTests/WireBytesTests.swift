import System
import TestMessages
import Testing
import Training
import Transport

/// Programs of one protocol version understand each other, whatever release they are from: while the version
/// stays, so do a message's bytes. Each number is the CRC-32C of a fixture's frames, one behind the other.
@Suite struct WireBytesTests {
    private func checksums(_ messages: [OutgoingMessage]) -> [UInt32] {
        messages.map { message in
            Array(WireFixture.parts(message).joined()).withUnsafeBytes { CRC32C.checksum($0) }
        }
    }

    @Test func versionIsTheOneOfTheseBytes() { #expect(Limits.protocolVersion == 2) }

    @Test func everyEnvelope_hasTheBytesOfItsVersion() throws {
        let packed = try WireFixture.envelopes.map { try Wire.encode($0) }
        #expect(
            checksums(packed) == [
                0x2ab7_f36e, 0xfba8_907b, 0x3b99_4db2, 0x8668_5811, 0x6d46_4536, 0xe319_079f, 0x593d_fcb6,
                0x4b1a_3285, 0x1f17_a21f, 0x21f4_a295, 0xefe4_417f, 0x00c4_5c4f, 0x139f_2885, 0xa600_582e,
                0xb5c5_e1db, 0xea38_7ef8, 0xe99a_13e5,
            ])
    }

    @Test func numbersInSharedMemory_areNamedInTheBytesOfTheirVersion() throws {
        let packed = try WireFixture.envelopes.map {
            try Wire.encode($0) { _ in SharedPlace(memory: 5, slot: 3) }
        }
        // Of the gradient and of the assignment with weights.
        #expect([checksums(packed)[3], checksums(packed)[11]] == [0x9013_e550, 0xf4ce_3b4a])
    }

    @Test func everyRequest_hasTheBytesOfItsVersion() throws {
        let packed = try WireFixture.requests.map { try Wire.encode($0) }
        #expect(
            checksums(packed) == [
                0x1b1a_cb5c, 0x68e3_5422, 0x3ba2_43be, 0x234b_f599, 0x171b_07b3, 0x1220_71ed, 0xf63b_7565,
            ])
    }

    @Test func everyReply_hasTheBytesOfItsVersion() throws {
        let packed = try WireFixture.replies.map { try Wire.encode($0) }
        #expect(checksums(packed) == [0xd27c_0c22, 0xe8fc_bd2c, 0x9f74_be14])
    }
}
