import Neural

/// The largest difference, as a share of the largest magnitude expected.
func relativeDifference(_ values: [Float], _ expected: [Double]) -> Double {
    guard values.count == expected.count else { return .infinity }
    let largest = expected.map(\.magnitude).max() ?? 0
    let difference = zip(values, expected).map { (Double($0) - $1).magnitude }.max() ?? 0
    return largest == 0 ? difference : difference / largest
}

/// (B, T, F) to (T, B, F), or back with the sizes swapped.
func swappingFirstAxes<Number>(_ values: [Number], _ first: Int, _ second: Int) -> [Number] {
    let row = values.count / (first * second)
    var swapped: [Number] = []
    for j in 0..<second {
        for i in 0..<first {
            let start = (i * second + j) * row
            swapped += values[start..<start + row]
        }
    }
    return swapped
}

extension FloatBuffer {
    /// Everything in the buffer.
    var values: [Float] { withUnsafeBufferPointer { Array($0) } }

    /// Writes the first numbers.
    func set(_ values: [Float]) {
        for (index, value) in values.enumerated() { self[index] = value }
    }
}
