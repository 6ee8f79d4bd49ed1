import Foundation
import Jobs
import Neural
import Series
import Store
import Tables
import Testing

/// What becomes of a file is what pandas and numpy make of it, from the text of the job to the numbers that a
/// model gets.
@Suite struct PandasTests {
    @Test func folder_hasItsCases() throws {
        #expect(try PandasCase.names().count == 76)
    }

    @Test(arguments: try PandasCase.names()) func fileOfACase_becomesTheSameNumbers(name: String) throws {
        let expected = try PandasCase.read(name)
        let file = try JobReader.read(expected.job, file: "\(name).yaml")
        let job = try RunPreparation.prepare(file, relativeTo: PandasCase.folder.path).job
        let report = try #require(job.dataReport)
        #expect(report.table?.droppedRows == expected.dropped)
        #expect(report.duplicateRows == expected.duplicates)
        #expect(report.insertedRows == expected.inserted)
        #expect(job.job.data.season == expected.season)
        let series = job.series
        #expect(series.roles.features.map { series.columns[$0] } == expected.features)
        #expect(series.targets.map { series.columns[$0] } == expected.targets)
        #expect(Set(series.roles.known.map { series.columns[$0] }) == Set(expected.known))
        compareScaling(series, expected.scaling)
        let lost = [report.lostWindows.train, report.lostWindows.validation, report.lostWindows.test]
        for (part, lost) in zip(ForecastSeries.Part.allCases, lost) {
            let wanted = try #require(expected.parts["\(part)"])
            #expect(series.windowCount(part) == wanted.windows, "\(part)")
            #expect(lost == wanted.lost, "lost in \(part)")
            guard series.windowCount(part) == wanted.windows, wanted.windows > 0 else { continue }
            try compare(part, of: series, with: wanted)
            let naive = series.naiveErrors(part, season: expected.season)
            expectNear([naive.lastValue.mse], [wanted.lastValue], "last value in \(part)")
            expectNear([naive.lastSeason?.mse ?? .nan], [wanted.lastSeason], "last season in \(part)")
            #expect(naive.lastValue.count == wanted.realTargets, "real targets in \(part)")
        }
    }

    private func compareScaling(_ series: ForecastSeries, _ expected: [[String: [Double]]]) {
        #expect(series.scalers.count == expected.count)
        for (scaler, columns) in zip(series.scalers, expected) {
            #expect(Set(series.columns).isSuperset(of: columns.keys))
            for (index, name) in series.columns.enumerated() {
                guard let wanted = columns[name] else { continue }
                expectNear([scaler.offset[index], scaler.scale[index]], wanted, name)
            }
        }
    }

    private func compare(
        _ part: ForecastSeries.Part, of series: ForecastSeries, with expected: PandasCase.Part
    ) throws {
        var inputs = WeightedSum()
        var targets = WeightedSum()
        var known = WeightedSum()
        let shown = Dictionary(uniqueKeysWithValues: try #require(expected.shown).map { ($0.window, $0) })
        for number in 0..<expected.windows {
            let window = Window(number, part, of: series)
            inputs.add(window.input, number)
            targets.add(window.target, number)
            known.add(window.known, number)
            guard let wanted = shown[number] else { continue }
            expectNear(window.input.map(Double.init), wanted.input, "input \(number) of \(part)")
            expectNear(window.target.map(Double.init), wanted.target, "target \(number) of \(part)")
            expectNear(window.known.map(Double.init), wanted.known, "known \(number) of \(part)")
        }
        #expect(targets.count == expected.realTargets)
        for (sum, wanted, what) in [
            (inputs, expected.inputs, "inputs"), (targets, expected.targets, "targets"),
            (known, expected.known, "known"),
        ] {
            let wanted = try #require(wanted)
            let difference = max((sum.sum - wanted[0]).magnitude, (sum.magnitudes - wanted[1]).magnitude)
            #expect(difference <= 1e-6 * wanted[1], "\(what) of \(part): \(sum), not \(wanted)")
        }
    }
}

/// The numbers of one window as a model gets them.
private struct Window {
    let input, target, known: [Float]

    init(_ number: Int, _ part: ForecastSeries.Part, of series: ForecastSeries) {
        let samples = series.samplesPerWindow
        let input = FloatBuffer(count: samples * series.options.modelTimeSteps * series.modelFeatures)
        let target = FloatBuffer(count: samples * series.outputs)
        let known = FloatBuffer(count: samples * series.modelKnown)
        let levels = WindowLevels(capacity: samples, targets: series.targets.count)
        series.gather(
            windows: [number], part: part, input: input, target: target, known: known, levels: levels)
        self.input = (0..<input.count).map { input[$0] }
        self.target = (0..<target.count).map { target[$0] }
        self.known = (0..<known.count).map { known[$0] }
    }
}

/// A sum that tells a window from the next.
private struct WeightedSum {
    var (sum, magnitudes, count) = (0.0, 0.0, 0)

    mutating func add(_ values: [Float], _ window: Int) {
        for value in values where !value.isNaN {
            let weighted = Double(value) * Double(1 + window % 7)
            (sum, magnitudes, count) = (sum + weighted, magnitudes + weighted.magnitude, count + 1)
        }
    }
}

private func expectNear(_ values: [Double], _ expected: [Double?], _ what: String) {
    let isNear =
        values.count == expected.count
        && zip(values, expected).allSatisfy { value, wanted in
            guard let wanted else { return value.isNaN }
            return (value - wanted).magnitude <= 1e-6 * max(1, wanted.magnitude)
        }
    #expect(isNear, "\(what): \(values), not \(expected)")
}
