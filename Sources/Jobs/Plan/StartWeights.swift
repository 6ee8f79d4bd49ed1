package import Forecasting
package import Neural

/// What a job's weights begin with where they are a trained model's: tensor by tensor, by the layers' names
/// (kind and place) and shapes.
package struct StartWeights: Sendable {
    /// P numbers.
    package let weights: Vector
    /// Which layers begin with what, for people.
    package let note: String

    /// - Parameters:
    ///   - start: the trained model.
    ///   - plan: of a job that says `start_from`.
    /// - Throws: `JobError` at `start_from` where a layer has another shape there, or none is alike, and
    ///   where a name is no layer's that has weights.
    package init(_ start: TrainedModel, _ plan: WorkPlan, file: JobFile) throws(JobError) {
        let anew = plan.job.startFrom?.anew ?? []
        let there = Dictionary(grouping: start.description.model.parameters.entries, by: \.layerName)
        let layers = plan.model.parameters.entries.map(\.layerName)
        if let unknown = anew.first(where: { !layers.contains($0) }) {
            throw file.error(
                .badValue,
                "'\(unknown)' is no layer with weights; there are: \(layers.uniqued.joined(separator: ", "))",
                key: "start_from.anew")
        }
        var weights = plan.model.initialWeights(seed: plan.job.seed)
        var (taken, begun): ([String], [String]) = ([], [])
        for name in layers.uniqued {
            let here = plan.model.parameters.entries.filter { $0.layerName == name }
            guard let found = there[name], !anew.contains(name) else {
                begun.append(name)
                continue
            }
            guard found.map(\.name) == here.map(\.name), found.map(\.shape) == here.map(\.shape) else {
                throw file.error(
                    .inconsistent,
                    "\(name) has other weights in the model: \(Self.words(found)) there, "
                        + "\(Self.words(here)) here; make the layers alike, or let it begin with initial "
                        + "weights by start_from: {model: ..., anew: [\(name)]}",
                    key: "start_from")
            }
            for (from, to) in zip(found, here) {
                for index in 0..<to.count { weights[to.offset + index] = start.weights[from.offset + index] }
            }
            taken.append(name)
        }
        guard !taken.isEmpty else {
            throw file.error(
                .inconsistent,
                "no layer begins with the model's weights: it has "
                    + there.keys.sorted().joined(separator: ", ")
                    + ", the job \(layers.uniqued.joined(separator: ", ")), of which "
                    + (anew.isEmpty ? "none is alike" : "start_from.anew takes those that are alike")
                    + "; a layer's name is its kind and its place in the list, from 0",
                key: "start_from")
        }
        self.weights = weights
        note =
            "Weights begin with the start model's: \(taken.joined(separator: ", "))"
            + (begun.isEmpty ? "." : "; with initial ones: \(begun.joined(separator: ", ")).")
    }

    private static func words(_ entries: [ParameterLayout.Entry]) -> String {
        entries.map { entry in
            let shape = entry.shape.map { "\($0)" }.joined(separator: " x ")
            return "\(entry.name.dropFirst(entry.layerName.count + 1)) (\(shape))"
        }.joined(separator: ", ")
    }
}

extension ParameterLayout.Entry {
    /// Kind and place of the layer, such as `lstm_1`.
    fileprivate var layerName: String { String(name.prefix { $0 != "/" }) }
}

extension [String] {
    /// Each once, in the order in which they first stand.
    fileprivate var uniqued: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
