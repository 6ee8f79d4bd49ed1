import Neural
import Series

/// Computes slices of a work, one at a time, in buffers of its own: one for each thread.
package final class ForecastComputer {
    private let work: ForecastWork
    private let runner: ModelRunner
    private let target: FloatBuffer
    private let prediction: Prediction
    /// Of the exchange that was asked for last.
    private var order: (turn: Int, windows: [UInt32])?

    package init(_ work: ForecastWork) {
        self.work = work
        let capacity = work.windowsAtOnce * work.samplesPerWindow
        let series = work.series
        runner = ModelRunner(model: work.model.description.model, capacity: capacity, backward: .none)
        target = FloatBuffer(count: capacity * series.outputs)
        prediction = Prediction(
            of: runner.output, form: work.form, capacity: capacity,
            targets: series.outputs / series.horizon, options: series.options)
    }

    /// What the model says of a slice's windows, in the scale of the series, quantiles in order.
    ///
    /// - Returns: (windows x passes, C, outputs, Q): the outputs of a sample are (horizon, K), or with
    ///   independent channels the horizon.
    package func outputs(slice: Int) -> [Float] {
        let (windows, passes) = work.slice(slice)
        let origins = windows.map { Int(work.origins[$0]) }
        switch work.passes {
        case .plain:
            gather(origins)
            return said(windows: windows.count, masks: nil)
        case .paths(_, let slots):
            gather([Int](repeating: origins[0], count: passes.count))
            let samples = UInt32(work.samplesPerWindow)
            let paths = passes.flatMap { path in
                (0..<samples).map {
                    PathCounter(slot: slots[windows.lowerBound] &+ $0, step: UInt32(path))
                }
            }
            return said(
                windows: passes.count, masks: .paths(seed: work.model.description.origin.seed, paths))
        case .exchanged(let exchanges):
            let exchange = exchanges[passes.lowerBound]
            let others = order(exchange.turn)
            gather(
                origins,
                InputExchange(
                    columns: exchange.columns, rows: exchange.rows, lookback: work.series.lookback,
                    origins: windows.map { Int(work.origins[Int(others[$0])]) }))
            return said(windows: windows.count, masks: nil)
        }
    }

    /// The outputs of windows that were gathered.
    private func said(windows: Int, masks: MaskSource?) -> [Float] {
        let samples = windows * work.samplesPerWindow
        runner.forward(weights: work.model.weights, samples: samples, masks: masks)
        prediction.restore(samples: samples)
        work.form.sort(prediction.values, count: samples * work.series.outputs)
        return (0..<windows * work.outputsPerWindow).map { prediction.values[$0] }
    }

    private func gather(_ origins: [Int], _ exchange: InputExchange? = nil) {
        work.series.gather(
            origins: origins, exchange: exchange, input: runner.input, target: target, known: runner.known,
            numbers: work.seriesPlaces == nil ? nil : runner.series, levels: prediction.levels)
        guard let places = work.seriesPlaces else { return }
        for sample in 0..<origins.count * work.samplesPerWindow {
            let (one, channel) = Int(runner.series.numbers[sample])
                .quotientAndRemainder(dividingBy: work.samplesPerWindow)
            runner.series.numbers[sample] = UInt32(places[one] * work.samplesPerWindow + channel)
        }
    }

    /// Which window's inputs each window has in a turn.
    private func order(_ turn: Int) -> [UInt32] {
        if let order, order.turn == turn { return order.windows }
        let windows = RandomStream(seed: work.model.description.origin.seed)
            .permutation(
                count: work.origins.count, domain: StreamDomain(.permutation), step: UInt32(turn))
        order = (turn, windows)
        return windows
    }
}
