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

    @Test func versionIsTheOneOfTheseBytes() { #expect(Limits.protocolVersion == 4) }

    @Test func everyEnvelope_hasTheBytesOfItsVersion() throws {
        let packed = try WireFixture.envelopes.map { try Wire.encode($0) }
        #expect(
            checksums(packed) == [
                0x16c7_360a, 0xd8de_9c81, 0x0b04_2bda, 0x8be3_f021, 0xfc20_7435, 0x7bb6_36de, 0x94ad_edff,
                0xafa0_8bcb, 0xc46b_269f, 0x0d3b_3f60, 0x91cb_984f, 0x9634_c35b, 0xfe78_30a7, 0xdb10_f3bb,
                0xe10f_992c, 0xcd65_77e4, 0x5a12_226b, 0x5613_8c9d, 0x197b_869b, 0x184e_5db2,
            ])
    }

    @Test func numbersInSharedMemory_areNamedInTheBytesOfTheirVersion() throws {
        let packed = try WireFixture.envelopes.map {
            try Wire.encode($0) { _ in SharedPlace(memory: 5, slot: 3) }
        }
        // Of the gradient and of the assignment with weights.
        #expect([checksums(packed)[3], checksums(packed)[11]] == [0x06e3_7a44, 0x5c65_a2c2])
    }

    @Test func everyRequest_hasTheBytesOfItsVersion() throws {
        let packed = try WireFixture.requests.map { try Wire.encode($0) }
        #expect(
            checksums(packed) == [
                0xdf5f_d92e, 0xca0f_c57c, 0x7028_14bd, 0xe70e_e7eb, 0x7e62_9007, 0xba8b_e865, 0x3163_e67d,
                0x89c6_8ff9,
            ])
    }

    @Test func everyReply_hasTheBytesOfItsVersion() throws {
        let packed = try WireFixture.replies.map { try Wire.encode($0) }
        #expect(
            checksums(packed) == [
                0xbb05_9b96, 0x2997_a41d, 0x97f3_763a,
            ])
    }
}
