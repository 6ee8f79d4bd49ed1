import Foundation
import Testing

/// An array of a reference case, row-major.
struct GoldenArray: Decodable {
    let shape: [Int]
    let data: [Double]

    var floats: [Float] { data.map { Float($0) } }
}

/// Where the reference cases from Keras are.
enum Golden {
    static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["LOCKSTEP_GOLDEN"] {
            return URL(fileURLWithPath: path, isDirectory: true)
        }
        let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return root.appendingPathComponent("../shared/golden", isDirectory: true).standardized
    }()

    static let missing: Comment = "no reference cases in \(folder.path); set LOCKSTEP_GOLDEN"

    static func names(prefix: String) -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasPrefix(prefix) && $0.hasSuffix(".json") }.sorted()
    }

    static func read<Case: Decodable>(_ name: String, as type: Case.Type) throws -> Case {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(contentsOf: folder.appendingPathComponent(name)))
    }
}

/// The largest difference, as a share of the largest magnitude expected.
func relativeDifference(_ values: [Float], _ expected: [Double]) -> Double {
    guard values.count == expected.count else { return .infinity }
    let largest = expected.map(\.magnitude).max() ?? 0
    let difference = zip(values, expected).map { (Double($0) - $1).magnitude }.max() ?? 0
    return largest == 0 ? difference : difference / largest
}

/// (B, T, F) to (T, B, F), or back with the sizes swapped.
func swappingFirstAxes<Number>(_ values: [Number], _ first: Int, _ second: Int) -> [Number] {
    let row = values.count / (first * second)
    var swapped: [Number] = []
    for j in 0..<second {
        for i in 0..<first {
            let start = (i * second + j) * row
            swapped += values[start..<start + row]
        }
    }
    return swapped
}
