import CKernels

/// How many numbers each buffer of a `Dense` layer's runner holds.
struct DenseSizes {
    /// (rows, units).
    let output: Int
    /// Of the output, and as large the gradient before the activation.
    let gradient: Int

    init(_ dense: Dense, _ extent: LayerExtent) {
        output = extent.capacity * extent.shape.rows * dense.units
        gradient = extent.ifBackward(output)
    }

    /// All buffers.
    var total: Int { output + 2 * gradient }
}

/// The passes of `Dense`: rows are samples, or time steps x samples.
final class DenseRunner: LayerRunner {
    let output: FloatBuffer
    let outputGradient: FloatBuffer
    private let place: LayerPlace
    private let dense: Dense
    /// (rows, units): from one pass to the other, what the activation takes in, where its derivative needs
    /// that; then the gradient before the activation.
    private let delta: FloatBuffer

    init(dense: Dense, place: LayerPlace) {
        self.dense = dense
        self.place = place
        let sizes = DenseSizes(dense, place.extent)
        output = FloatBuffer(count: sizes.output)
        outputGradient = FloatBuffer(count: sizes.gradient)
        delta = FloatBuffer(count: sizes.gradient)
    }

    var memoryBytes: Int { output.memoryBytes + outputGradient.memoryBytes + delta.memoryBytes }

    private func kernel(_ pass: Pass) -> Matrix {
        Matrix(pass.weights + place.offset, rows: place.shape.features, columns: dense.units)
    }

    private func input(_ pass: Pass) -> Matrix {
        Matrix(place.input.start, rows: pass.samples * place.shape.rows, columns: place.shape.features)
    }

    private var biasOffset: Int { place.offset + place.shape.features * dense.units }

    func forward(_ pass: Pass) {
        let input = input(pass)
        Matrix.multiply(input, kernel(pass), into: output.start, stride: dense.units)
        if dense.useBias { ck_add_row(output.start, pass.weights + biasOffset, input.rows, dense.units) }
        let count = input.rows * dense.units
        if place.goesBack, ck_keeps_input(dense.activation.kernel) {
            delta.start.update(from: output.start, count: count)
        }
        if dense.activation != .linear { ck_activate(output.start, count, dense.activation.kernel) }
    }

    func backward(_ pass: Pass, gradient: UnsafeMutablePointer<Float>) {
        let input = input(pass)
        let units = dense.units
        let activation = dense.activation.kernel
        ck_activate_backward(
            delta.start, outputGradient.start, (ck_keeps_input(activation) ? delta : output).start,
            input.rows * units, activation)
        let delta = Matrix(delta.start, rows: input.rows, columns: units)
        Matrix.multiply(input.transposed, delta, into: gradient + place.offset, stride: units)
        if dense.useBias { ck_sum_rows(gradient + biasOffset, delta.start, input.rows, units) }
        if let inputGradient = place.inputGradient {
            let kernel = kernel(pass).transposed
            Matrix.multiply(delta, kernel, into: inputGradient.start, stride: place.shape.features)
        }
    }
}
