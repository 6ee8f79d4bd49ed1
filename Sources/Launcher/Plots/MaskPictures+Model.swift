import Neural
import Plotting

extension MaskPictures {
    /// The masks that training draws: from the same code, of the job's seed alone.
    ///
    /// - Parameters:
    ///   - step: from 0.
    ///   - slots: places in the batch; not empty.
    /// - Throws: `LaunchError.notFound` where no layer draws any.
    init(_ model: PlottedModel, step: UInt32, slots: [UInt32]) throws {
        let groups = model.model.layers.indices.flatMap { MaskGroup.all(of: $0, in: model) }
        guard !groups.isEmpty else {
            throw LaunchError(
                .notFound,
                "no layer of \(model.name) drops anything or adds noise; dropout, recurrent_dropout and "
                    + "gaussian_noise do")
        }
        self.init(
            model: model.name, seed: model.seed, step: Int(step), slots: slots.map { Int($0) },
            masks: groups.flatMap { group in slots.map { group.mask(step: step, slot: $0, of: model) } })
    }
}

/// Masks of a layer that are drawn as one picture: of one shape, on the same numbers.
private struct MaskGroup {
    let layer: Int
    let title: String
    /// Of several, each is a row.
    let plans: [MaskPlan]
    let rowNames: [String]
    let across: String
    /// Of noise; nil of masks.
    let deviation: Double?
    /// T and F of what a mask of two axes lies on, where the mask has one number for all.
    let extent: (timeSteps: Int, features: Int)

    static func all(of layer: Int, in model: PlottedModel) -> [MaskGroup] {
        let plans = model.model.maskPlans(layer: layer)
        // Inputs and state have masks of their own, from multiples of four on.
        let places = Set(plans.map { $0.place.mask / 4 }).sorted()
        return places.map { place in
            MaskGroup(layer, plans.filter { $0.place.mask / 4 == place }, model)
        }
    }

    private init(_ layer: Int, _ plans: [MaskPlan], _ model: PlottedModel) {
        let mask = plans[0].place.mask
        let (name, held) = MaskedLayer.find(mask, in: model.model.layers[layer], index: layer)
        let input = model.model.shapes[layer]
        let isWhole = mask < MaskedLayer.block && input.axes.count == 2
        self.layer = layer
        self.plans = plans
        deviation = if case .noise(let deviation) = plans[0].numbers { deviation } else { nil }
        extent = isWhole ? (input.axes[0], input.axes[1]) : (1, 1)
        switch plans[0].shape.count {
        case 1 where held.gates.isEmpty:
            (title, rowNames, across) = (name, [deviation == nil ? "mask" : "noise"], "feature")
        case 1:
            let isOfState = mask % 8 >= 4
            title = "\(name), \(isOfState ? "state" : "inputs")"
            rowNames =
                plans.count == 1
                ? [held.gates.count == 1 ? "mask" : "all gates"] : held.gates.map { "gate \($0)" }
            across = isOfState ? "unit" : "feature"
        case 2:
            let features = max(plans[0].shape[1], extent.features)
            let isNamed = layer == 0 && isWhole && model.features.count == features
            rowNames = isNamed ? model.features : (0..<features).map { "feature \($0)" }
            (title, across) = (name, "time step")
        default:
            rowNames = (0..<(plans[0].shape.last ?? 1)).map { "channel \($0)" }
            (title, across) = (name, "place")
        }
    }

    func mask(step: UInt32, slot: UInt32, of model: PlottedModel) -> MaskPictures.Mask {
        let draw = DropoutDraw(seed: model.seed, step: step, firstSlot: slot)
        let drawn = plans.map { plan in
            model.model.dropoutMask(layer: layer, mask: plan.place.mask, samples: 1, draw: draw)?.values ?? []
        }
        let shape = plans[0].shape
        let (columns, values) =
            shape.count == 1 ? (shape[0], drawn.flatMap(\.self)) : Self.upright(drawn[0], shape, extent)
        return MaskPictures.Mask(
            title: title, slot: Int(slot), rowNames: rowNames, across: across, columns: columns,
            values: values, deviation: deviation)
    }

    /// Features or channels as rows, everything else across, with one number for all where it is shared.
    private static func upright(
        _ values: [Float], _ shape: [Int], _ extent: (timeSteps: Int, features: Int)
    ) -> (columns: Int, values: [Float]) {
        let (across, down) = (shape.dropLast().reduce(1, *), shape[shape.count - 1])
        let isPlane = shape.count == 2
        let columns = isPlane ? max(across, extent.timeSteps) : across
        let rows = isPlane ? max(down, extent.features) : down
        return (
            columns,
            (0..<rows).flatMap { row in
                (0..<columns).map { column in values[min(column, across - 1) * down + min(row, down - 1)] }
            }
        )
    }
}

/// The layer that draws a mask, which another one may hold.
private struct MaskedLayer {
    /// Masks of a layer in a residual.
    static let block = 16
    private static let copy = 8

    /// What the gates are called; empty for a layer without.
    let gates: [String]

    /// - Returns: how pictures call the layer, and what it is.
    static func find(_ mask: Int, in layer: Layer, index: Int) -> (name: String, layer: MaskedLayer) {
        let name = "\(layer.kind)_\(index)"
        switch layer {
        case .residual(let residual)
        where mask >= block && residual.layers.indices.contains(mask / block - 1):
            let place = mask / block - 1
            let held = find(mask % block, in: residual.layers[place], index: place)
            return ("\(name)/\(held.name)", held.layer)
        case .bidirectional(let both):
            let held = find(mask % copy, in: both.layer, index: index).layer
            return ("\(name), \(mask >= copy ? "backward" : "forward")", held)
        case .lstm: return (name, MaskedLayer(gates: ["i", "f", "c", "o"]))
        case .gru: return (name, MaskedLayer(gates: ["z", "r", "h"]))
        case .simpleRNN, .indRNN: return (name, MaskedLayer(gates: ["h"]))
        case .residual, .dropout, .spatialDropout1D, .spatialDropout2D, .spatialDropout3D, .gaussianNoise,
            .parallelDecoder, .dense, .layerNormalization, .reshape, .flatten, .repeatVector, .embedding:
            return (name, MaskedLayer(gates: []))
        }
    }
}
