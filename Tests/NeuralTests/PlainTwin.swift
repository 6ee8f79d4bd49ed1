import Neural

#if canImport(Glibc)
    import Glibc
#endif

/// The forward pass of a stack of layers for one sample, in Float64 and plain loops, straight from the
/// equations.
///
/// It shares no code with the library: masks come from a plain Philox.
struct PlainTwin {
    let layers: [Layer]
    let draw: DropoutDraw?
    var channels = 1
    /// Sample b is of series b modulo this.
    var series = 1

    /// - Parameters:
    ///   - input: (T, F).
    ///   - known: what the last dense layer takes in behind its own input.
    ///   - sample: the sample's place in the pass.
    /// - Returns: (T, O), or (1, O) behind a layer that returns no sequences; all axes but the last are rows.
    func output(_ weights: [Double], _ input: [[Double]], known: [Double] = [], sample: Int) -> [[Double]] {
        var rest = weights[...]
        return output(
            &rest, (input, [input.count, input[0].count]), known: known, sample: sample
        ) {
            PlainMasks(draw: draw, layer: $0, sample: sample)
        }.rows
    }

    /// Rows of one sample, and its axes.
    fileprivate typealias Values = (rows: [[Double]], axes: [Int])

    /// Takes the layers' weights from the front of `rest`.
    fileprivate func output(
        _ rest: inout ArraySlice<Double>, _ input: Values, known: [Double], sample: Int,
        masks: (_ layer: Int) -> PlainMasks
    ) -> Values {
        let knowing = layers.lastIndex(where: \.holdsDecoder) ?? layers.lastIndex(where: \.holdsDense)
        var (values, axes) = input
        var cell: PlainCell?
        var state: PlainCell.State?
        for (index, layer) in layers.enumerated() {
            let masks = masks(index)
            let known = index == knowing ? known : []
            switch layer {
            case .dropout(let dropout):
                let noise = dropout.noiseShape ?? [Int?](repeating: nil, count: axes.count + 1)
                values = masks.dropped(values, rate: dropout.rate, noise: noise, axes: axes)
            case .spatialDropout1D(let dropout):
                values = masks.spatiallyDropped(values, rate: dropout.rate, axes: axes)
            case .spatialDropout2D(let dropout):
                values = masks.spatiallyDropped(values, rate: dropout.rate, axes: axes)
            case .spatialDropout3D(let dropout):
                values = masks.spatiallyDropped(values, rate: dropout.rate, axes: axes)
            case .gaussianNoise(let layer):
                let noise = masks.noise(layer.stddev, count: axes.reduce(1, *))
                values = matrix(zip(values.flatMap(\.self), noise).map { $0 + $1 }, columns: axes.last ?? 1)
            case .dense(let dense):
                if !known.isEmpty { values[0] += known }
                values = dense.plain(values, &rest)
                axes[axes.count - 1] = dense.units
            case .lstm, .gru, .simpleRNN, .indRNN:
                guard let read = PlainCell(layer, features: values[0].count, masks, &rest) else {
                    return ([], [])
                }
                (values, state) = read.outputs(values)
                cell = read
                axes = Self.axes(values, isSequence: read.options.returnSequences)
            case .bidirectional(let both):
                guard let turned = both.plain(values, masks, &rest) else { return ([], []) }
                values = turned.values
                axes = Self.axes(values, isSequence: turned.isSequence)
            case .parallelDecoder(let decoder):
                guard let cell, let state else { return ([], []) }
                let queries = decoder.queries(
                    &rest, features: cell.features, known: known,
                    channel: sample % channels, of: channels)
                values = queries.map { cell.step($0, state).h }
                axes = Self.axes(values, isSequence: true)
            case .layerNormalization(let layer): values = layer.plain(values, &rest)
            case .flatten:
                values = [values.flatMap(\.self)]
                axes = [values[0].count]
            case .repeatVector(let repeated):
                values = Array(repeating: values[0], count: repeated.n)
                axes = Self.axes(values, isSequence: true)
            case .embedding(let embedding):
                let table = take(&rest, series, embedding.outputDim)
                values = values.map { $0 + table[sample % series] }
                axes[axes.count - 1] = values[0].count
            case .residual(let residual):
                let inner = PlainTwin(
                    layers: residual.layers, draw: draw, channels: channels, series: series)
                (values, axes) = inner.sum(&rest, (values, axes), known: known, sample: sample, masks: masks)
            case .reshape(let reshape):
                let count = axes.reduce(1, *)
                let given = reshape.targetShape.filter { $0 != -1 }.reduce(1, *)
                axes = reshape.targetShape.map { $0 == -1 ? count / given : $0 }
                values = matrix(values.flatMap(\.self), columns: axes.last ?? 1)
            }
        }
        return (values, axes)
    }

