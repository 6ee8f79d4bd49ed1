/// The passes of `Embedding`: from (rows, B, F) to (rows, B, F + D).
final class EmbeddingRunner: LayerRunner {
    let output: FloatBuffer
    let outputGradient: FloatBuffer
    private let width: Int
    private let series: Int
    private let place: LayerPlace

    init(width: Int, series: Int, _ place: LayerPlace) {
        self.width = width
        self.series = series
        self.place = place
        let count = place.capacity * place.shape.rows * (place.shape.features + width)
        output = FloatBuffer(count: count)
        outputGradient = FloatBuffer(count: place.extent.ifBackward(count))
    }

    var memoryBytes: Int { output.memoryBytes + outputGradient.memoryBytes }

    func forward(_ pass: Pass) {
        let own = place.shape.features
        let table = pass.weights + place.offset
        for row in 0..<place.shape.rows * pass.samples {
            let joined = output.start + row * (own + width)
            joined.update(from: place.input.start + row * own, count: own)
            (joined + own).update(from: table + number(row, of: pass) * width, count: width)
        }
    }

    /// Rows add up to their series' in ascending order.
    func backward(_ pass: Pass, gradient: UnsafeMutablePointer<Float>) {
        let own = place.shape.features
        let table = gradient + place.offset
        table.update(repeating: 0, count: series * width)
        for row in 0..<place.shape.rows * pass.samples {
            let joined = outputGradient.start + row * (own + width)
            let sum = table + number(row, of: pass) * width
            for index in 0..<width { sum[index] += joined[own + index] }
            place.inputGradient.map { ($0.start + row * own).update(from: joined, count: own) }
        }
    }

    private func number(_ row: Int, of pass: Pass) -> Int {
        let number = Int(place.series.numbers[row % pass.samples])
        precondition(number < series, "a sample is of one of \(series) series")
        return number
    }
}
