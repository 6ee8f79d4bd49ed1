/// How a run's loss went, epoch by epoch, and the learning rate that led there.
package struct LossCurve: Sendable {
    package struct Epoch: Sendable {
        /// From 1.
        package let epoch: Int
        /// Updates made.
        package let step: Int
        package let training: Double
        package let validation: Double?

        package init(epoch: Int, step: Int, training: Double, validation: Double?) {
            self.epoch = epoch
            self.step = step
            self.training = training
            self.validation = validation
        }
    }

    package var run: String
    /// Such as `mse`.
    package var loss: String
    package var epochs: [Epoch]
    /// The epoch whose weights are kept, from 1; nil where nobody knows.
    package var best: Int?
    /// Learning rates of updates, with how many of them came before, in epochs; empty: unknown.
    package var rates: [(epoch: Double, rate: Double)]

    package init(
        run: String, loss: String, epochs: [Epoch], best: Int?, rates: [(epoch: Double, rate: Double)]
    ) {
        self.run = run
        self.loss = loss
        self.epochs = epochs
        self.best = best
        self.rates = rates
    }

    /// The rate where it was the same throughout.
    private var constantRate: Double? {
        rates.allSatisfy { $0.rate == rates[0].rate } ? rates.first?.rate : nil
    }

    /// Losses above, the learning rate below where it changes.
    package var chart: Chart {
        let xs = epochs.map { Double($0.epoch) }
        let hasValidation = epochs.contains { $0.validation != nil }
        var marks: [Mark] = []
        if let best, let record = epochs.first(where: { $0.epoch == best }) {
            let loss = PlotNumber.text(record.validation ?? record.training)
            marks.append(.rule(Rule("best: epoch \(best), \(loss)", .upright, at: Double(best))))
        }
        marks.append(
            .line(
                Line("training", xs: xs, ys: epochs.map(\.training), ink: .blue, hasMarkers: true)))
        if hasValidation {
            let ys = epochs.map { $0.validation ?? .nan }
            marks.append(.line(Line("validation", xs: xs, ys: ys, ink: .vermilion, hasMarkers: true)))
        }
        let showsRates = !rates.isEmpty && constantRate == nil
        let axis = Axis(showsRates ? "" : "epoch", includes: showsRates ? [0] : [], isWhole: true)
        var panels = [Panel(x: axis, y: Axis("loss (\(loss))", scale: .logarithmic), marks: marks)]
        if showsRates {
            let line = Line("", xs: rates.map(\.epoch), ys: rates.map(\.rate), ink: .neutral)
            panels.append(
                Panel(
                    x: Axis("epoch", includes: xs.last.map { [0, $0] } ?? [0], isWhole: true),
                    y: Axis("learning rate", includes: [0]),
                    marks: [.line(line)], height: .low))
        }
        return Chart(
            title: "Loss of \(run)", subtitle: subtitle, panels: panels, caption: caption,
            table: NumberTable(
                head: ["epoch", "step", "training loss", "validation loss"],
                rows: epochs.map { epoch in
                    [
                        "\(epoch.epoch)", PlotNumber.grouped(epoch.step),
                        PlotNumber.text(epoch.training, digits: 6),
                        epoch.validation.map { PlotNumber.text($0, digits: 6) } ?? "-",
                    ]
                }))
    }

    /// The losses alone, without a word.
    package var small: Chart {
        var panel = chart.panels[0]
        panel.x.label = "epoch"
        return Chart(title: "", panels: [panel])
    }

    private var subtitle: String {
        guard let last = epochs.last else { return "no epoch is complete yet" }
        let rate = constantRate.map { ", learning rate \(PlotNumber.text($0))" } ?? ""
        return "\(PlotNumber.grouped(last.epoch)) epoch\(last.epoch == 1 ? "" : "s"), "
            + "\(PlotNumber.grouped(last.step)) steps\(rate); training is measured under dropout, "
            + "validation without"
    }

    private var caption: String {
        guard let first = epochs.first, let last = epochs.last else { return "No epoch is complete yet." }
        var text =
            "The training loss went from \(PlotNumber.text(first.training)) in epoch \(first.epoch) to "
            + "\(PlotNumber.text(last.training)) in epoch \(last.epoch)."
        if let start = first.validation, let end = last.validation {
            text += " The validation loss went from \(PlotNumber.text(start)) to \(PlotNumber.text(end))."
        }
        if let best { text += " The weights of epoch \(best) are kept." }
        return text
    }
}
