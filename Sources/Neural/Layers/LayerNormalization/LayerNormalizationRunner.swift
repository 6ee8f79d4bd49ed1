import CKernels

/// The passes of `LayerNormalization`: rows are samples, or time steps x samples.
final class LayerNormalizationRunner: LayerRunner {
    let output: FloatBuffer
    let outputGradient: FloatBuffer
    private let layer: LayerNormalization
    private let place: LayerPlace
    /// (x - mean) / sqrt(variance + epsilon), and the gradient of it.
    private let normal, normalGradient: FloatBuffer
    /// 1 / sqrt(variance + epsilon) of each row.
    private let inverse: FloatBuffer

    init(_ layer: LayerNormalization, _ place: LayerPlace) {
        self.layer = layer
        self.place = place
        let count = place.capacity * place.shape.count
        output = FloatBuffer(count: count)
        outputGradient = FloatBuffer(count: place.extent.ifBackward(count))
        normal = FloatBuffer(count: count)
        normalGradient = FloatBuffer(count: place.extent.ifBackward(count))
        inverse = FloatBuffer(count: place.capacity * place.shape.rows)
    }

    var memoryBytes: Int {
        [output, outputGradient, normal, normalGradient, inverse].reduce(0) { $0 + $1.memoryBytes }
    }

    private var betaOffset: Int { place.offset + (layer.scale ? place.shape.features : 0) }

    func forward(_ pass: Pass) {
        let (rows, width) = (pass.samples * place.shape.rows, place.shape.features)
        ck_layer_norm(normal.start, inverse.start, place.input.start, layer.epsilon, rows, width)
        if layer.scale {
            multiply(normal, by: pass.weights + place.offset, into: output, rows)
        } else {
            output.start.update(from: normal.start, count: rows * width)
        }
        if layer.center { ck_add_row(output.start, pass.weights + betaOffset, rows, width) }
    }

    func backward(_ pass: Pass, gradient: UnsafeMutablePointer<Float>) {
        let (rows, width) = (pass.samples * place.shape.rows, place.shape.features)
        if layer.center { ck_sum_rows(gradient + betaOffset, outputGradient.start, rows, width) }
        if layer.scale {
            ck_mask_rows(
                normalGradient.start, width, outputGradient.start, width, normal.start, width, true, rows,
                width)
            ck_sum_rows(gradient + place.offset, normalGradient.start, rows, width)
        }
        guard let inputGradient = place.inputGradient else { return }
        if layer.scale {
            multiply(outputGradient, by: pass.weights + place.offset, into: normalGradient, rows)
        } else {
            normalGradient.start.update(from: outputGradient.start, count: rows * width)
        }
        ck_layer_norm_backward(
            inputGradient.start, normalGradient.start, normal.start, inverse.start, rows, width)
    }

    /// Each row times the same numbers.
    private func multiply(
        _ source: FloatBuffer, by row: UnsafePointer<Float>, into target: FloatBuffer, _ rows: Int
    ) {
        let width = place.shape.features
        ck_mask_rows(target.start, width, source.start, width, row, 0, true, rows, width)
    }
}
