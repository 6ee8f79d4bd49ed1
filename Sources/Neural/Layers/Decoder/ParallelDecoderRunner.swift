import CKernels

/// The passes of `ParallelDecoder`: queries, and a runner of the layer before that takes each of them as one
/// step from that layer's last state.
final class ParallelDecoderRunner: LayerRunner {
    private let sizes: BoundDecoder
    private let place: LayerPlace
    private let steps: RecurrentRunner
    /// (S, B, F).
    private let queries, queryGradient: FloatBuffer
    /// (F).
    private let sum: FloatBuffer

    init(_ sizes: BoundDecoder, encoder: RecurrentRunner, place: LayerPlace) {
        self.sizes = sizes
        self.place = place
        let extent = sizes.stepExtent(capacity: place.capacity, goesBack: place.goesBack)
        let count = place.capacity * extent.shape.count
        queries = FloatBuffer(count: count)
        queryGradient = FloatBuffer(count: extent.ifBackward(count))
        sum = FloatBuffer(count: extent.ifBackward(sizes.query))
        let inner = LayerPlace(
            firstMask: encoder.place.firstMask, shape: extent.shape, offset: encoder.place.offset,
            capacity: place.capacity, input: queries, goesBack: place.goesBack,
            inputGradient: place.goesBack ? queryGradient : nil, known: place.known,
            series: place.series, before: nil)
        steps = RecurrentRunner(layer: sizes.step, place: inner, start: encoder)
        encoder.isContinued = true
    }

    var output: FloatBuffer { steps.output }
    var outputGradient: FloatBuffer { steps.outputGradient }

    var memoryBytes: Int {
        steps.memoryBytes + queries.memoryBytes + queryGradient.memoryBytes + sum.memoryBytes
    }

    private var channelOffset: Int { place.offset + sizes.segments * sizes.position }
    private var knownOffset: Int {
        channelOffset + (sizes.channel > 0 ? sizes.channels * sizes.channel : 0)
    }

    func forward(_ pass: Pass) {
        let width = sizes.query
        for segment in 0..<sizes.segments {
            let position = pass.weights + place.offset + segment * sizes.position
            let rows = queries.start + segment * pass.samples * width
            for sample in 0..<pass.samples {
                let row = rows + sample * width
                row.update(from: position, count: sizes.position)
                let channel = sample % sizes.channels
                (row + sizes.position).update(
                    from: pass.weights + channelOffset + channel * sizes.channel, count: sizes.channel)
            }
            guard sizes.known > 0 else { continue }
            let kernel = Matrix(pass.weights + knownOffset, rows: sizes.known, columns: width)
            Matrix.multiply(known(segment, pass), kernel, into: rows, stride: width, adding: true)
        }
        steps.forward(pass)
    }

    /// What is known of a segment, (B, numbers).
    private func known(_ segment: Int, _ pass: Pass) -> Matrix {
        Matrix(
            place.known.start + segment * sizes.known, rows: pass.samples, columns: sizes.known,
            stride: sizes.segments * sizes.known)
    }

    func backward(_ pass: Pass, gradient: UnsafeMutablePointer<Float>) {
        steps.backward(pass, gradient: gradient)
        let width = sizes.query
        let channels = gradient + channelOffset
        channels.update(repeating: 0, count: knownOffset - channelOffset)
        for segment in 0..<sizes.segments {
            let rows = queryGradient.start + segment * pass.samples * width
            ck_sum_rows(sum.start, rows, pass.samples, width)
            (gradient + place.offset + segment * sizes.position).update(
                from: sum.start, count: sizes.position)
            if sizes.channel > 0 {
                for sample in 0..<pass.samples {
                    let channel = sample % sizes.channels
                    ck_add(
                        channels + channel * sizes.channel, rows + sample * width + sizes.position,
                        sizes.channel)
                }
            }
            guard sizes.known > 0 else { continue }
            Matrix.multiply(
                known(segment, pass).transposed, Matrix(rows, rows: pass.samples, columns: width),
                into: gradient + knownOffset, stride: width, adding: segment > 0)
        }
    }
}
