import Foundation
import Neural
import Store
import TestFiles
import Testing

@Suite struct StoreSafetensorsTests {
    private let folder: TemporaryFolder
    private var path: String { folder("file.safetensors") }

    init() throws { folder = try TemporaryFolder() }

    @Test func file_hasTheBytesOfTheFormat() throws {
        let file = Safetensors(
            metadata: ["b": "2\"\n", "a": "1"],
            tensors: [
                .init(name: "w", shape: [2, 1], values: .float32(Vector([1, 2])[...])),
                .init(name: "n", shape: [], values: .int64([-1])),
            ])
        try file.write(to: path)
        let found = try bytes(of: path)
        let zeros = String(repeating: "0", count: 64)
        let header =
            #"{"__metadata__":{"sha256":"\#(zeros)","a":"1","b":"2\"\u000a"},"#
            + #""n":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"#
            + #""w":{"dtype":"F32","shape":[2,1],"data_offsets":[8,16]}}"#
        let padded = header + String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
        var expected: [UInt8] = [UInt8(padded.utf8.count), 0, 0, 0, 0, 0, 0, 0] + padded.utf8
        expected += [UInt8](repeating: 255, count: 8) + [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40]
        let digest = Digest.sha256(expected)
        expected.replaceSubrange(35..<99, with: digest.utf8)
        #expect(found == expected)
    }

    @Test func contentsComeBack() throws {
        let strange = "\u{0}\u{1f}\"\\/\u{e9}\u{1F600}"
        let file = Safetensors(
            metadata: [strange: strange, "": ""],
            tensors: [
                .init(name: strange, shape: [1, 3], values: .float32(Vector([1, 2, 3, 4, 5])[1..<4])),
                .init(
                    name: "d", shape: [2],
                    values: .float64([.pi, Double(bitPattern: 0x7ff0_0000_0000_0001)])),
                .init(name: "none", shape: [3, 0], values: .float64([])),
            ])
        try file.write(to: path)
        let back = try Safetensors(contentsOf: path, requireDigest: true)
        #expect(back.metadata == file.metadata)
        #expect(Set(back.tensors.map(\.name)) == Set(file.tensors.map(\.name)))
        guard case .float32(let floats) = back[strange]?.values,
            case .float64(let doubles) = back["d"]?.values
        else {
            Issue.record("types changed")
            return
        }
        #expect(Array(floats) == [2, 3, 4])
        #expect(back[strange]?.shape == [1, 3])
        #expect(doubles.map(\.bitPattern) == [Double.pi.bitPattern, 0x7ff0_0000_0000_0001])
        #expect(back["none"]?.shape == [3, 0])
    }

    @Test func tensorsWithoutNumbers_comeInTheOrderOfTheirNames() throws {
        // All of them begin at byte 0, and JSON gives its keys in another order each time a program starts.
        let names = (10..<40).map { "t\($0)" }
        let tensors = names.reversed().map { name in
            Safetensors.Tensor(name: name, shape: [0], values: .float64([]))
        }
        try Safetensors(tensors: tensors).write(to: path)
        let file = try Safetensors(contentsOf: path, requireDigest: true)
        #expect(file.tensors.map(\.name) == names)
    }

    @Test func fileOfAnotherProgram_isReadOnlyWhereNoDigestIsAskedFor() throws {
        // safetensors.numpy.save({"w": [[1, 2, 3]] as float32}, metadata={"k": "v"}) of safetensors 0.8.0.
        let foreign = try #require(Data(base64Encoded: Self.foreignFile))
        try put([UInt8](foreign), at: path)
        let file = try Safetensors(contentsOf: path, requireDigest: false)
        #expect(file.metadata == ["k": "v"])
        guard case .float32(let weights) = file["w"]?.values else {
            Issue.record("no Float32")
            return
        }
        #expect(Array(weights) == [1, 2, 3])
        #expect(file["w"]?.shape == [1, 3])
        expectCorrupt("it holds no SHA-256 of itself") {
            try Safetensors(contentsOf: path, requireDigest: true)
        }
    }

    private static let foreignFile =
        "WAAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJrIjoidiJ9LCJ3Ijp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlsxLDNd"
        + "LCJkYXRhX29mZnNldHMiOlswLDEyXX19ICAgICAgAACAPwAAAEAAAEBA"

    @Test(arguments: [
        (#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 12, "its tensors take 8 bytes"),
        (#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 4, "its tensors take 8 bytes"),
        (
            #"{"w":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#, 12,
            "begins at byte 4 of the data, not at 0"
        ),
        (
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
                + #""b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#,
            12, "tensor b begins at byte 4 of the data, not at 8"
        ),
        (#"{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, 8, "of shape [3] takes 12 bytes, not 8"),
        (#"{"w":{"dtype":"F32","shape":[-2,-1],"data_offsets":[0,8]}}"#, 8, "impossible shape"),
        (
            #"{"w":{"dtype":"F32","shape":[4611686018427387904,4,2],"data_offsets":[0,8]}}"#, 8,
            "impossible shape"
        ),
        (#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, 8, "data_offsets"),
        (#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}"#, 8, "data_offsets"),
        (#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#, 8, "data_offsets"),
        (#"{"w":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]}}"#, 8, "the type BF16"),
        (#"{"w":{"dtype":"F32","shape":[2]}}"#, 8, "not the JSON object"),
        (
            #"{"w":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}"#, 8,
            "not the JSON object"
        ),
        (#"{"__metadata__":{"k":1}}"#, 0, "not the JSON object"), (#"[1]"#, 0, "not the JSON object"),
        (#"{"w":"#, 0, "not the JSON object"), ("", 0, "not the JSON object"),
    ])
    func impossibleHeader_isRefusedWithTheReason(header: String, dataBytes: Int, reason: String) throws {
        let length = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
        try put(length + header.utf8 + [UInt8](repeating: 0, count: dataBytes), at: path)
        expectCorrupt(reason) { try Safetensors(contentsOf: path, requireDigest: false) }
    }

    @Test func endlesslyNestedHeader_isRefused() throws {
        try impossibleHeader_isRefusedWithTheReason(
            header: String(repeating: "[", count: 100_000), dataBytes: 0, reason: "not the JSON object")
    }

    @Test(arguments: [
        [], [1, 2, 3], [UInt8](repeating: 255, count: 8), [1, 0, 0, 0, 0, 0, 0, 0],
        [UInt8](repeating: 255, count: 40),
        [0, 0, 0, 0, 0, 0, 0, 128, 1],
    ])
    func impossibleHeaderLength_isRefused(contents: [UInt8]) throws {
        try put(contents, at: path)
        expectCorrupt("is damaged") { try Safetensors(contentsOf: path, requireDigest: false) }
    }

    private func expectCorrupt<Value>(_ reason: String, _ body: () throws -> Value) {
        do {
            _ = try body()
            Issue.record("read without an error; expected: \(reason)")
        } catch {
            #expect((error as? StoreError)?.code == .corrupt)
            #expect("\(error)".contains(path) && "\(error)".contains(reason), "\(error)")
        }
    }
}
