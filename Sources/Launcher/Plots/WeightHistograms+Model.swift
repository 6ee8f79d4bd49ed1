import Neural
import Plotting

extension WeightHistograms {
    /// - Throws: `LaunchError.notFound` where there are no weights yet.
    init(_ model: PlottedModel) throws {
        guard let weights = model.weights else {
            throw LaunchError(
                .notFound,
                "run \(model.name) has neither a model nor a checkpoint yet; lockstep status says how far it "
                    + "is")
        }
        self.init(
            model: model.name, origin: "after \(NumberText.grouped(model.steps)) steps",
            tensors: model.model.parameters.entries.map { entry in
                Tensor(
                    name: entry.name, shape: entry.shape,
                    values: Array(weights[entry.offset..<entry.offset + entry.count]))
            })
    }
}
