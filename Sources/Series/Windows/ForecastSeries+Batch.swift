package import Neural

extension ForecastSeries {
    /// Writes a batch of B windows.
    ///
    /// - Parameters:
    ///   - windows: numbers of the part's windows, `0 ..< windowCount(part)`, in the order of the samples.
    ///   - input: receives (T, B, F), time-major.
    ///   - target: receives (B, horizon x K), horizon the slower index.
    package func gather(
        windows: some Collection<Int>, part: Part, input: FloatBuffer, target: FloatBuffer
    ) {
        input.withUnsafeMutableBufferPointer { input in
            target.withUnsafeMutableBufferPointer { target in
                gather(windows: windows, part: part, input: input, target: target)
            }
        }
    }

    private func gather(
        windows: some Collection<Int>, part: Part, input: UnsafeMutableBufferPointer<Float>,
        target: UnsafeMutableBufferPointer<Float>
    ) {
        let batch = windows.count
        let available = windowCount(part)
        let first = firstTargetRow(part)
        precondition(input.count >= lookback * batch * inputs, "input holds (T, B, F)")
        precondition(target.count >= batch * outputs, "target holds (B, outputs)")
        guard batch > 0, let input = input.baseAddress, let target = target.baseAddress else { return }
        let inputRow = ColumnCopy(features)
        let targetRow = ColumnCopy(targets)
        let width = columns.count
        values.withUnsafeBufferPointer { values in
            guard let values = values.baseAddress else { return }
            var sample = 0
            for window in windows {
                precondition(window >= 0 && window < available, "the part has the window")
                let split = values + (first + window) * width
                var source = split - lookback * width
                var destination = input + sample * inputs
                for _ in 0..<lookback {
                    inputRow.copy(from: source, to: destination)
                    source += width
                    destination += batch * inputs
                }
                destination = target + sample * outputs
                for _ in 0..<horizon {
                    targetRow.copy(from: source, to: destination)
                    source += width
                    destination += targets.count
                }
                sample += 1
            }
        }
    }
}

/// Copies some columns of a row: in one go where they stand side by side.
private struct ColumnCopy {
    private let columns: [Int]
    private let start: Int
    private let isContiguous: Bool

    init(_ columns: [Int]) {
        self.columns = columns
        start = columns.first ?? 0
        isContiguous = columns.indices.allSatisfy { columns[$0] == columns[0] + $0 }
    }

    @inline(__always)
    func copy(from row: UnsafePointer<Float>, to destination: UnsafeMutablePointer<Float>) {
        if isContiguous {
            destination.update(from: row + start, count: columns.count)
        } else {
            for index in columns.indices { destination[index] = row[columns[index]] }
        }
    }
}
