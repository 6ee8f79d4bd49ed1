/// What can be wrong with a model.
package struct NeuralError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: Sendable {
        /// A model without layers, or with more than a stream's counter can tell apart.
        case badLayerCount
        /// Units, time steps or features below 1.
        case badSize
        /// A dropout rate that is not a number from 0 to 1.
        case badRate
        /// A noise shape that does not fit the input's shape.
        case badNoiseShape
        /// A layer that cannot take what the layer before gives.
        case badInputShape
        /// A layer in a bidirectional that goes backwards already.
        case badDirection
        /// An initializer that is not defined for its tensor.
        case badInitializer
        /// Sizes whose product is beyond what is supported.
        case tooLarge
    }

    package let code: Code
    /// What is wrong, with the offending value, and what would be right.
    package let message: String
    /// The layer's index, from 0.
    package let layer: Int?
    /// The option's name as a job file writes it, such as `recurrent_dropout`; of a layer that another holds
    /// in a list behind its place there, such as `layers[1].units`.
    package let option: String?

    package init(_ code: Code, _ message: String, layer: Int? = nil, option: String? = nil) {
        self.code = code
        self.message = message
        self.layer = layer
        self.option = option
    }

    /// The same error, of a layer of the model.
    func at(layer: Int) -> NeuralError { NeuralError(code, message, layer: layer, option: option) }

    /// The same error, of a layer that holds the layer among others.
    ///
    /// - Parameter key: which option holds them.
    func inside(_ key: String) -> NeuralError {
        let place = layer.map { "\(key)[\($0)]" } ?? key
        return NeuralError(code, message, option: [place, option].compactMap(\.self).joined(separator: "."))
    }

    /// Errors are equal when their codes are.
    package static func == (left: NeuralError, right: NeuralError) -> Bool { left.code == right.code }

    package var description: String {
        let place = layer.map { "layer \($0)" } ?? ""
        return [place, option ?? "", message].filter { !$0.isEmpty }.joined(separator: ": ")
    }
}
