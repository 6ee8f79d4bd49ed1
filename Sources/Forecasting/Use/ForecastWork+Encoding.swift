import Neural
import Series
import Tables

/// A work as bytes, complete in itself, all numbers little-endian:
///
/// | bytes | what |
/// |---|---|
/// | 8 | "LSORDERS" |
/// | 4 x 3 | version, passes (0 plain, 1 paths, 2 exchanged), what is done about missing values |
/// | 8 x 6 | windows at once, origins N, paths or exchanges, texts of the model, weights P, rows' bytes |
/// | | the model's metadata: 4 bytes of length, then UTF-8, name and value in turn, names ascending |
/// | 4 x P | weights |
/// | 4 x N | origins |
/// | 4 x N | with paths: slots |
/// | | with exchanges: for each 4 x 4 (columns, first row, row behind the last, turn) and 4 a column |
/// | | the rows: an encoded series |
private enum Layout {
    static let magic = Array("LSORDERS".utf8)
    static let version: UInt32 = 1
    static let fixedBytes = 8 + 4 * 3 + 8 * 6
}

extension ForecastWork {
    /// The work as bytes, the same for equal works on every machine: what workers fetch by digest.
    package func encode() -> [UInt8] {
        let rows = series.covered.encode()
        var model = model
        // No pass depends on what it missed in training.
        model.calibration = nil
        let texts = model.metadata.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
        var bytes = Layout.magic
        func put(_ number: some FixedWidthInteger) {
            withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
        }
        put(Layout.version)
        let kind: UInt32 =
            switch passes {
            case .plain: 0
            case .paths: 1
            case .exchanged: 2
            }
        put(kind)
        put(UInt32(MissingPolicy.allCases.firstIndex(of: series.options.missing) ?? 0))
        for count in [
            windowsAtOnce, origins.count, passCount, texts.count, model.weights.count, rows.count,
        ] {
            put(UInt64(count))
        }
        for text in texts {
            put(UInt32(text.utf8.count))
            bytes += text.utf8
        }
        bytes.reserveCapacity(bytes.count + 4 * model.weights.count + 8 * origins.count + rows.count)
        for weight in model.weights { put(weight.bitPattern) }
        for origin in origins { put(origin) }
        switch passes {
        case .plain: break
        case .paths(_, let slots): for slot in slots { put(slot) }
        case .exchanged(let exchanges):
            for one in exchanges {
                for number in [one.columns.count, one.rows.lowerBound, one.rows.upperBound, one.turn] {
                    put(UInt32(number))
                }
                for column in one.columns { put(UInt32(column)) }
            }
        }
        return bytes + rows
    }

    /// Reads what `encode` wrote. Sizes are held against the number of bytes before anything is allocated,
    /// and what is read against the model before anything is computed.
    ///
    /// - Parameter name: what messages call the bytes.
    /// - Throws: `foreign` for other bytes; `unknownVersion`; `malformed` where a byte is missing or too
    ///   many, or the parts do not fit each other; what a model's metadata, the series and a work throw.
    package static func decode(_ bytes: [UInt8], name: String) throws -> ForecastWork {
        try bytes.withUnsafeBytes { bytes in
            var decoder = WorkDecoder(bytes: bytes, name: name)
            return try decoder.work()
        }
    }
}

/// Takes a work's parts from its bytes, one after the other.
private struct WorkDecoder {
    private let bytes: UnsafeRawBufferPointer
    private let name: String
    private var offset = 0

    init(bytes: UnsafeRawBufferPointer, name: String) {
        self.bytes = bytes
        self.name = name
    }

    mutating func work() throws -> ForecastWork {
        guard bytes.count >= Layout.fixedBytes, bytes.starts(with: Layout.magic) else {
            throw ForecastingError(.foreign, "\(name) is no order of forecasts")
        }
        offset = Layout.magic.count
        let version: UInt32 = try number()
        guard version == Layout.version else {
            throw ForecastingError(
                .unknownVersion,
                "\(name) is of version \(version); this release reads version \(Layout.version)")
        }
        let (kind, missing): (UInt32, UInt32) = (try number(), try number())
        guard Int(missing) < MissingPolicy.allCases.count else { throw damaged("a policy of \(missing)") }
        let windowsAtOnce = try count(), origins = try count(), passes = try count()
        let texts = try count(), weights = try count(), rows = try count()
        let model = try model(texts: texts, weights: weights)
        let places = try numbers(origins)
        let read = try self.passes(kind, passes, windows: origins)
        guard rows == bytes.count - offset else {
            throw damaged("\(bytes.count - offset) bytes where its series should have \(rows)")
        }
        var options = model.description.windows
        options.missing = MissingPolicy.allCases[Int(missing)]
        let series = try ForecastSeries.decode(
            Array(bytes[offset...]).span, name: name, options: options, isTrainedOn: false)
        try check(series, model.description)
        return try ForecastWork(
            model, series: series, origins: places, passes: read, windowsAtOnce: windowsAtOnce)
    }

