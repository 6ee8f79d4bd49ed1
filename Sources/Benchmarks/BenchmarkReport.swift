import Foundation
import Launcher
import Store

/// The outcome of a benchmark.
package protocol BenchmarkReport: Encodable {
    var machine: BenchmarkMachine { get }
    /// For people, without the machine.
    var tables: [BenchmarkTable] { get }
    /// What a reader of the tables must know, one sentence each.
    var notes: [String] { get }
}

extension BenchmarkReport {
    package var notes: [String] { [] }

    /// Prints the report on standard output: one JSON object, or the machine and tables.
    package func print(asJSON: Bool) throws {
        if asJSON {
            Console.print(String(decoding: try JSON.encode(self), as: UTF8.self))
        } else {
            for line in machine.lines { Console.print(line) }
            for table in tables { Console.print("\n" + table.lines.joined(separator: "\n")) }
            for note in notes { Console.print("\nnote: \(note)") }
        }
    }
}

/// Aligned columns: some of words, then numbers.
package struct BenchmarkTable: Sendable {
    /// Columns at the left that hold words.
    var wordColumns: Int
    var head: [String]
    var rows: [[String]]

    var lines: [String] {
        let all = [head] + rows
        let widths = head.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            let cells = row.enumerated().map { column, text in
                let padding = String(repeating: " ", count: widths[column] - text.count)
                return column < wordColumns ? text + padding : padding + text
            }
            return cells.joined(separator: "  ")
        }
    }

    /// A measured number with three or four digits.
    static func number(_ value: Double) -> String {
        let digits = value < 0.995 ? 3 : value < 9.995 ? 2 : value < 99.95 ? 1 : 0
        return String(format: "%.\(digits)f", value)
    }

    /// A share as a whole percentage.
    static func percent(_ share: Double) -> String { String(format: "%.0f%%", 100 * share) }
}

/// Says on a terminal what is being measured, and takes it back.
enum BenchmarkProgress {
    static func show(_ text: String) {
        if Console.isTerminal { Console.write("\r\u{1B}[Kmeasuring \(text)", to: 2) }
    }

    static func erase() {
        if Console.isTerminal { Console.write("\r\u{1B}[K", to: 2) }
    }
}
