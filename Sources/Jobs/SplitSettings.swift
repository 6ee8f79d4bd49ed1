package import Series
import Yams

/// The consecutive parts of the rows.
package struct SplitSettings: Sendable, Equatable {
    package var train: SplitAmount = .fraction(0.7)
    package var validation: SplitAmount = .fraction(0.15)
    /// Of the end of validation, for nothing but intervals.
    package var calibration: SplitAmount = .rows(0)
    package var test: SplitAmount = .fraction(0.15)

    package init() {}
}

// MARK: Keys

extension SplitSettings {
    static let rows: [JobRow<SplitSettings>] = [
        amount("train", \.train), amount("validation", \.validation), testRow, calibrationRow,
    ]

    /// Not written where there is none.
    private static var calibrationRow: JobRow<SplitSettings> {
        let row = amount("calibration", \.calibration)
        return JobRow(
            name: row.name,
            read: { (section: inout JobSection, split: inout SplitSettings) throws(JobError) in
                let node = section.node("calibration")
                try row.read(&section, &split)
                guard case .until = split.calibration, let node else { return }
                throw section.error(
                    .badValue,
                    "\(node.asWritten) is a time; it takes rows, or a fraction of all rows, of the end of "
                        + "validation", at: "calibration")
            }, write: { $0.calibration.isNone ? nil : row.write($0) }, lines: row.lines)
    }

    /// Where the other parts end at times, a test part that is left out has all rows behind them.
    private static var testRow: JobRow<SplitSettings> {
        let row = amount("test", \.test)
        return JobRow(
            name: row.name,
            read: { (section: inout JobSection, split: inout SplitSettings) throws(JobError) in
                try row.read(&section, &split)
                if case .until = split.train, section.node("test") == nil { split.test = .rest }
            }, write: row.write, lines: row.lines)
    }

    /// What a split starts from that a job gives: parts that it leaves out are empty.
    static var begun: SplitSettings {
        var split = SplitSettings()
        split.validation = .rows(0)
        split.test = .rows(0)
        return split
    }

    /// Rows where written as a whole number, a fraction of all rows where written from 0 to 1 with a point,
    /// rows before a time behind `until`.
    private static func amount(
        _ name: String, _ place: JobRow<SplitSettings>.Place<SplitAmount>
    ) -> JobRow<SplitSettings> {
        JobRow(
            name, .other,
            read: { (section: inout JobSection) throws(JobError) in
                guard let node = section.node(name) else { return nil as SplitAmount? }
                if let rows = node.plainText.flatMap({ Int($0) }), rows >= 0 { return .rows(rows) }
                if let fraction = node.plainText.flatMap({ Double($0) }), (0...1).contains(fraction) {
                    return .fraction(fraction)
                }
                if case .scalar(let scalar) = node, scalar.string.hasPrefix("until ") {
                    return .until(String(scalar.string.dropFirst("until ".count)))
                }
                throw section.error(
                    .badValue,
                    "\(node.asWritten) is neither a number of rows nor a fraction from 0.0 to 1.0, nor a "
                        + "time, such as until 2017-06-01", at: name)
            }, set: { $0[keyPath: place] = $1 },
            write: { split in
                switch split[keyPath: place] {
                case .rows(let rows): .plain(rows)
                case .fraction(let fraction): .plain(fraction)
                case .until(let text): .quoted("until \(text)")
                case .rest: nil
                }
            })
    }
}

extension SplitAmount {
    /// Whether the part is empty by intent.
    var isNone: Bool {
        switch self {
        case .rows(let rows): rows == 0
        case .fraction(let fraction): fraction == 0
        case .until, .rest: false
        }
    }
}
