import Neural
import Yams

/// The `model` key of a job file: a list of layers.
enum JobLayers {
    static func read(_ root: inout JobSection) throws(TrainingError) -> [Layer] {
        let node = root.node("model")
        guard let items = node?.sequence else {
            throw root.error(
                node == nil ? .missingKey : .wrongType,
                "must be a list of layers, such as - lstm: {units: 64}",
                at: "model")
        }
        var layers: [Layer] = []
        for (index, item) in items.enumerated() {
            layers.append(try layer(item, file: root.file, path: "model[\(index)]"))
        }
        guard !layers.isEmpty else { throw root.error(.badValue, "has no layer", at: "model") }
        return layers
    }

    private static func layer(_ node: Node, file: String, path: String) throws(TrainingError) -> Layer {
        let (name, found) = try JobSection.variant(node, file: file, path: path)
        var options = found
        let layer: Layer
        // Keras's class names are understood as well as the names in the documentation.
        switch name.lowercased().filter({ $0 != "_" }) {
        case "dropout": layer = .dropout(try dropout(&options))
        case "spatialdropout1d":
            layer = .spatialDropout1D(SpatialDropout1D(rate: try rate("rate", of: &options, required: true)))
        case "lstm": layer = .lstm(try lstm(&options))
        case "dense": layer = .dense(try dense(&options))
        default:
            throw TrainingError(
                .badValue, "'\(name)' is no layer; there are: dropout, spatial_dropout1d, lstm, dense",
                file: file,
                line: node.mark?.line, key: path)
        }
        try options.finish()
        return layer
    }

    private static func rate(
        _ key: String, of options: inout JobSection, required: Bool = false
    ) throws(TrainingError) -> Double {
        let rate = try options.number(key, in: 0...1)
        return required ? try options.required(key, rate, example: "0.2") : rate ?? 0
    }

    private static func dropout(_ options: inout JobSection) throws(TrainingError) -> Dropout {
        let rate = try rate("rate", of: &options, required: true)
        guard let node = options.node("noise_shape") else { return Dropout(rate: rate) }
        guard let axes = node.sequence else {
            throw options.error(
                .wrongType, "\(node.asWritten) is no list with one entry an axis, such as [null, 1, null]",
                at: "noise_shape")
        }
        var shape: [Int?] = []
        for axis in axes {
            if axis.isNull {
                shape.append(nil)
            } else if let size = axis.plainText.flatMap({ Int($0) }), size >= 1 {
                shape.append(size)
            } else {
                throw options.error(
                    .badValue, "\(axis.asWritten) is neither null nor a size of at least 1", at: "noise_shape"
                )
            }
        }
        return Dropout(rate: rate, noiseShape: shape)
    }

    private static func lstm(_ options: inout JobSection) throws(TrainingError) -> LSTM {
        var lstm = LSTM(units: try units(&options))
        lstm.activation = try options.choice("activation", Activation.self) ?? lstm.activation
        lstm.recurrentActivation =
            try options.choice("recurrent_activation", Activation.self) ?? lstm.recurrentActivation
        lstm.useBias = try options.flag("use_bias") ?? lstm.useBias
        lstm.unitForgetBias = try options.flag("unit_forget_bias") ?? lstm.unitForgetBias
        lstm.returnSequences = try options.flag("return_sequences") ?? lstm.returnSequences
        lstm.goBackwards = try options.flag("go_backwards") ?? lstm.goBackwards
        lstm.dropout = try rate("dropout", of: &options)
        lstm.recurrentDropout = try rate("recurrent_dropout", of: &options)
        lstm.dropoutMasks = try options.choice("dropout_masks", DropoutMasks.self)
        lstm.kernelInitializer =
            try options.choice("kernel_initializer", Initializer.self) ?? lstm.kernelInitializer
        lstm.recurrentInitializer =
            try options.choice("recurrent_initializer", Initializer.self) ?? lstm.recurrentInitializer
        lstm.biasInitializer =
            try options.choice("bias_initializer", Initializer.self) ?? lstm.biasInitializer
        return lstm
    }

    private static func dense(_ options: inout JobSection) throws(TrainingError) -> Dense {
        var dense = Dense(units: try units(&options))
        dense.activation = try options.choice("activation", Activation.self) ?? dense.activation
        dense.useBias = try options.flag("use_bias") ?? dense.useBias
        dense.kernelInitializer =
            try options.choice("kernel_initializer", Initializer.self) ?? dense.kernelInitializer
        dense.biasInitializer =
            try options.choice("bias_initializer", Initializer.self) ?? dense.biasInitializer
        return dense
    }

    private static func units(_ options: inout JobSection) throws(TrainingError) -> Int {
        let units = try options.integer("units", in: 1...Limits.units)
        return try options.required("units", units, example: "64")
    }
}
