import Glibc
import Series
import Tables
import Testing

/// Files written as public data sets are. `Samples/make_samples.py` made them, and computed what is expected.
private enum SampleFile: String {
    case load = "hourly-load.csv"
    case air = "air-quality.csv"
    case energy = "household-energy.csv"
    case demand = "half-hourly-demand.csv"

    func bytes() throws -> [UInt8] {
        let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        let path = folder.joined(separator: "/") + "/Samples/\(rawValue)"
        let file = try #require(fopen(path, "r"), "\(path)")
        defer { fclose(file) }
        fseek(file, 0, SEEK_END)
        let size = ftell(file)
        rewind(file)
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = fread(buffer.baseAddress, 1, size, file)
        }
    }

    func read(_ options: TableOptions) throws -> Table {
        let bytes = try bytes()
        return try Table.csv(bytes.span, name: rawValue, options: options)
    }
}

struct SampleFileTests {
    private static let hour = ["year", "month", "day", "hour"]

    /// The scaler of all rows.
    private func moments(_ table: Table) -> Moments {
        Moments(Scaler.fit(table, rows: 0..<table.rows, scaling: .standard))
    }

    /// What a scaler holds, at the precision that the numbers of this page have.
    private struct Moments {
        let offset, scale: [Float]

        init(_ scaler: Scaler) {
            offset = scaler.offset.map { Float($0) }
            scale = scaler.scale.map { Float($0) }
        }
    }

    @Test func hourlyLoads_areScaledByTheirTrainingRows() throws {
        let table = try SampleFile.load.read(TableOptions(time: ["date"]))
        #expect(table.rows == 240)
        #expect(table.columns == ["HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL", "OT"])
        #expect(table.firstTime == "2021-02-25 00:00:00")
        #expect(table.lastTime == "2021-03-06 23:00:00")
        #expect(
            table.values.prefix(7).map { Float($0) } == [8.691, 2.048, 4.522, 0.98, 2.852, 0.966, 19.741])
        let split = try Split.resolve(
            train: .rows(144), validation: .rows(48), test: .rows(48), rows: table.rows)
        let series = try ForecastSeries(
            table: table, options: WindowOptions(lookback: 24, horizon: 6), split: split, scaling: .standard,
            name: "hourly")
        #expect(ForecastSeries.Part.allCases.map(series.windowCount) == [115, 43, 43, 0])
        #expect(
            Moments(series.scalers[0]).offset
                == [7.233535, 1.8184514, 5.0415974, 0.4261875, 2.8374653, 1.0445764, 20.079445])
        #expect(
            Moments(series.scalers[0]).scale
                == [5.137987, 0.87132746, 5.364761, 0.8490302, 0.59305215, 0.229703, 4.06888])
        let last: [Float] = [
            -1.1055954, -0.07855989, -0.1583663, 0.6958674, -0.1576005, -1.9659142, -0.4100502,
        ]
        // The offsets and scales that rows are scaled by are rounded to Float32.
        for (value, expected) in zip(series.values.suffix(7), last) {
            #expect((value - expected).magnitude < 1e-6)
        }
    }

    @Test func airQuality_isReadUnderEachMissingPolicy() throws {
        let features = ["pm2.5", "TEMP", "Iws"]
        let error = #expect(throws: TableError(.missingValue, "")) {
            try SampleFile.air.read(TableOptions(time: Self.hour, features: features))
        }
        #expect(error?.line == 2)
        #expect(error?.column == "pm2.5")
        for policy in [MissingPolicy.forwardFill, .interpolate, .cut] {
            let table = try SampleFile.air.read(
                TableOptions(time: Self.hour, features: features, missing: policy))
            #expect(table.rows == 240 && table.missingValues == 31)
        }
        let dropped = try SampleFile.air.read(
            TableOptions(time: Self.hour, features: features, missing: .drop))
        #expect(dropped.rows == 209)
        #expect(dropped.droppedRows == 31)
        #expect(dropped.firstTime == "2019-12-29 00:00:00")
        #expect(dropped.lastTime == "2020-01-06 22:00:00")
        #expect(moments(dropped).offset == [71.23445, -2.138756, 19.483732])
        #expect(moments(dropped).scale == [53.3339, 3.7371638, 16.39609])
        let complete = try SampleFile.air.read(
            TableOptions(time: Self.hour, features: ["TEMP"], targets: ["PRES"]))
        #expect(complete.rows == 240)
        #expect(throws: TableError(.textColumn, "")) {
            try SampleFile.air.read(TableOptions(time: Self.hour, features: ["cbwd"]))
        }
    }

    @Test func airQualityWithoutItsFirstDay_isFilledFromTheNeighboursInTime() throws {
        let lines = try String(decoding: SampleFile.air.bytes(), as: UTF8.self).split(
            whereSeparator: \.isNewline)
        // The order of the lines does not matter.
        let text = ([lines[0]] + lines[25...].reversed()).joined(separator: "\n")
        let filled = try [MissingPolicy.forwardFill, .interpolate].map { policy in
            try Table.csv(
                Array(text.utf8).span, name: "t.csv",
                options: TableOptions(time: Self.hour, features: ["pm2.5"], missing: policy))
        }
        for table in filled {
            #expect(table.rows == 216)
            #expect(table.missingValues == 7)
            #expect(table.firstTime == "2019-12-29 00:00:00")
            #expect(moments(table).offset == [71.2344513])
            #expect(moments(table).scale == [53.3339005])
        }
        #expect(filled[0].filled(15..<20, columns: [0], by: .forwardFill) == [27, 27, 27, 27, 21])
        #expect(filled[1].filled(15..<20, columns: [0], by: .interpolate) == [27, 25.5, 24, 22.5, 21])
    }

    @Test func householdEnergy_isReadFromQuotedNumbers() throws {
        let table = try SampleFile.energy.read(TableOptions(time: ["date"]))
        #expect(table.rows == 72)
        #expect(table.columns == ["Appliances", "lights", "T1", "RH_1", "T_out", "Windspeed", "rv1"])
        #expect(
            table.values.prefix(7).map { Float($0) }
                == [100, 20, 20.022465, 45.5096, 6.6841984, 3.7590218, 10.394499])
        #expect(
            table.values.suffix(7).map { Float($0) }
                == [50, 40, 20.357424, 45.644463, 5.300667, 4.134037, 45.483814])
        #expect(table.lastTime == "2022-03-28 04:50:00")
        #expect(
            moments(table).offset
                == [85.416664, 19.027779, 20.69961, 47.40617, 8.714328, 5.4537525, 22.27732])
        #expect(
            moments(table).scale
                == [31.311052, 13.860388, 0.29071084, 1.0526757, 1.3825463, 0.88822645, 14.16578])
    }

    @Test func electricityDemand_leavesOutTheDate() throws {
        let table = try SampleFile.demand.read(TableOptions(time: ["Time"]))
        #expect(table.rows == 240)
        #expect(table.columns == ["Demand", "Temperature", "Holiday"])
        #expect(table.ignoredColumns == ["Date"])
        #expect(table.firstTime == "2020-12-30 13:00:00Z")
        #expect(table.values.prefix(3) == [4560.892531, 21.35, 0])
        let scaler = Scaler.fit(table, rows: 0..<table.rows, scaling: .minmax)
        #expect(Moments(scaler).offset == [3781.5283, 15.1, 0])
        #expect(Moments(scaler).scale == [1628.0826, 12.4, 1])
        #expect(throws: TableError(.textColumn, "")) {
            try SampleFile.demand.read(TableOptions(features: ["Demand", "Date"]))
        }
    }
}
