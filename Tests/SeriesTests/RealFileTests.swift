import Glibc
import Series
import Testing

/// Files of the data folder, which lies beside the project or where LOCKSTEP_DATA says.
private enum DataFolder {
    static let path: String = {
        if let path = getenv("LOCKSTEP_DATA") { return String(cString: path) }
        let package = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        return package.joined(separator: "/") + "/../shared/data"
    }()

    static func has(_ name: String) -> Bool { access("\(path)/\(name)", R_OK) == 0 }

    static func bytes(_ name: String) throws -> [UInt8] {
        let file = try #require(fopen("\(path)/\(name)", "r"))
        defer { fclose(file) }
        fseek(file, 0, SEEK_END)
        let size = ftell(file)
        rewind(file)
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = fread(buffer.baseAddress, 1, size, file)
        }
    }
}

private let etth1 = "ETTh1.csv"
private let beijing = "PRSA_data_2010.1.1-2014.12.31.csv"
private let energy = "energydata_complete.csv"
private let victoria = "vic_electricity.csv"

struct RealFileTests {
    private func read(_ name: String, _ options: TableOptions) throws -> Table {
        let bytes = try DataFolder.bytes(name)
        return try Table.csv(bytes.span, name: name, options: options)
    }

    @Test(.enabled(if: DataFolder.has(etth1), "the data folder has no ETTh1.csv"))
    func transformerLoads_giveTheUsualWindows() throws {
        let table = try read(etth1, TableOptions(time: ["date"]))
        #expect(table.rows == 17_420)
        #expect(table.columns == ["HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL", "OT"])
        #expect(table.firstTime == "2016-07-01 00:00:00")
        #expect(table.lastTime == "2018-06-26 19:00:00")
        #expect(table.values.prefix(2) == [5.827000141143799, 2.009000062942505])
        let split = try Split.resolve(
            train: .rows(8640), validation: .rows(2880), test: .rows(2880), rows: table.rows)
        let series = try ForecastSeries(
            table: table, lookback: 96, horizon: 24, split: split, scaling: .standard, name: etth1)
        #expect(series.windowCount(.train) == 8521)
        #expect(series.windowCount(.validation) == 2857)
        #expect(series.windowCount(.test) == 2857)
        #expect(series.rows == 14_400)
        // The mean of the training rows' oil temperature, by another program.
        #expect(abs(series.scaler.offset[6] - 17.1283) < 0.001)
    }

    @Test(.enabled(if: DataFolder.has(beijing), "the data folder has no PRSA file"))
    func airQuality_isReadUnderEachMissingPolicy() throws {
        let time = ["year", "month", "day", "hour"]
        let features = ["pm2.5", "DEWP", "TEMP", "PRES", "Iws", "Is", "Ir"]
        for policy in MissingPolicy.allCases where policy != .drop {
            let error = #expect(throws: SeriesError(.missingValue, "")) {
                try read(beijing, TableOptions(time: time, features: features, missing: policy))
            }
            #expect(error?.line == 2)
            #expect(error?.column == "pm2.5")
        }
        let dropped = try read(beijing, TableOptions(time: time, features: features, missing: .drop))
        #expect(dropped.rows == 41_757)
        #expect(dropped.droppedRows == 2067)
        #expect(dropped.firstTime == "2010 1 2 0")
        #expect(dropped.lastTime == "2014 12 31 23")
        let complete = try read(beijing, TableOptions(time: time, features: ["TEMP"], targets: ["PRES"]))
        #expect(complete.rows == 43_824)
        #expect(throws: SeriesError(.textColumn, "")) {
            try read(beijing, TableOptions(time: time, features: ["cbwd"]))
        }
    }

    @Test(.enabled(if: DataFolder.has(beijing), "the data folder has no PRSA file"))
    func airQuality_withoutItsFirstDayIsFilled() throws {
        let lines = try String(decoding: DataFolder.bytes(beijing), as: UTF8.self).split(
            whereSeparator: \.isNewline)
        let text = ([lines[0]] + lines[25...].reversed()).joined(separator: "\n")
        let time = ["year", "month", "day", "hour"]
        for policy in [MissingPolicy.forwardFill, .interpolate] {
            let table = try table(text, TableOptions(time: time, features: ["pm2.5"], missing: policy))
            #expect(table.rows == 43_800)
            #expect(table.filledValues == 2043)
            #expect(table.firstTime == "2010 1 2 0")
            #expect(table.values.prefix(3) == [129, 148, 159])
        }
    }

    @Test(.enabled(if: DataFolder.has(energy), "the data folder has no energydata file"))
    func householdEnergy_isReadFromQuotedNumbers() throws {
        let table = try read(energy, TableOptions(time: ["date"]))
        #expect(table.rows == 19_735)
        #expect(table.columns.count == 28)
        #expect(table.values.prefix(3) == [60, 30, 19.890000000000001])
        #expect(table.lastTime == "2016-05-27 18:00:00")
    }

    @Test(.enabled(if: DataFolder.has(victoria), "the data folder has no vic_electricity file"))
    func electricityDemand_leavesOutDateAndHoliday() throws {
        let table = try read(victoria, TableOptions(time: ["Time"]))
        #expect(table.rows == 52_608)
        #expect(table.columns == ["Demand", "Temperature"])
        #expect(table.ignoredColumns == ["Date", "Holiday"])
        #expect(table.firstTime == "2011-12-31 13:00:00Z")
        #expect(throws: SeriesError(.textColumn, "")) {
            try read(victoria, TableOptions(features: ["Demand", "Holiday"]))
        }
    }
}
