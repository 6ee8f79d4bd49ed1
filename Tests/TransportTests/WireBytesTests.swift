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

    @Test func versionIsTheOneOfTheseBytes() { #expect(Limits.protocolVersion == 3) }

    @Test func everyEnvelope_hasTheBytesOfItsVersion() throws {
        let packed = try WireFixture.envelopes.map { try Wire.encode($0) }
        #expect(
            checksums(packed) == [
                0x20a0_2d00, 0xf4c1_9250, 0x33a3_235e, 0x788f_39b6, 0x97f4_3b16, 0x5a22_4b78, 0x0528_1202,
                0x652e_f918, 0x3b82_63df, 0xaedf_dc44, 0xfae9_1af7, 0x39ec_66c9, 0x3e31_ac8a, 0x3171_afef,
                0xd24b_1cda, 0xe4a2_0282, 0xded9_e458,
            ])
    }

    @Test func numbersInSharedMemory_areNamedInTheBytesOfTheirVersion() throws {
        let packed = try WireFixture.envelopes.map {
            try Wire.encode($0) { _ in SharedPlace(memory: 5, slot: 3) }
        }
        // Of the gradient and of the assignment with weights.
        #expect([checksums(packed)[3], checksums(packed)[11]] == [0xa93b_dfd6, 0xc702_80f6])
    }

    @Test func everyRequest_hasTheBytesOfItsVersion() throws {
        let packed = try WireFixture.requests.map { try Wire.encode($0) }
        #expect(
            checksums(packed) == [
                0xc65f_61e4, 0x5831_6c47, 0xa5e8_9e46, 0xfe0e_5f21, 0xf82b_6caa, 0x21ec_ca51, 0x2bfb_604e,
            ])
    }

    @Test func everyReply_hasTheBytesOfItsVersion() throws {
        let packed = try WireFixture.replies.map { try Wire.encode($0) }
        #expect(checksums(packed) == [0x3d4c_673b, 0xb6c2_2f8c, 0x6011_cfb6])
    }
}
