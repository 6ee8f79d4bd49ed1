/// What all layers' options must hold to.
enum LayerChecks {
    static func rate(_ rate: Double, option: String) throws(NeuralError) {
        // A NaN is in no range.
        guard (0...1).contains(rate) else {
            throw NeuralError(
                .badRate, "\(rate) is not a rate; it takes a number from 0 to 1", option: option)
        }
    }

    static func units(_ units: Int) throws(NeuralError) {
        guard units >= 1 else {
            throw NeuralError(.badSize, "\(units) units; at least 1 is needed", option: "units")
        }
        guard units <= NeuralLimits.size else {
            throw NeuralError(
                .tooLarge, "\(units) units; at most \(NeuralLimits.size) are supported", option: "units")
        }
    }

    static func biasInitializer(_ initializer: Initializer) throws(NeuralError) {
        if initializer == .orthogonal {
            throw NeuralError(
                .badInitializer, "orthogonal needs a matrix; a bias takes zeros, ones or glorot_uniform",
                option: "bias_initializer")
        }
    }

    static func sample(_ shape: SampleShape) throws(NeuralError) {
        guard shape.count <= NeuralLimits.sample else {
            throw NeuralError(
                .tooLarge,
                "\(shape) are \(shape.count) numbers a sample; at most \(NeuralLimits.sample) are supported")
        }
    }
}
