package import Tables

/// The rows of a table that are one series, and how windows are cut from them.
package struct SeriesRows: Sendable, Equatable {
    /// Empty where the table is this series alone.
    package let name: String
    package let split: Split
    /// What each of its pieces has of each part; the rows are the table's.
    let stretches: [Stretch]

    /// - Parameter pieces: rows that windows may lie in, together all of the series'.
    package init(name: String = "", split: Split, pieces: [Range<Int>]) {
        self.name = name
        self.split = split
        stretches = pieces.map { Stretch($0, of: split) }.filter { !$0.rows.isEmpty }
    }

    /// Windows of all parts.
    func windows(_ table: Table, _ options: WindowOptions) -> Int {
        let width = table.columns.count
        // Scaling makes no value missing and none that is.
        let values = table.values[split.rows.lowerBound * width..<split.rows.upperBound * width].map(
            Float.init)
        let stretches = stretches.map { $0.moved(by: split.rows.lowerBound) }
        return WindowOrigins(
            options, stretches: stretches,
            missing: MissingRows(values, width: width, stretches: stretches), values: values, width: width,
            targets: table.targets
        ).byPart.reduce(0) { $0 + $1.count }
    }
}

/// The series of a long table that a model is trained on, and those that it cannot be.
package struct SeriesSelection: Sendable, Equatable {
    package enum Reason: Sendable, Equatable {
        /// It has no row in the training part.
        case noTrainingRow
        /// A column has no value in its training rows, so that nothing says how to scale it.
        case noValue(column: String)
        /// No part of it has a window.
        case noWindow
    }

    package struct LeftOut: Sendable, Equatable {
        package let name: String
        /// Of all parts.
        package let rows: Int
        package let reason: Reason
    }

    package let kept: [SeriesRows]
    package let leftOut: [LeftOut]

    /// - Parameters:
    ///   - splits: one for each of the table's series.
    ///   - pieces: rows that windows may lie in, none of two series; nil: each series is one.
    package init(
        _ table: Table, splits: [Split], pieces: [Range<Int>]?, options: WindowOptions, scaling: Scaling,
        per scope: ScalingScope
    ) {
        precondition(splits.count == table.series.count, "each series is split")
        let pieces = pieces ?? table.series.map(\.rows)
        var kept: [SeriesRows] = []
        var leftOut: [LeftOut] = []
        for (series, split) in zip(table.series, splits) {
            let first = pieces.partitioningIndex { $0.lowerBound >= series.rows.lowerBound }
            let end = pieces.partitioningIndex { $0.lowerBound >= series.rows.upperBound }
            let rows = SeriesRows(name: series.name, split: split, pieces: Array(pieces[first..<end]))
            let ownScale = scaling != .none && scope == .series
            if let reason = Self.reason(against: rows, table, options, ownScale: ownScale) {
                leftOut.append(LeftOut(name: series.name, rows: split.rows.count, reason: reason))
            } else {
                kept.append(rows)
            }
        }
        self.kept = kept
        self.leftOut = leftOut
    }

    private static func reason(
        against series: SeriesRows, _ table: Table, _ options: WindowOptions, ownScale: Bool
    ) -> Reason? {
        if series.split.train.isEmpty { return .noTrainingRow }
        if series.windows(table, options) == 0 { return .noWindow }
        guard ownScale else { return nil }
        let width = table.columns.count
        return table.columns.indices.first { column in
            series.split.train.allSatisfy { table.values[$0 * width + column].isNaN }
        }.map { .noValue(column: table.columns[$0]) }
    }

    /// What was left out, a sentence each.
    package var lines: [String] {
        var lines: [String] = []
        func tell(_ what: String, _ isMeant: (LeftOut) -> Bool) {
            let names = leftOut.filter(isMeant).map(\.name)
            if !names.isEmpty {
                lines.append("\(names.count) series left out, \(what): \(listed(names)).")
            }
        }
        tell("too short for one window, or without the values for one") { $0.reason == .noWindow }
        tell("without a training row") { $0.reason == .noTrainingRow }
        tell("without a value of some column in the training rows") {
            if case .noValue = $0.reason { true } else { false }
        }
        return lines
    }
}
