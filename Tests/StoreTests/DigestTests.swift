import Neural
import Store
import System
import TestFiles
import Testing

@Suite struct StoreDigestTests {
    @Test func digests_areThoseOfTheStandard() {
        // FIPS 180-4, examples.
        #expect(Digest.sha256([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            Digest.sha256(Array("abc".utf8))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func weightsDigest_isThatOfTheirLittleEndianBytes() {
        let bytes: [UInt8] = [0, 0, 0x80, 0x3f, 0, 0, 0, 0x80]
        #expect(Digest.sha256(weights: [1, -0.0]) == Digest.sha256(bytes))
    }

    @Test(arguments: [0, 1, 1 << 20, (1 << 20) + 1])
    func fileDigest_isThatOfItsBytes(count: Int) throws {
        let folder = try TemporaryFolder()
        let contents = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try put(contents, at: folder("file"))
        #expect(try Digest.sha256(file: folder("file")) == Digest.sha256(contents))
        #expect(throws: SystemError(.notFound, "")) { try Digest.sha256(file: folder("other")) }
    }

    @Test func onlyLowerCaseHexadecimalDigitsAreADigest() {
        let good = Digest.sha256([])
        #expect(Digest.isValid(good))
        for bad in ["", good.uppercased(), String(good.dropLast()), good + "0", "../" + good.dropFirst(3)] {
            #expect(!Digest.isValid(bad))
        }
    }
}
