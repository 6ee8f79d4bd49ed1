/// Puts what is known of a sample's future behind what a layer gave: the input of the last dense layer.
final class KnownJoin: LayerRunner {
    /// (B, joined).
    let output: FloatBuffer
    let outputGradient: FloatBuffer
    private let width: Int
    private let joined: Int
    private let place: LayerPlace

    /// - Parameters:
    ///   - width: numbers of a sample that are known.
    ///   - place: of the dense layer; the input there is (B, joined - width).
    init(width: Int, _ place: LayerPlace) {
        self.width = width
        self.place = place
        joined = place.shape.features
        let count = place.capacity * joined
        output = FloatBuffer(count: count)
        outputGradient = FloatBuffer(count: place.extent.ifBackward(count))
    }

    /// Numbers in both buffers, for the dense layer's extent.
    static func numbers(for extent: LayerExtent) -> Int {
        extent.withGradient(extent.capacity * extent.shape.features)
    }

    var memoryBytes: Int { output.memoryBytes + outputGradient.memoryBytes }

    func forward(_ pass: Pass) {
        let own = joined - width
        for sample in 0..<pass.samples {
            let row = output.start + sample * joined
            row.update(from: place.input.start + sample * own, count: own)
            (row + own).update(from: place.known.start + sample * width, count: width)
        }
    }

    func backward(_ pass: Pass, gradient: UnsafeMutablePointer<Float>) {
        guard let inputGradient = place.inputGradient else { return }
        let own = joined - width
        for sample in 0..<pass.samples {
            (inputGradient.start + sample * own).update(
                from: outputGradient.start + sample * joined, count: own)
        }
    }
}
