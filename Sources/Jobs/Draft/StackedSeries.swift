package import Tables

extension DataSettings {
    /// What a refusal of equal times says where a column tells them apart: to name it goes before all else.
    ///
    /// - Parameters:
    ///   - bytes: the whole file, which is read again.
    ///   - name: what messages call it.
    /// - Returns: the error as it was where series are named already, or no column tells times apart.
    package func advice(on error: TableError, of bytes: Span<UInt8>, name: String) -> TableError {
        guard error.code == .duplicateTimes, series == nil,
            let draft = try? DataDraft(bytes, name: name), let column = draft.series, draft.time == time
        else { return error }
        return TableError(
            .duplicateTimes,
            "column \(quoted(column)) seems to name \(draft.table.series.count) series, each with times of "
                + "its own: set series: \(quoted(column)); otherwise: \(error.message)",
            file: error.file, line: error.line)
    }
}