    private mutating func model(texts: Int, weights: Int) throws -> TrainedModel {
        guard texts.isMultiple(of: 2), texts <= bytes.count / 4 else { throw damaged("\(texts) texts") }
        var metadata: [String: String] = [:]
        for _ in 0..<texts / 2 {
            let key = try text()
            metadata[key] = try text()
        }
        let values = try numbers(weights)
        return try TrainedModel(metadata: metadata) { _ in
            Vector(values.lazy.map { Float(bitPattern: $0) })
        } residuals: { _ in
            throw damaged("residuals, on which no pass depends")
        }
    }

    private mutating func passes(
        _ kind: UInt32, _ count: Int, windows: Int
    ) throws(ForecastingError) -> ForecastWork.Passes {
        switch kind {
        case 0: return .plain
        case 1: return .paths(count: count, slots: try numbers(windows))
        case 2:
            guard count <= (bytes.count - offset) / 16 else { throw damaged("\(count) exchanges") }
            return .exchanged(
                try (0..<count).map { (_) throws(ForecastingError) in
                    let parts = try numbers(4)
                    let columns = try numbers(Int(parts[0])).map { Int($0) }
                    guard parts[1] <= parts[2] else { throw damaged("rows \(parts[1]) to \(parts[2])") }
                    return ForecastWork.Exchange(
                        columns: columns, rows: Int(parts[1])..<Int(parts[2]), turn: Int(parts[3]))
                })
        default: throw damaged("passes of kind \(kind)")
        }
    }

    /// Whether the rows are samples of the model.
    private func check(
        _ series: ForecastSeries, _ description: ModelDescription
    ) throws(ForecastingError) {
        let (own, roles) = (description.columns, description.roles)
        func names(_ indices: [Int], _ columns: [String]) -> [String] { indices.map { columns[$0] } }
        func masks(_ roles: ColumnRoles, _ columns: [String]) -> [[String]] {
            roles.masks.map { names([$0.column, $0.of], columns) }
        }
        guard names(series.roles.known, series.columns) == names(roles.known, own),
            masks(series.roles, series.columns) == masks(roles, own),
            series.modelFeatures == description.model.features,
            series.modelKnown == description.model.known
        else {
            throw ForecastingError(
                .inconsistent, "the rows' known columns or masks are not those that the model reads")
        }
    }

    // MARK: Parts

    private mutating func text() throws(ForecastingError) -> String {
        let length: UInt32 = try number()
        guard Int(length) <= bytes.count - offset else { throw damaged("a text of \(length) bytes") }
        defer { offset += Int(length) }
        guard let text = String(validating: bytes[offset..<offset + Int(length)], as: UTF8.self) else {
            throw damaged("a text that is not UTF-8")
        }
        return text
    }

    /// A number of things, each at least a byte, or of windows and passes.
    private mutating func count() throws(ForecastingError) -> Int {
        let number: UInt64 = try number()
        guard number <= UInt64(Int32.max) || number <= UInt64(bytes.count) else {
            throw damaged("\(number) of something")
        }
        return Int(number)
    }

    private mutating func numbers(_ count: Int) throws(ForecastingError) -> [UInt32] {
        guard count <= (bytes.count - offset) / 4 else { throw damaged("\(count) numbers") }
        defer { offset += 4 * count }
        return (0..<count).map {
            UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 4 * $0, as: UInt32.self))
        }
    }

    private mutating func number<Number: FixedWidthInteger & BitwiseCopyable>() throws(ForecastingError)
        -> Number
    {
        let width = Number.bitWidth / 8
        guard width <= bytes.count - offset else { throw damaged("an end in the middle of a number") }
        defer { offset += width }
        return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }

    private func damaged(_ what: String) -> ForecastingError {
        ForecastingError(.malformed, "\(name) is damaged: it has \(what)")
    }
}
