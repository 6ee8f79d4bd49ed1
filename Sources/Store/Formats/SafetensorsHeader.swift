import Forecasting
import Foundation

/// The header of a safetensors file: what is where.
struct SafetensorsHeader {
    /// The types of numbers, by their names in the format.
    enum NumberType: String {
        case float32 = "F32"
        case float64 = "F64"
        case int64 = "I64"

        var bytes: Int { self == .float32 ? 4 : 8 }
    }

    struct Entry {
        let name: String
        let type: NumberType
        let shape: [Int]
        /// Bytes from the end of the header.
        let range: Range<Int>
    }

    var metadata: [String: String]
    /// In the order of their bytes.
    var entries: [Entry]

    /// What a self-checking file's header begins with; the digest follows.
    static let digestPrefix = Array(#"{"__metadata__":{"sha256":""#.utf8)
    static let noDigest = String(repeating: "0", count: Digest.length)

    /// The header as it stands in the file, padded but without its length. Metadata are sorted by name.
    func encoded(digest: String) -> [UInt8] {
        var text = String(decoding: Self.digestPrefix, as: UTF8.self) + digest + "\""
        for (name, value) in metadata.sorted(by: { $0.key < $1.key }) where name != "sha256" {
            text += ",\(quoted(name)):\(quoted(value))"
        }
        text += "}"
        for entry in entries {
            let shape = entry.shape.map(String.init).joined(separator: ",")
            text += ",\(quoted(entry.name)):{\"dtype\":\"\(entry.type.rawValue)\",\"shape\":[\(shape)],"
            text += "\"data_offsets\":[\(entry.range.lowerBound),\(entry.range.upperBound)]}"
        }
        var bytes = Array((text + "}").utf8)
        while bytes.count % 8 != 0 { bytes.append(UInt8(ascii: " ")) }
        return bytes
    }

    /// A text as JSON has it.
    private func quoted(_ text: String) -> String { JSONValue.text(text).written }
}

// MARK: Reading

extension SafetensorsHeader {
    /// What is wrong with a header, without the file's name.
    struct Flaw: Error { let reason: String }

    /// Reads a header and checks that its tensors cover `dataBytes` bytes exactly, each once.
    ///
    /// - Throws: `Flaw`.
    init(decoding bytes: [UInt8], dataBytes: Int) throws {
        let json: HeaderJSON
        do {
            json = try JSONDecoder().decode(HeaderJSON.self, from: Data(bytes))
        } catch {
            throw Flaw(reason: "its header is not the JSON object that a safetensors file begins with")
        }
        metadata = json.metadata
        entries = try json.tensors.map(Self.entry)
        // Tensors without numbers stand at one place: their names order them, as JSON does not.
        entries.sort {
            ($0.range.lowerBound, $0.range.upperBound, $0.name)
                < ($1.range.lowerBound, $1.range.upperBound, $1.name)
        }
        var end = 0
        for entry in entries {
            guard entry.range.lowerBound == end else {
                throw Flaw(
                    reason:
                        "tensor \(entry.name) begins at byte \(entry.range.lowerBound) of the data, not at "
                        + "\(end)"
                )
            }
            end = entry.range.upperBound
        }
        guard end == dataBytes else {
            throw Flaw(reason: "its tensors take \(end) bytes, the file has \(dataBytes) for them")
        }
    }

    private static func entry(name: String, _ json: HeaderJSON.Tensor) throws -> Entry {
        guard let type = NumberType(rawValue: json.dtype) else {
            throw Flaw(reason: "tensor \(name) has the type \(json.dtype); F32, F64 and I64 are understood")
        }
        guard json.offsets.count == 2, json.offsets[0] >= 0, json.offsets[0] <= json.offsets[1] else {
            throw Flaw(reason: "tensor \(name) has the data_offsets \(json.offsets)")
        }
        var bytes = type.bytes
        for extent in json.shape {
            let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
            guard extent >= 0, !overflow else {
                throw Flaw(reason: "tensor \(name) has the impossible shape \(json.shape)")
            }
            bytes = product
        }
        let range = json.offsets[0]..<json.offsets[1]
        guard range.count == bytes else {
            throw Flaw(
                reason: "tensor \(name) of shape \(json.shape) takes \(bytes) bytes, not \(range.count)")
        }
        return Entry(name: name, type: type, shape: json.shape, range: range)
    }
}

/// The header as JSON.
private struct HeaderJSON: Decodable {
    struct Tensor: Decodable {
        let dtype: String
        let shape: [Int]
        let offsets: [Int]

        enum CodingKeys: String, CodingKey {
            case dtype, shape
            case offsets = "data_offsets"
        }
    }

    struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    var metadata: [String: String] = [:]
    var tensors: [(String, Tensor)] = []

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        for name in container.allKeys {
            if name.stringValue == "__metadata__" {
                metadata = try container.decode([String: String].self, forKey: name)
            } else {
                tensors.append((name.stringValue, try container.decode(Tensor.self, forKey: name)))
            }
        }
    }
}
