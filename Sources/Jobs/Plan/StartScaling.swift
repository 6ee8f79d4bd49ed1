import Forecasting
import Series
import Tables

/// How a start model scales the columns of a job's table.
struct StartScaling {
    private let model: ModelDescription
    private let file: JobFile

    /// - Throws: `JobError` where the job would scale otherwise.
    init(_ start: TrainedModel, _ file: JobFile) throws(JobError) {
        model = start.description
        self.file = file
        let data = file.job.data
        if data.scaling != model.scalers[0].scaling {
            let theirs = model.scalers[0].scaling.rawValue
            throw file.error(
                .inconsistent,
                "is \(data.scaling.rawValue), and the model of start_from scales by \(theirs); set scaling: "
                    + "\(theirs), or start_from: {model: ..., scaling: refit}",
                key: "data.scaling")
        }
        if data.series != nil, let per = data.scalingPer, per != scope {
            throw file.error(
                .inconsistent,
                "is \(per.rawValue), and the model of start_from scales by \(scope.rawValue); leave it out, "
                    + "or set start_from: {model: ..., scaling: refit}",
                key: "data.scaling_per")
        }
    }

    var scope: ScalingScope { model.scalers.count > 1 ? .series : .table }

    /// One for all, or one for each of these series.
    ///
    /// - Throws: `JobError` for a series or a column that the model does not know.
    func scalers(of series: [String], _ table: Table) throws(JobError) -> [Scaler] {
        guard scope == .series else { return [try scaler(of: nil, table)] }
        var scalers: [Scaler] = []
        for name in series { scalers.append(try scaler(of: name, table)) }
        return scalers
    }

    /// - Parameter name: the series'; nil where it has none.
    /// - Throws: as `scalers`.
    func scaler(of name: String?, _ table: Table) throws(JobError) -> Scaler {
        let theirs: Scaler
        do {
            theirs = try model.scaler(of: name)
        } catch {
            throw file.error(.inconsistent, "\(error.message); \(Self.remedy)", key: "start_from")
        }
        let masks = Set(table.masks.map(\.column))
        let used = Set(table.features + table.targets).subtracting(masks)
        var offset = [Double](repeating: 0, count: table.columns.count)
        var scale = [Double](repeating: 1, count: table.columns.count)
        for column in used.sorted() {
            guard let place = model.columns.firstIndex(of: table.columns[column]) else {
                throw file.error(
                    .inconsistent,
                    "the model knows no column '\(table.columns[column])', so nothing says how it is scaled; "
                        + "it was trained on \(listed(model.columns)). \(Self.remedy)",
                    key: "start_from")
            }
            (offset[column], scale[column]) = (theirs.offset[place], theirs.scale[place])
        }
        return Scaler(scaling: theirs.scaling, offset: offset, scale: scale)
    }

    private static let remedy =
        "start_from: {model: ..., scaling: refit} scales by the job's own training rows"
}