    /// (T, F), or (F) of what is no sequence.
    private static func axes(_ values: [[Double]], isSequence: Bool) -> [Int] {
        isSequence ? [values.count, values[0].count] : [values[0].count]
    }

    /// The layers, and beside them a linear map whose weights stand before theirs.
    private func sum(
        _ rest: inout ArraySlice<Double>, _ input: Values, known: [Double], sample: Int, masks: PlainMasks
    ) -> Values {
        func inner(_ rest: inout ArraySlice<Double>) -> Values {
            output(&rest, input, known: known, sample: sample) { layer in
                var masks = masks
                masks.first = 16 * (layer + 1)
                return masks
            }
        }
        // How many numbers come out, any weights tell.
        var any = [Double](repeating: 0, count: rest.count)[...]
        let shape = inner(&any).rows
        let width = shape[0].count
        let x = input.rows.flatMap(\.self)
        let kernel = take(&rest, x.count, shape.count * width)
        let bias = take(&rest, 1, shape.count * width)[0]
        let (rows, axes) = inner(&rest)
        let sum = rows.enumerated().map { row, numbers in
            numbers.indices.map { column in
                let place = row * width + column
                return x.indices.reduce(numbers[column] + bias[place]) { $0 + x[$1] * kernel[$1][place] }
            }
        }
        return (sum, axes)
    }
}

extension Layer {
    fileprivate var holdsDecoder: Bool {
        switch self {
        case .parallelDecoder: true
        case .residual(let residual): residual.layers.contains(where: \.holdsDecoder)
        default: false
        }
    }

    fileprivate var holdsDense: Bool {
        switch self {
        case .dense: true
        case .residual(let residual): residual.layers.contains(where: \.holdsDense)
        default: false
        }
    }
}

extension Dense {
    /// Takes the layer's weights from the front of `rest`.
    func plain(_ values: [[Double]], _ rest: inout ArraySlice<Double>) -> [[Double]] {
        let kernel = take(&rest, values[0].count, units)
        let bias = useBias ? take(&rest, 1, units)[0] : [Double](repeating: 0, count: units)
        return values.map { row in
            (0..<units).map { j in
                plainly(bias[j] + row.indices.reduce(0) { $0 + row[$1] * kernel[$1][j] }, activation)
            }
        }
    }
}

extension LayerNormalization {
    /// Takes the layer's weights from the front of `rest`.
    func plain(_ values: [[Double]], _ rest: inout ArraySlice<Double>) -> [[Double]] {
        let width = values[0].count
        let ones = [Double](repeating: 1, count: width)
        let gamma = scale ? take(&rest, 1, width)[0] : ones
        let beta = center ? take(&rest, 1, width)[0] : ones.map { $0 - 1 }
        return values.map { row in
            let mean = row.reduce(0, +) / Double(width)
            let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
            let deviation = (variance + epsilon).squareRoot()
            return row.indices.map { gamma[$0] * (row[$0] - mean) / deviation + beta[$0] }
        }
    }
}

