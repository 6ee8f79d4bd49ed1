import Neural

/// The passes of leaves that stand side by side, as processors make them: leaf by leaf.
struct LeafTwin {
    let model: Model
    /// Samples of each leaf.
    let sizes: [Int]
    let weights: Vector
    let dropout: DropoutDraw?
    /// (T, S, F), (S, known), and as the output: (S, O) or (T, S, O).
    let input, known, outputGradient: [Float]

    var outputs: Int { samples * model.outputShape.reduce(1, *) }
    private var samples: Int { sizes.reduce(0, +) }

    /// What comes out, and the gradient of each leaf.
    func passes() -> (output: [Float], gradients: [[Float]]) {
        let width = model.outputShape.last ?? 1
        let rows = model.outputShape.dropLast().first ?? 1
        var output = [Float](repeating: .nan, count: outputs)
        var gradients: [[Float]] = []
        var first = 0
        for size in sizes {
            let runner = ModelRunner(model: model, capacity: size)
            var draw = dropout
            draw?.firstSlot += UInt32(first)
            for (here, there) in places(model.timeSteps, model.features, first, size) {
                runner.input[here] = input[there]
            }
            for (here, there) in places(1, model.known, first, size) { runner.known[here] = known[there] }
            runner.forward(weights: weights, samples: size, dropout: draw)
            for (here, there) in places(rows, width, first, size) {
                output[there] = runner.output[here]
                runner.outputGradient[here] = outputGradient[there]
            }
            var gradient = Vector(zeros: weights.count)
            runner.backward(weights: weights, samples: size, gradient: &gradient)
            gradients.append(Array(gradient))
            first += size
        }
        return (output, gradients)
    }

    /// Of a leaf's numbers, row by row: where they are in its own buffer and among all.
    private func places(_ rows: Int, _ width: Int, _ first: Int, _ size: Int) -> [(here: Int, there: Int)] {
        (0..<rows).flatMap { row in
            (0..<size * width).map { (row * size * width + $0, (row * samples + first) * width + $0) }
        }
    }
}
