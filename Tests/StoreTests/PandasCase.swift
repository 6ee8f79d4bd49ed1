import Foundation
import Series
import Testing

/// One of the jobs that `Pandas/make_cases.py` writes, and what pandas and numpy make of its file.
struct PandasCase: Decodable {
    struct Part: Decodable {
        let windows: Int
        /// Windows that are none for what is missing.
        let lost: Int
        /// Of all numbers, window n times 1 + n % 7: the sum, and that of the magnitudes.
        let inputs, targets, known: [Double]?
        let realTargets: Int?
        /// Mean squared errors of the naive forecasts.
        let lastValue, lastSeason: Double?
        let shown: [Window]?
    }

    struct Window: Decodable {
        let window: Int
        /// (T / segment, C, F).
        let input: [Double]
        /// (C, outputs), nil where there is no value.
        let target: [Double?]
        /// (C, horizon x K).
        let known: [Double]
    }

    /// The job file's text.
    let job: String
    let rows, dropped, duplicates, inserted: Int
    let season: Int?
    let features, targets, known: [String]
    /// Offset and scale of each column, of all rows or of each series.
    let scaling: [[String: [Double]]]
    let parts: [String: Part]
}

extension PandasCase {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Pandas", isDirectory: true)

    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
            .map { String($0.dropLast(5)) }.sorted()
    }

    static func read(_ name: String) throws -> PandasCase {
        let file = folder.appendingPathComponent("\(name).json")
        return try JSONDecoder().decode(PandasCase.self, from: Data(contentsOf: file))
    }
}
