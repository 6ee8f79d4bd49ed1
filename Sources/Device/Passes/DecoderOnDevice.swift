import CKernels
import Neural

/// The passes of `ParallelDecoder` on a device: all segments of all samples as rows of one step.
final class DecoderOnDevice: DeviceLayer {
    private let place: DevicePlace
    private let encoder: any DeviceEncoder
    private let steps: StepsOnDevice
    /// S, F, and how much of a query is its position's.
    private let segments, query, position: Int
    /// (segments, S, F); and the gradient of the encoder's last state, (S, H).
    private let queries, queryGradient, stateGradient: DeviceBuffer
    /// (S, segments x numbers); nil where nothing is known.
    private let known: DeviceBuffer?

    /// - Parameters:
    ///   - before: where the encoder stands.
    ///   - known: (S, known); nil for a decoder that is told nothing.
    /// - Throws: `DeviceError.memory`, `.failed`.
    init(
        _ place: DevicePlace, behind encoder: any DeviceEncoder, _ form: DeviceRecurrence,
        before: DevicePlace, known: DeviceBuffer?
    ) throws(DeviceError) {
        self.known = known
        self.place = place
        self.encoder = encoder
        let entry = place.model.parameters.entries.first { $0.layer == place.index }
        segments = entry?.shape.first ?? 1
        position = entry?.shape.last ?? 1
        query = before.shape.features
        steps = try StepsOnDevice(
            form, before, features: query, steps: segments, together: segments, masks: encoder.gateMasks)
        queries = try place.buffer(segments * query)
        queryGradient = try place.buffer(segments * query)
        stateGradient = try place.buffer(form.units)
        encoder.continues()
    }

    func masks(_: DevicePass) -> [ck_device_mask] { [] }

    func forward(_ pass: DevicePass, input _: UnsafeMutablePointer<Float>?) throws(DeviceError)
        -> UnsafeMutablePointer<Float>?
    {
        try pass.launch(
            "write_queries", each: segments * query * Int(pass.samples), words(pass, queries))
        try addKnown(pass)
        try steps.forward(
            pass, 0..<segments, input: queries.numbers, from: encoder.lastState(pass))
        return steps.hidden(0, pass)
    }

    private func words(_ pass: DevicePass, _ numbers: DeviceBuffer) -> ck_device_queries {
        ck_device_queries(
            numbers: numbers.numbers, weights: pass.weights.map { UnsafePointer($0 + place.offset) },
            gradient: pass.gradient.map { $0 + place.offset }, leaf_stride: pass.parameters,
            leaves: pass.leaves, segments: Int32(segments), samples: pass.samples, width: Int32(query),
            position: Int32(position), channels: Int32(place.model.channels))
    }

    func backward(
        _ pass: DevicePass, input _: UnsafeMutablePointer<Float>?,
        outputGradient: UnsafeMutablePointer<Float>?
    ) throws(DeviceError) -> UnsafeMutablePointer<Float>? {
        let start = encoder.lastState(pass)
        try steps.backward(pass, 0..<segments, source: outputGradient, above: nil, from: start)
        try fold(pass, steps.stateGradient.hidden, into: stateGradient.numbers)
        if let cell = encoder.lastCellGradient { try fold(pass, steps.stateGradient.cell, into: cell) }
        try steps.pullInput(pass, backwards: false, into: queryGradient.numbers)
        try steps.addGradient(pass, input: queries.numbers, start: start, adds: false, backwards: false)
        let words = words(pass, queryGradient)
        try pass.launch(withUnsafePointer(to: words) { ck_launch_queries($0, pass.leafCount) }, words)
        try addKnownGradient(pass)
        return stateGradient.numbers
    }

    // MARK: What is known

    /// Numbers that are known of a segment.
    private var width: Int { known == nil ? 0 : place.model.known / segments }

    /// In the flat buffer.
    private var knownOffset: Int {
        place.model.parameters.entries.last { $0.layer == place.index }?.offset ?? place.offset
    }

    private func known(_ segment: Int) -> UnsafePointer<Float>? {
        known?.numbers.map { UnsafePointer($0 + segment * width) }
    }

    private func rows(_ buffer: DeviceBuffer, _ segment: Int, _ pass: DevicePass)
        -> UnsafeMutablePointer<Float>?
    {
        buffer.numbers.map { $0 + segment * Int(pass.samples) * query }
    }

    private func addKnown(_ pass: DevicePass) throws(DeviceError) {
        for segment in 0..<(width > 0 ? segments : 0) {
            let rows = rows(queries, segment, pass)
            let words = ck_device_product(
                dst: rows, dst_stride: Int32(query), a: known(segment), a_stride: Int32(place.model.known),
                a_gates: (0, 0, 0, 0), b: pass.weights.map { UnsafePointer($0 + knownOffset) },
                b_row: query, b_column: 1, b_gate: 0, rows: pass.samples, columns: Int32(query),
                depth: Int32(width), gates: 1, masks: DevicePlace.noMasks, first_gate: 0,
                samples: pass.samples, backwards: false, base: UnsafePointer(rows), bias: nil,
                activation: CK_LINEAR)
            try pass.multiply(words)
        }
    }

    /// Segment by segment, as processors do.
    private func addKnownGradient(_ pass: DevicePass) throws(DeviceError) {
        for segment in 0..<(width > 0 ? segments : 0) {
            var words = ck_device_gradient()
            words.dst = pass.gradient.map { $0 + knownOffset }
            words.leaf_stride = pass.parameters
            words.dst_stride = Int32(query)
            words.input = known(segment)
            words.input_stride = Int32(place.model.known)
            words.input_masks = DevicePlace.noMasks
            words.state_masks = DevicePlace.noMasks
            words.delta = UnsafePointer(rows(queryGradient, segment, pass))
            words.time_steps = 1
            words.samples = pass.samples
            words.features = Int32(width)
            words.columns = Int32(query)
            words.gates = 1
            words.adds = segment > 0
            words.leaves = pass.leaves
            words.most_runs = 1
            try pass.launchGradient(&words)
        }
    }

    private func fold(
        _ pass: DevicePass, _ source: UnsafeMutablePointer<Float>?, into target: UnsafeMutablePointer<Float>?
    ) throws(DeviceError) {
        let count = Int(pass.samples) * steps.form.units
        let words = ck_device_fold(
            dst: target, source: UnsafePointer(source), rows: Int32(segments), count: count)
        try pass.launch("fold_rows", each: count, words)
    }
}
