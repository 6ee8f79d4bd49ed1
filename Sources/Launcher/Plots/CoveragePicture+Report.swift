import Plotting

extension CoveragePicture {
    init(_ report: IntervalReport, of model: String) {
        func level(_ level: IntervalReport.Level, _ steps: [IntervalReport.Figure?]) -> Level {
            Level(
                nominal: level.level, coverage: steps.map { $0?.coverage ?? .nan },
                widths: steps.map { $0?.meanWidth ?? .nan })
        }
        self.init(
            title: "Intervals of \(model)",
            subtitle: "\(report.method), over \(NumberText.grouped(report.windows)) windows of the "
                + "\(report.part) part; widths on the scaled series",
            targets: [
                Target(name: "all targets", levels: report.levels.map { level($0, $0.steps) })
            ])
    }
}
