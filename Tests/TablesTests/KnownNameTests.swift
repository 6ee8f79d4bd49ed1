import Tables
import Testing

/// Columns of a file that are named as known.
struct KnownNameTests {
    private static let file = """
        time,load,temperature,hour
        2024-03-01 00:00,1,5,7
        2024-03-01 01:00,2,6,8
        2024-03-01 02:00,3,7,9
        """

    private func read(_ options: TableOptions) throws -> Table {
        try Table.csv(Array(Self.file.utf8).span, name: "load.csv", options: options)
    }

    @Test func knownColumn_isAFeature_andNoTargetOfItself() throws {
        let all = try read(TableOptions(time: ["time"], known: ["hour"]))
        #expect(all.columns == ["load", "temperature", "hour"])
        #expect((all.features, all.targets, all.known) == ([0, 1, 2], [0, 1], [2]))
        let named = try read(TableOptions(time: ["time"], features: ["load"], known: ["temperature"]))
        #expect(named.columns == ["load", "temperature"])
        #expect((named.features, named.targets, named.known) == ([0, 1], [0], [1]))
    }

    @Test(arguments: [
        (["load"], TableError.Code.badOptions), (["wind"], .unknownColumn),
        (["hour", "hour"], .duplicateColumn),
    ])
    func badKnownColumn_isRefused(known: [String], code: TableError.Code) {
        #expect(throws: TableError(code, "")) {
            try read(TableOptions(time: ["time"], targets: ["load"], known: known))
        }
    }
}
