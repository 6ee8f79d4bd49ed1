import CKernels
package import Neural
import Synchronization

/// A model on a device: what is compiled for it. Shared by the threads that compute it.
package final class DeviceModel: Sendable {
    package let model: Model
    /// The most samples of a pass, of a leaf that has a gradient, and the most leaves of a pass.
    package let capacity, leafCapacity, leaves: Int
    let driver: any DeviceDriver
    let general: any DeviceProgram
    let shape: ck_tile_shape
    /// Of layers with few units: what is compiled for each, and units of a thread on the way back.
    let narrow: [Int: Narrow]
    /// Held while blocks wait for each other, which they cannot where others take their place.
    static let turn = Mutex(())

    struct Narrow: Sendable {
        let program: any DeviceProgram
        let columns: Int32
    }

    /// Why a model does not run on devices with the bits of a processor; nil where it does.
    ///
    /// - Parameter capacity: the most samples of a pass.
    package static func obstacle(_ model: Model, capacity: Int) -> String? {
        guard !model.layers.isEmpty else { return "a model without layers" }
        guard counts(model, samples: capacity) else {
            return "a leaf has too many numbers for a device's kernels"
        }
        for (index, layer) in model.layers.enumerated() {
            let input = model.shapes[index]
            let isOwn: Bool
            var activations: [Activation] = []
            switch layer {
            case .dropout, .spatialDropout1D, .layerNormalization, .flatten, .repeatVector: isOwn = true
            // Its steps are of the size of the layer's before.
            case .parallelDecoder: isOwn = true
            case .dense(let dense):
                activations = [dense.activation]
                isOwn = Matrix.isOwn(
                    rows: capacity * input.rows, columns: dense.units, depth: input.features)
            case .lstm, .gru, .simpleRNN:
                guard let form = DeviceRecurrence(layer) else { return "layer \(index) is \(layer.kind)" }
                activations = form.activations
                isOwn = Matrix.isOwn(
                    rows: max(capacity, NeuralLimits.rowsTogether), columns: form.units,
                    depth: form.rows(features: input.features))
            case .spatialDropout2D, .spatialDropout3D, .gaussianNoise, .indRNN, .bidirectional, .reshape,
                .embedding, .residual:
                return "layer \(index) is \(layer.kind), whose passes devices do not have yet"
            }
            if let further = activations.first(where: { name($0) == nil }) {
                return "layer \(index) has the activation \(further.rawValue), which devices do not have yet"
            }
            guard isOwn else {
                return "layer \(index) has products of more than 2^26 multiply-adds, which OpenBLAS makes on "
                    + "processors, with bits of its own"
            }
        }
        return nil
    }

    /// Whether kernels can count the numbers of a pass of so many samples.
    package static func counts(_ model: Model, samples: Int) -> Bool {
        samples * (model.shapes.map(\.count).max() ?? 0) <= Int(Int32.max) / 8
    }

    /// A model without an obstacle, compiled.
    ///
    /// - Parameters:
    ///   - capacity: the most samples of a pass, at least 1.
    ///   - leafCapacity: the most samples of a leaf that has a gradient; nil: those of a pass.
    ///   - leaves: of a pass, side by side, at most.
    /// - Throws: `DeviceError.absent` without a compiler, `.kernels`.
    package init(
        _ model: Model, capacity: Int, leafCapacity: Int? = nil, leaves: Int = 1, on driver: any DeviceDriver
    ) throws(DeviceError) {
        self.model = model
        self.capacity = capacity
        self.leafCapacity = leafCapacity ?? capacity
        self.leaves = leaves
        self.driver = driver
        var narrow: [Int: Narrow] = [:]
        var units = 1
        for (index, layer) in model.layers.enumerated() {
            guard case .lstm(let lstm) = layer else { continue }
            if let found = try Self.narrow(lstm, features: model.shapes[index].features, driver) {
                narrow[index] = found
            } else {
                units = max(units, lstm.units)
            }
        }
        self.narrow = narrow
        let small = (capacity + 15) / 16 * ((units + 15) / 16) <= Int(driver.limits.multiprocessors)
        let large = [
            "CK_TILE_SAMPLES=64", "CK_TILE_UNITS=32", "CK_THREAD_SAMPLES=4", "CK_THREAD_UNITS=4",
            "CK_TILE_THREADS=512",
        ]
        let largeShape = ck_tile_shape(
            samples: 64, units: 32, thread_samples: 4, thread_units: 4, threads: 512)
        let isLarge = !small && driver.offers(large) && ck_tile_fits(largeShape, Int32(units), driver.limits)
        shape =
            isLarge
            ? largeShape
            : ck_tile_shape(samples: 16, units: 16, thread_samples: 2, thread_units: 4, threads: 256)
        general = try driver.program(isLarge ? large : [])
    }

    /// Whether blocks of some launches wait for each other.
    var needsTurns: Bool {
        model.layers.indices.contains { index in
            if case .lstm = model.layers[index] { narrow[index] == nil } else { false }
        }
    }

    /// Numbers of a sample that come in and go out.
    var inputs: Int { model.shapes[0].count }
    var outputs: Int { model.shapes[model.layers.count].count }

    /// Memory for the passes of one thread.
    ///
    /// - Parameter known: (S, known).
    /// - Throws: `DeviceError.memory`, `.failed`.
    func makeLayers(known: DeviceBuffer) throws(DeviceError) -> [any DeviceLayer] {
        var layers: [any DeviceLayer] = []
        for (index, layer) in model.layers.enumerated() {
            let place = place(index)
            if index == model.joiningLayer { layers.append(try JoinOnDevice(place, known: known)) }
            switch layer {
            case .dropout, .spatialDropout1D: layers.append(try DropoutOnDevice(place))
            case .dense(let dense): layers.append(try DenseOnDevice(dense, place))
            case .lstm(let lstm):
                layers.append(try LSTMOnDevice(lstm, place, shape: shape, narrow: narrow[index]))
            case .gru, .simpleRNN:
                guard let form = DeviceRecurrence(layer) else { continue }
                layers.append(try RecurrentOnDevice(form, place))
            case .parallelDecoder:
                guard let encoder = layers.last as? any DeviceEncoder,
                    let form = DeviceRecurrence(model.layers[index - 1])
                else { preconditionFailure("a decoder stands behind a recurrent layer") }
                let before = self.place(index - 1)
                layers.append(
                    try DecoderOnDevice(
                        place, behind: encoder, form, before: before,
                        known: index == model.knowingLayer ? known : nil))
            case .layerNormalization(let layer): layers.append(try NormalizationOnDevice(layer, place))
            case .flatten: layers.append(try ShapesOnDevice(place, repeats: nil))
            case .repeatVector(let layer): layers.append(try ShapesOnDevice(place, repeats: layer.n))
            case .spatialDropout2D, .spatialDropout3D, .gaussianNoise, .indRNN, .bidirectional, .reshape,
                .embedding, .residual:
                preconditionFailure("a model with an obstacle")
            }
        }
        return layers
    }

    private func place(_ index: Int) -> DevicePlace {
        DevicePlace(
            index: index, model: model, capacity: capacity, leafCapacity: leafCapacity, leaves: leaves,
            driver: driver, hasInputGradient: model.needsInputGradient(layer: index))
    }

    private static func narrow(
        _ lstm: LSTM, features: Int, _ driver: any DeviceDriver
    ) throws(DeviceError) -> Narrow? {
        let columns = ck_narrow_columns(Int32(features), Int32(lstm.units), lstm.useBias)
        guard let activation = name(lstm.activation), let recurrent = name(lstm.recurrentActivation) else {
            preconditionFailure("a model with an obstacle")
        }
        let definitions = [
            "CK_COLUMNS=\(columns)", "CK_FEATURES=\(features)", "CK_UNITS=\(lstm.units)",
            "CK_BIAS=\(lstm.useBias ? 1 : 0)", "CK_ACTIVATION=\(activation)",
            "CK_RECURRENT=\(recurrent)",
        ]
        guard columns > 0, driver.offers(definitions) else { return nil }
        return Narrow(program: try driver.program(definitions), columns: columns)
    }

    /// What a device calls an activation; nil where devices leave it to processors.
    private static func name(_ activation: Activation) -> String? {
        switch activation {
        case .linear: "CK_LINEAR"
        case .relu: "CK_RELU"
        case .tanh: "CK_TANH"
        case .sigmoid: "CK_SIGMOID"
        case .hardSigmoid: "CK_HARD_SIGMOID"
        case .elu, .selu, .gelu, .softplus, .silu, .swish, .leakyReLU: nil
        }
    }
}
