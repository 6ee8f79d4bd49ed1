import Plotting

/// How often intervals held, for people.
enum IntervalText {
    static func lines(_ report: IntervalReport) -> [String] {
        let windows = "\(NumberText.grouped(report.windows)) \(report.part) windows"
        return ["  intervals  \(report.method), over \(windows)"]
            + report.levels.map { level in
                let width = level.together.meanWidth.map { "\(NumberText.loss($0))" } ?? "-"
                let infinite =
                    level.together.infinite > 0
                    ? ", \(NumberText.share(level.together.infinite)) of them infinite" : ""
                let worst = level.targets.min {
                    ($0.figure.coverage - level.level).magnitude
                        > ($1.figure.coverage - level.level).magnitude
                }
                let target =
                    level.targets.count > 1
                    ? worst.map {
                        "; \(SafeText.shown($0.name, most: 40)) \(NumberText.share($0.figure.coverage))"
                    } ?? "" : ""
                return "             of \(NumberText.share(level.level)): "
                    + "\(NumberText.share(level.together.coverage)) of what came lay inside\(target), mean "
                    + "width \(width) on the scaled series\(infinite)"
            }
    }
}