extension Bidirectional {
    /// Takes the layer's weights from the front of `rest`; nil for a layer that is not recurrent.
    func plain(
        _ values: [[Double]], _ masks: PlainMasks, _ rest: inout ArraySlice<Double>
    ) -> (values: [[Double]], isSequence: Bool)? {
        var behind = masks
        behind.first += 8
        guard let one = PlainCell(layer, features: values[0].count, masks, &rest),
            let other = PlainCell(layer, features: values[0].count, behind, &rest)
        else { return nil }
        let turned = other.outputs(values.reversed()).values.reversed()
        let merged = zip(one.outputs(values).values, turned).map { y, z in
            switch mergeMode {
            case .concat: y + z
            case .sum: zip(y, z).map { $0 + $1 }
            case .mul: zip(y, z).map { $0 * $1 }
            case .ave: zip(y, z).map { ($0 + $1) / 2 }
            }
        }
        return (merged, one.options.returnSequences)
    }
}

/// The masks of one layer and sample.
struct PlainMasks {
    let draw: DropoutDraw?
    let layer: Int
    let sample: Int
    /// The layer's first mask.
    var first = 0

    /// Element by element: kept iff its word is at least rate x 2^32.
    func values(mask: Int, rate: Double, count: Int, isShared: Bool = false) -> [Double] {
        guard let draw, rate > 0 else { return [Double](repeating: 1, count: count) }
        guard rate < 1 else { return [Double](repeating: 0, count: count) }
        let slot = isShared ? 0 : draw.firstSlot + UInt32(sample)
        let domain = UInt32(draw.purpose.rawValue) << 24 | UInt32(layer) << 8 | UInt32(first + mask)
        return (0..<count).map { element in
            let words = plainPhilox(SIMD4(UInt32(element / 4), slot, domain, draw.step), key: draw.seed)
            return Double(words[element % 4]) >= (rate * 4_294_967_296).rounded() ? 1 / (1 - rate) : 0
        }
    }

    /// - Parameters:
    ///   - noise: over the samples and the axes.
    ///   - axes: of the sample.
    func dropped(_ values: [[Double]], rate: Double, noise: [Int?], axes: [Int]) -> [[Double]] {
        let sizes = zip(noise.dropFirst(), axes).map { $0 ?? $1 }
        let mask = self.values(mask: 0, rate: rate, count: sizes.reduce(1, *), isShared: noise[0] == 1)
        let numbers = values.flatMap(\.self).enumerated().map { index, x in
            var (rest, stride, place) = (index, 1, 0)
            for (size, axis) in zip(sizes, axes).reversed() {
                place += rest % axis % size * stride
                rest /= axis
                stride *= size
            }
            return x * mask[place]
        }
        return matrix(numbers, columns: values[0].count)
    }

    /// The last axis alone has a mask.
    func spatiallyDropped(_ values: [[Double]], rate: Double, axes: [Int]) -> [[Double]] {
        dropped(values, rate: rate, noise: [nil] + axes.dropLast().map { _ in 1 } + [nil], axes: axes)
    }

    /// What is added to the sample's numbers: pairs of normal numbers, of pairs of words of purpose 7.
    func noise(_ deviation: Double, count: Int) -> [Double] {
        guard let draw else { return [Double](repeating: 0, count: count) }
        return (0..<count).map { index in
            let counter = SIMD4(
                UInt32(index / 4), draw.firstSlot + UInt32(sample), 7 << 24 | UInt32(layer) << 8, draw.step)
            let words = plainPhilox(counter, key: draw.seed)
            let (first, second) = (Double(words[index % 4 & ~1]), Double(words[index % 4 | 1]))
            let angle = 2 * Double.pi * second / 4_294_967_296
            let radius = (-2 * log((first + 1) / 4_294_967_296)).squareRoot()
            return deviation * radius * (index % 2 == 0 ? cos(angle) : sin(angle))
        }
    }
}

/// Rows of so many numbers.
private func matrix(_ numbers: [Double], columns: Int) -> [[Double]] {
    stride(from: 0, to: numbers.count, by: columns).map { Array(numbers[$0..<$0 + columns]) }
}
