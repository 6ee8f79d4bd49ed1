/// What each column of a file is used for, as the header and the options decide before the first row.
struct ColumnLayout {
    /// Where a field goes; -1: nowhere.
    struct Use {
        var time = -1
        var value = -1
        var unnamed = -1
        var isSeries = false
    }

    /// Names in the file's order.
    let header: [String]
    /// For each column of the file.
    let uses: [Use]
    /// File columns whose numbers are kept, in the table's order: the features, then the other targets.
    let valueColumns: [Int]
    /// The first so many of `valueColumns` are asked for by name; the others are features if they turn out
    /// numeric.
    let features: [Int]?
    let targets: [Int]?
    /// Inputs whose values over the horizon are known, too.
    let known: [Int]
    /// The columns of `features`, `targets` and `known`.
    private let asked: Set<Int>
    /// The column that names the series.
    let series: Int?
    /// Columns without a name: nobody can ask for them.
    let unnamed: [Int]

    init(header: [String], options: TableOptions, file: String, line: Int) throws(TableError) {
        let finder = ColumnFinder(header: header, file: file, line: line)
        let time = try finder.columns(options.time, list: "time")
        let known = try finder.columns(options.known, list: "known")
        let series = try finder.columns(options.series.map { [$0] } ?? [], list: "series").first
        let features = try options.features.map { (names) throws(TableError) in
            let named = try finder.columns(names, list: "features", mayBeEmpty: false)
            return named + known.filter { !named.contains($0) }
        }
        let targets = try options.targets.map { (names) throws(TableError) in
            try finder.columns(names, list: "targets", mayBeEmpty: false)
        }
        for column in known where targets?.contains(column) ?? false {
            throw TableError(
                .badOptions,
                "known names it, and targets, too; what is to be forecast is not known; name it in one of "
                    + "them",
                file: file, line: line, column: header[column])
        }
        let candidates = header.indices.filter {
            !header[$0].isEmpty && !time.contains($0) && $0 != series
        }
        asked = Set(features ?? []).union(targets ?? []).union(known)
        if features == nil { try finder.checkNoDuplicates(among: candidates) }
        let inputs = features ?? candidates + known.filter(time.contains)
        let used = Set(inputs)
        valueColumns = inputs + (targets ?? []).filter { !used.contains($0) }
        var uses = [Use](repeating: Use(), count: header.count)
        for (index, column) in time.enumerated() { uses[column].time = index }
        for (index, column) in valueColumns.enumerated() { uses[column].value = index }
        if let series { uses[series].isSeries = true }
        self.series = series
        unnamed = header.indices.filter { header[$0].isEmpty }
        for (index, column) in unnamed.enumerated() { uses[column].unnamed = index }
        self.uses = uses
        self.header = header
        self.features = features
        self.targets = targets
        self.known = known
        _ = try finder.columns(options.missingByColumn.keys.sorted(), list: "missing_values")
    }

    /// What a message calls a column.
    func name(_ column: Int) -> String {
        header[column].isEmpty ? "column \(column + 1) (without a name)" : header[column]
    }

    /// Whether the user named the column as a feature or target.
    func isAskedFor(_ column: Int) -> Bool { asked.contains(column) }

    /// What a message calls the column's role.
    func role(_ column: Int) -> String {
        known.contains(column)
            ? "known column" : features?.contains(column) ?? false ? "feature" : "target"
    }
}

/// Finds columns by name. A header may have as many as a file has bytes: nothing here looks through all of
/// them for each.
private struct ColumnFinder {
    private let header: [String]
    private let file: String
    private let line: Int
    private var places: [String: Int] = [:]
    private var twins: Set<String> = []

    init(header: [String], file: String, line: Int) {
        self.header = header
        self.file = file
        self.line = line
        for (column, name) in header.enumerated() where places.updateValue(column, forKey: name) != nil {
            twins.insert(name)
        }
    }

    func columns(_ names: [String], list: String, mayBeEmpty: Bool = true) throws(TableError) -> [Int] {
        if names.isEmpty && !mayBeEmpty {
            throw TableError(.noColumns, "\(list) names no column; name at least one, or leave \(list) out")
        }
        var columns: [Int] = []
        var known: Set<Int> = []
        for name in names {
            let column = try column(name, list: list)
            if !known.insert(column).inserted {
                throw TableError(
                    .duplicateColumn, "\(list) names it twice; name it once", file: file, column: name)
            }
            columns.append(column)
        }
        return columns
    }

    func checkNoDuplicates(among columns: [Int]) throws(TableError) {
        for column in columns { try checkIsUnique(column) }
    }

    private func column(_ name: String, list: String) throws(TableError) -> Int {
        guard !name.isEmpty, let column = places[name] else {
            let twin = header.first { $0.lowercased() == name.lowercased() && !$0.isEmpty }
            let advice = twin.map { "did you mean \(quoted($0))?" } ?? "its columns are \(listed(header))"
            throw TableError(
                .unknownColumn, "\(list) names it, but the file has no such column; \(advice)", file: file,
                line: line, column: name)
        }
        try checkIsUnique(column)
        return column
    }

    private func checkIsUnique(_ column: Int) throws(TableError) {
        guard !twins.contains(header[column]) else {
            throw TableError(
                .duplicateColumn,
                "the header names it twice; give each column that is used a name of its own",
                file: file, line: line, column: header[column])
        }
    }
}
