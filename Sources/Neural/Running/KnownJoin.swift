/// Puts what is known of a sample's future behind what a layer gave: the input of the last dense layer.
final class KnownJoin: LayerRunner {
    /// (B, joined).
    let output: FloatBuffer
    let outputGradient: FloatBuffer
    private let known: FloatBuffer
    private let width: Int
    private let joined: Int
    private let input: FloatBuffer
    private let inputGradient: FloatBuffer?

    /// - Parameters:
    ///   - known: (B, width).
    ///   - joined: numbers of a sample's input, and `width`.
    ///   - input: (B, joined - width).
    ///   - inputGradient: as `input`; nil if nobody needs it.
    init(
        _ known: FloatBuffer, width: Int, joined: Int, capacity: Int, input: FloatBuffer,
        inputGradient: FloatBuffer?
    ) {
        self.known = known
        self.width = width
        self.joined = joined
        self.input = input
        self.inputGradient = inputGradient
        output = FloatBuffer(count: capacity * joined)
        outputGradient = FloatBuffer(count: capacity * joined)
    }

    /// Numbers in both buffers.
    static func numbers(joined: Int, capacity: Int) -> Int { 2 * capacity * joined }

    var memoryBytes: Int { output.memoryBytes + outputGradient.memoryBytes }

    func forward(_ pass: Pass) {
        let own = joined - width
        for sample in 0..<pass.samples {
            let row = output.start + sample * joined
            row.update(from: input.start + sample * own, count: own)
            (row + own).update(from: known.start + sample * width, count: width)
        }
    }

    func backward(_ pass: Pass, gradient: UnsafeMutablePointer<Float>) {
        guard let inputGradient else { return }
        let own = joined - width
        for sample in 0..<pass.samples {
            (inputGradient.start + sample * own).update(
                from: outputGradient.start + sample * joined, count: own)
        }
    }
}
