import HostileBytes
import Jobs
import Series
import Tables
import Testing

/// Inputs whose cost once grew faster than their size: then, each of these took minutes or more memory than
/// there is.
@Suite(.timeLimit(.minutes(1))) struct GrowthTests {
    @Test func aliasesOfAliasesAsAKey_areRefusedBeforeTheyAreUnfolded() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let alias = "*a\(level - 1)"
            text += "a\(level): &a\(level) [\(Array(repeating: alias, count: 9).joined(separator: ", "))]\n"
        }
        text += "? *a12\n: x\n"
        let error = #expect(throws: JobError(.syntax, "")) { try JobReader.read(text, file: "job.yaml") }
        #expect(error?.line == 2)
        #expect(error?.message.hasPrefix("more than 8 aliases") == true)
    }

    @Test func fewAliases_standForWhatTheyName() throws {
        let text = """
            data: {csv: a.csv, lookback: 1, horizon: 1}
            model: [dense: &d {units: 3}, dense: *d]
            """
        #expect(try JobReader.read(text, file: "job.yaml").job.model.count == 2)
    }

    @Test func headerOfManyColumns_isReadOnceAndNotForEachOfThem() throws {
        let names = (0..<200_000).map { "c\($0)" }
        let text = names.joined(separator: ",") + "\n" + names.map { _ in "1" }.joined(separator: ",")
        let table = try Table.csv(
            Array(text.utf8).span, name: "t.csv",
            options: TableOptions(features: names.dropLast(), targets: ["c199999", "c0"]))
        #expect(table.columns.count == 200_000)
        #expect(table.targets == [199_999, 0])
    }

    @Test func columnsOfTextAmongMany_areLeftOut() throws {
        let names = (0..<100_000).map { "c\($0)" }
        let values = names.indices.map { $0.isMultiple(of: 2) ? "1" : "x" }
        let text = names.joined(separator: ",") + "\n" + values.joined(separator: ",")
        let table = try Table.csv(Array(text.utf8).span, name: "t.csv")
        #expect(table.columns.count == 50_000)
        #expect(table.ignoredColumns.count == 50_000)
    }

    @Test func columnsOfText_areNotEachReadForATime() throws {
        let names = (0..<20_000).map { "date\($0)" }
        // Half of them begin as a date.
        let rows = ["2024-01-01", "x"].map { text in
            names.indices.map { $0.isMultiple(of: 2) ? text : "x" }.joined(separator: ",") + ",\(text.count)"
        }
        let text = ([names.joined(separator: ",") + ",a"] + rows).joined(separator: "\n")
        let draft = try DataDraft(Array(text.utf8).span, name: "t.csv")
        #expect(draft.time.isEmpty && draft.columns == ["a"])
    }

    @Test func fileWhoseLinesEndInCR_isNotSearchedForLFFromEachLine() throws {
        let rows = 3_000_000
        let text = "a,b\r" + String(repeating: "1,2\r", count: rows)
        #expect(try Table.csv(Array(text.utf8).span, name: "t.csv").rows == rows)
    }

    @Test func indexThatStandsTwiceInASeries_isRefused() throws {
        let table = Table(columns: ["a"], values: [1, 2, 3, 4], features: [0, 0], targets: [0])
        let options = WindowOptions(lookback: 1, horizon: 1)
        let series = try ForecastSeries(
            table: table, options: options, split: Split(train: 4, validation: 0, test: 0),
            scaling: .none, name: "t.csv")
        #expect(throws: SeriesError(.corrupt, "")) {
            try ForecastSeries.decode(series.encode().span, name: "the series", options: options)
        }
    }
}
