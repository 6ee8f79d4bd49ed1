import Forecasting
import Foundation
import Jobs
import Neural
import Series
import Tables
import Training

/// A job with a model as training would leave it, and the rows as the model reads them.
struct TrainedJob {
    let file: JobFile
    let job: PreparedJob
    var model: TrainedModel
    let rows: Table

    private static let zones = "/usr/share/zoneinfo"
    static var hasZones: Bool { FileManager.default.fileExists(atPath: zones + "/Europe/Berlin") }

    /// - Parameter csv: nil: the job is of the embedded series.
    init(_ text: String, csv: String? = nil) throws {
        file = try JobReader.read(text, file: "job.yaml")
        let table = try Self.table(csv, file, file.job.data.tableOptions)
        job = try PreparedJob(file, table: table, name: "rows.csv")
        let origin = ModelOrigin(
            release: "0", seed: job.job.seed, job: job.portableText, jobDigest: "", dataDigest: "")
        let written = TrainedModel(
            description: try job.modelDescription(origin: origin),
            weights: job.plan.model.initialWeights(seed: 8), steps: 1, epochs: 1)
        // Forecasts begin from what a file says.
        model = try TrainedModel(metadata: written.metadata) { _ in written.weights }
        rows = try Self.rows(csv, file, model)
    }

    /// Rows of another file, as the model reads them.
    func rows(_ csv: String) throws -> Table { try Self.rows(csv, file, model) }

    private static func rows(_ csv: String?, _ file: JobFile, _ model: TrainedModel) throws -> Table {
        var options = model.description.table
        options.missing = .forwardFill
        return try table(csv, file, options)
    }

    private static func table(_ csv: String?, _ file: JobFile, _ options: TableOptions) throws -> Table {
        if let csv {
            var options = options
            options.zone = try options.timeZone.map { zone in
                let bytes = try Data(contentsOf: URL(filePath: "\(zones)/\(zone)"))
                return try TimeZoneRules(Array(bytes).span, name: zone, version: "")
            }
            return try Table.csv(Array(csv.utf8).span, name: "rows.csv", options: options)
        }
        let table = Table.demo(DemoOptions(rows: 300, channels: 4), seed: 5)
        return try PreparedJob.select(file.job.data, from: table, file: file)
    }

    /// - Parameter rows: nil: the job's own.
    func table(_ rows: Table? = nil, rowsToCome: Int = 0, isSplit: Bool = false) throws -> ModelTable {
        let data = job.job.data
        return try ModelTable(
            model, table: rows ?? self.rows, gaps: data.gaps, duplicates: data.duplicates,
            rowsToCome: rowsToCome,
            splits: isSplit
                ? { table in
                    var data = data
                    return try PreparedJob.splits(&data, table: table, file: file)
                } : nil, name: "rows.csv")
    }

    /// Outputs of windows, one behind another.
    func outputs(
        _ table: ModelTable, origins: [Int], passes: ForecastWork.Passes = .plain, windowsAtOnce: Int = 16
    ) throws -> [Float] {
        let work = try ForecastWork(
            model, series: table.series, origins: origins.map { UInt32($0) }, passes: passes,
            windowsAtOnce: windowsAtOnce)
        let computer = ForecastComputer(work)
        return (0..<work.slices).flatMap { computer.outputs(slice: $0) }
    }

    /// Metrics of a part, slice by slice, as a worker of the training computes them.
    func metrics(_ purpose: Purpose) -> [MetricSums] {
        let computer = MicrobatchComputer(plan: job.plan, series: job.series)
        return (0..<job.plan.slices(purpose)).map { slice in
            var sums = computer.metrics(purpose, slice: slice, weights: model.weights)
            sums.loss = 0
            return sums
        }
    }
}
