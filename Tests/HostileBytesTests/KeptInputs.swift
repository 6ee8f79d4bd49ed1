import Foundation
import HostileBytes

/// The inputs that are kept beside these tests.
enum KeptInputs {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Corpus")

    /// What a long search has found: the smallest inputs that together reach all that it reached, one a line
    /// in base64.
    static func corpus(of decoder: Decoder) throws -> [[UInt8]] {
        let file = folder.appendingPathComponent("\(decoder.rawValue).txt")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
            guard let data = Data(base64Encoded: String(line)) else { throw CocoaError(.fileReadCorruptFile) }
            return [UInt8](data)
        }
    }

    /// Inputs that once broke a promise: `DECODER-WHAT`.
    static func regressions() throws -> [(name: String, decoder: Decoder, bytes: [UInt8])] {
        let folder = folder.appendingPathComponent("regressions")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { name in
            guard let decoder = Decoder.allCases.first(where: { name.hasPrefix("\($0.rawValue)-") }) else {
                throw CocoaError(.fileReadInvalidFileName)
            }
            let data = try Data(contentsOf: folder.appendingPathComponent(name))
            return (name, decoder, [UInt8](data))
        }
    }
}
