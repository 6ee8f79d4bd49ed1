package import Forecasting
import Series
import Tables

extension PreparedJob {
    /// The resolved job file as it stands in a model file.
    package var portableText: String { job.portableText }

    /// What a model is that this job trains.
    ///
    /// - Throws: `inconsistent` where two used columns have one name.
    package func modelDescription(origin: ModelOrigin) throws(ForecastingError) -> ModelDescription {
        let roles = series.roles
        let inputs = Set(roles.features)
        let columns = roles.features + roles.targets.filter { !inputs.contains($0) }
        let masked = roles.masks.map { series.columns[$0.of] }
        let made = Set(calendar.names + masked.map(Table.maskName))
        var table = job.data.tableOptions
        table.features = roles.features.map { series.columns[$0] }.filter { !made.contains($0) }
        table.targets = roles.targets.map { series.columns[$0] }
        return try ModelDescription(
            name: job.name, model: plan.model, loss: job.training.loss, windows: series.options, table: table,
            calendar: calendar, masked: masked,
            series: series.named.map(\.name),
            scalers: series.scalers.map { scaler in
                Scaler(
                    scaling: scaler.scaling, offset: columns.map { scaler.offset[$0] },
                    scale: columns.map { scaler.scale[$0] })
            },
            origin: origin)
    }
}

extension Job {
    /// The job as it stands in a model file: a word takes the place of the path of the CSV file, so that
    /// equal jobs on equal data have equal texts wherever the file lies. With `--csv` it can be trained
    /// again.
    package var portableText: String {
        var job = self
        if case .csv = job.data.source { job.data.source = .csv("series.csv") }
        return JobWriter.write(job)
    }

    /// The job that ends after so many steps, however long they take.
    package func ending(after steps: Int) -> Job {
        var job = self
        job.training.steps = steps
        job.training.timeLimit = nil
        return job
    }
}
