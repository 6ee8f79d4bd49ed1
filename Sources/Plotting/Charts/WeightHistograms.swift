/// How the numbers of each tensor of a model are spread.
package struct WeightHistograms: Sendable {
    package struct Tensor: Sendable {
        package let name: String
        package let shape: [Int]
        package let values: [Float]

        package init(name: String, shape: [Int], values: [Float]) {
            self.name = name
            self.shape = shape
            self.values = values
        }
    }

    /// Tensors that one picture shows.
    package static let most = 48
    private static let bins = 40

    package var model: String
    /// What the weights are of, such as `2,250 steps`.
    package var origin: String
    package var tensors: [Tensor]

    package init(model: String, origin: String, tensors: [Tensor]) {
        self.model = model
        self.origin = origin
        self.tensors = tensors
    }

    /// A histogram for each tensor.
    package var chart: Chart {
        let shown = tensors.prefix(Self.most)
        let spreads = tensors.map { Spread($0.values) }
        let panels = zip(shown, spreads).map { tensor, spread in
            let sizes = tensor.shape.map(String.init).joined(separator: " \u{00D7} ")
            let histogram = spread.histogram(of: tensor.values, bins: Self.bins)
            return Panel(
                title: tensor.name, x: Axis(""), y: Axis(sizes, includes: [0], isWhole: true),
                marks: [.bars(Bars("", edges: histogram.edges, heights: histogram.counts, ink: .blue))],
                height: .low)
        }
        let count = tensors.reduce(0) { $0 + $1.values.count }
        let left = tensors.count > shown.count ? "the first \(shown.count) of " : ""
        return Chart(
            title: "Weights of \(model)",
            subtitle: "\(origin); \(left)\(tensors.count) tensors, \(PlotNumber.grouped(count)) numbers; "
                + "across: value, up: how many numbers have it",
            panels: panels, columns: 3,
            caption: "A histogram of the numbers of each tensor of \(model).",
            table: NumberTable(
                head: ["tensor", "shape", "numbers", "mean", "deviation", "least", "greatest", "not finite"],
                rows: zip(tensors, spreads).map { tensor, spread in
                    [
                        tensor.name, tensor.shape.map(String.init).joined(separator: " x "),
                        PlotNumber.grouped(tensor.values.count),
                    ]
                        + [spread.mean, spread.deviation, spread.least, spread.greatest]
                        .map { PlotNumber.text($0) } + ["\(spread.notFinite)"]
                }))
    }
}

/// Where numbers lie.
private struct Spread {
    private(set) var mean = Double.nan
    private(set) var deviation = Double.nan
    private(set) var least = Double.nan
    private(set) var greatest = Double.nan
    private(set) var notFinite = 0

    init(_ values: [Float]) {
        var sum = 0.0
        var count = 0
        var (low, high) = (Double.infinity, -Double.infinity)
        for value in values {
            guard value.isFinite else {
                notFinite += 1
                continue
            }
            count += 1
            sum += Double(value)
            low = min(low, Double(value))
            high = max(high, Double(value))
        }
        guard count > 0 else { return }
        (mean, least, greatest) = (sum / Double(count), low, high)
        let squares = values.reduce(0) { sum, value in
            value.isFinite ? sum + (Double(value) - mean) * (Double(value) - mean) : sum
        }
        deviation = (squares / Double(count)).squareRoot()
    }

    /// Equal bins from the least to the greatest value; none where there is no value.
    func histogram(of values: [Float], bins: Int) -> (edges: [Double], counts: [Double]) {
        guard least.isFinite else { return ([0], []) }
        // Values that are all the same stand in the middle.
        let span = greatest > least ? greatest - least : max(least.magnitude, 1e-30) * 0.5
        let start = greatest > least ? least : least - span / 2
        var counts = Array(repeating: 0.0, count: bins)
        for value in values where value.isFinite {
            let place = (Double(value) - start) / span * Double(bins)
            counts[max(0, min(bins - 1, Int(place)))] += 1
        }
        return ((0...bins).map { start + span * Double($0) / Double(bins) }, counts)
    }
}
