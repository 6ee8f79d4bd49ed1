import Tables

/// The encoded series, all numbers little-endian:
///
/// | bytes | what |
/// |---|---|
/// | 8 | "LSSERIES" |
/// | 4 x 8 | version, scaling, columns C, features F, targets K, known N, stretches S, bytes of names |
/// | 4 x 3 | masks H, named series M, scalers L |
/// | 8 x 3 S | rows of the training, validation and test part of each stretch |
/// | | 8 x 4 S where there are rows for calibration, which stand last: then the version is 4, else 3 |
/// | 4 x M | stretches of each series of a long table; M is 0 for any other |
/// | 4 x (F + K + N) | feature, target and known indices |
/// | 4 x 2 H | of each mask, its index and that of the column whose values it is about |
/// | 8 x 2 C L | of each scaler, Float64 offset, then scale of each column; L is 1 or M |
/// | names | for each column, then each series: 4 bytes of length, then UTF-8; series ascend by these |
/// | 4 x rows x C | values, NaN where one is missing |
/// | 8 | checksum of all bytes before |
private enum Layout {
    static let magic = Array("LSSERIES".utf8)
    static let version: UInt32 = 3
    static let calibratedVersion: UInt32 = 4
    static let fixedBytes = 8 + 4 * 11
    static let checksumBytes = 8
    static let scalings: [Scaling] = [.none, .standard, .minmax, .robust]
}

extension ForecastSeries {
    /// The series as bytes, the same for equal series on every machine: what workers fetch by digest.
    package func encode() -> [UInt8] {
        var writer = ByteWriter(Layout.magic)
        let names = (columns + named.map(\.name)).map { Array($0.utf8) }
        let isCalibrated = rowCount(.calibration) > 0
        writer.put(isCalibrated ? Layout.calibratedVersion : Layout.version)
        writer.put(UInt32(Layout.scalings.firstIndex(of: scalers[0].scaling) ?? 0))
        let indices = [roles.features, roles.targets, roles.known]
        for count in [columns.count] + indices.map(\.count) + [stretches.count] {
            writer.put(UInt32(count))
        }
        writer.put(UInt32(names.reduce(0) { $0 + 4 + $1.count }))
        for count in [roles.masks.count, named.count, scalers.count] { writer.put(UInt32(count)) }
        for stretch in stretches {
            for part in Part.allCases where part != .calibration || isCalibrated {
                writer.put(UInt64(stretch.range(part).count))
            }
        }
        for series in named { writer.put(UInt32(series.stretches.count)) }
        for index in indices.joined() { writer.put(UInt32(index)) }
        for mask in roles.masks { for index in [mask.column, mask.of] { writer.put(UInt32(index)) } }
        for scaler in scalers {
            for number in scaler.offset + scaler.scale { writer.put(number.bitPattern) }
        }
        for name in names {
            writer.put(UInt32(name.count))
            writer.put(name)
        }
        writer.put(values)
        return writer.finish()
    }

    /// What stands behind the encoded series' other bytes.
    package static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 { encodingChecksum(bytes) }

    /// Reads what `encode` wrote. Sizes are held against the number of bytes before anything is allocated.
    ///
    /// - Parameters:
    ///   - name: what messages call the bytes.
    ///   - options: how windows are cut, which is the job's to say.
    ///   - isTrainedOn: whether a series without a training row is refused.
    /// - Throws: `corrupt` where a byte is missing, altered or too many, or the parts do not fit each other.
    package static func decode(
        _ bytes: Span<UInt8>, name: String, options: WindowOptions, isTrainedOn: Bool = true
    ) throws(SeriesError) -> ForecastSeries {
        try bytes.withUnsafeBufferPointer { (buffer) throws(SeriesError) in
            try SeriesDecoder(
                bytes: UnsafeRawBufferPointer(buffer), name: name, isTrainedOn: isTrainedOn
            ).series(options)
        }
    }
}

/// Appends little-endian numbers.
private struct ByteWriter {
    private var bytes: [UInt8]

    init(_ magic: [UInt8]) { bytes = magic }

    mutating func put(_ raw: [UInt8]) { bytes += raw }

    mutating func put(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func put(_ numbers: [Float]) {
        bytes.reserveCapacity(bytes.count + 4 * numbers.count + Layout.checksumBytes)
        #if _endian(little)
            numbers.withUnsafeBytes { bytes.append(contentsOf: $0) }
        #else
            for number in numbers { put(number.bitPattern) }
        #endif
    }

    consuming func finish() -> [UInt8] {
        put(bytes.withUnsafeBytes { encodingChecksum($0) })
        return bytes
    }
}

/// Any change within one 8-byte word changes it (both steps are one-to-one), any other with probability 1 -
/// 2^-64.
private func encodingChecksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var sum: UInt64 = 0xCBF2_9CE4_8422_2325
    func mix(_ word: UInt64) {
        // FNV-1a's step on whole words, with a rotation that carries high bits down.
        sum = (sum ^ word) &* 0x0000_0100_0000_01B3
        sum = sum << 29 | sum >> 35
    }
    let words = bytes.count / 8
    for word in 0..<words {
        mix(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * word, as: UInt64.self)))
    }
    var rest: UInt64 = 0
    for (index, byte) in bytes[(8 * words)...].enumerated() { rest |= UInt64(byte) << (8 * UInt64(index)) }
    mix(rest)
    mix(UInt64(bytes.count))
    return sum
}

private struct SeriesDecoder {
    private let bytes: UnsafeRawBufferPointer
    private let name: String
    private let isTrainedOn: Bool
    private var offset = 0
    /// Parts of a stretch.
    private var parts = 3

    init(bytes: UnsafeRawBufferPointer, name: String, isTrainedOn: Bool) {
        self.bytes = bytes
        self.name = name
        self.isTrainedOn = isTrainedOn
    }

    consuming func series(_ options: WindowOptions) throws(SeriesError) -> ForecastSeries {
        try checkFrame()
        let code = Int(number())
        guard code < Layout.scalings.count else { throw corrupt("names an unknown scaling") }
        let scaling = Layout.scalings[code]
        let width = Int(number())
        let (inputs, outputs, known) = (Int(number()), Int(number()), Int(number()))
        let (count, namesBytes) = (Int(number()), Int(number()))
        let (maskCount, namedCount, scalerCount) = (Int(number()), Int(number()), Int(number()))
        guard scalerCount == 1 || (scalerCount > 1 && scalerCount == namedCount) else {
            throw corrupt("has \(scalerCount) scalers for \(namedCount) series")
        }
        let stretches = try stretches(count)
        let rows = stretches.last?.rows.upperBound ?? 0
        try checkSize(
            width: width, indices: inputs + outputs + known + 2 * maskCount + namedCount,
            namesBytes: namesBytes,
            stretches: count, scalers: scalerCount, rows: rows)
        guard width > 0, inputs > 0, outputs > 0,
            stretches.contains(where: { !$0.train.isEmpty || !isTrainedOn && !$0.rows.isEmpty })
        else {
            throw corrupt("has no column, no feature, no target or no row to train on")
        }
        let shares = try shares(namedCount, of: count)
        let roles = try roles(
            features: inputs, targets: outputs, known: known, masks: maskCount, below: width)
        if options.channels == .independent, maskCount > 0 {
            guard roles.masks.map(\.of) == roles.targets else {
                throw corrupt("has other masks than targets")
            }
        }
        var scalers: [Scaler] = []
        for _ in 0..<scalerCount { scalers.append(try scaler(scaling, width)) }
        let names = try names(width + namedCount, end: offset + namesBytes)
        let series = ForecastSeries(
            columns: Array(names[..<width]), roles: roles, options: options, stretches: stretches,
            named: try named(names[width...], shares), scalers: scalers, values: floats(rows * width))
        guard !isTrainedOn || series.windowCount(.train) > 0 else { throw corrupt("has no training window") }
        // One bit pattern stands for a missing value, so that equal series have equal bytes.
        guard series.values.allSatisfy({ $0.isFinite || $0.bitPattern == Float.nan.bitPattern }) else {
            throw corrupt("has a value that is neither finite nor missing")
        }
        return series
    }

    private func corrupt(_ what: String) -> SeriesError {
        SeriesError(.corrupt, "the encoded series \(what); fetch or make it again", file: name)
    }

    private mutating func checkFrame() throws(SeriesError) {
        guard bytes.count >= Layout.fixedBytes + Layout.checksumBytes, bytes.starts(with: Layout.magic) else {
            throw corrupt("is cut off, or something else")
        }
        offset = Layout.magic.count
        let version = number()
        if version == Layout.calibratedVersion { parts = 4 }
        guard version == Layout.version || version == Layout.calibratedVersion else {
            throw SeriesError(
                .corrupt,
                "the encoded series has version \(version), and this program reads \(Layout.version); "
                    + "use the same program on all machines",
                file: name)
        }
        let end = bytes.count - Layout.checksumBytes
        let written = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: end, as: UInt64.self))
        guard written == encodingChecksum(UnsafeRawBufferPointer(rebasing: bytes[..<end])) else {
            throw corrupt("is cut off or altered")
        }
    }

    /// Every count is below 2^32 and thus the sum below 2^63; only products may overflow.
    private func checkSize(
        width: Int, indices: Int, namesBytes: Int, stretches: Int, scalers: Int, rows: Int
    ) throws(SeriesError) {
        let (cells, overflow) = rows.multipliedReportingOverflow(by: width)
        guard !overflow, cells <= bytes.count / 4 else { throw corrupt("is shorter than its rows") }
        let (scales, isTooLarge) = scalers.multipliedReportingOverflow(by: width)
        guard !isTooLarge, scales <= bytes.count / 16 else { throw corrupt("is shorter than its scales") }
        let size =
            Layout.fixedBytes + 8 * parts * stretches + 4 * indices + 16 * scales + namesBytes + 4 * cells
            + Layout.checksumBytes
        guard size == bytes.count else {
            throw corrupt("has \(bytes.count) bytes, where its parts need \(size)")
        }
    }

    private mutating func stretches(_ count: Int) throws(SeriesError) -> [Stretch] {
        guard count <= (bytes.count - Layout.fixedBytes - Layout.checksumBytes) / (8 * parts) else {
            throw corrupt("is shorter than its stretches")
        }
        var stretches: [Stretch] = []
        var start = 0
        for _ in 0..<count {
            let sizes = try (0..<parts).map { (_) throws(SeriesError) in
                let size = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                offset += 8
                guard size <= UInt64(bytes.count) else { throw corrupt("is shorter than its rows") }
                return Int(size)
            }
            let stretch = Stretch(
                start: start, train: sizes[0], validation: sizes[1], calibration: parts > 3 ? sizes[3] : 0,
                test: sizes[2])
            guard !stretch.rows.isEmpty else { throw corrupt("has a stretch without a row") }
            guard stretch.rows.upperBound <= bytes.count else { throw corrupt("is shorter than its rows") }
            stretches.append(stretch)
            start = stretch.rows.upperBound
        }
        // The same series has the same bytes.
        guard parts == 3 || stretches.contains(where: { !$0.calibration.isEmpty }) else {
            throw corrupt("is of version \(Layout.calibratedVersion) and has no row for calibration")
        }
        return stretches
    }

    /// How many of the stretches are each series'.
    private mutating func shares(_ count: Int, of stretches: Int) throws(SeriesError) -> [Int] {
        let shares = (0..<count).map { _ in Int(number()) }
        guard shares.allSatisfy({ $0 > 0 }), shares.isEmpty || shares.reduce(0, +) == stretches else {
            throw corrupt("has other stretches than its series")
        }
        return shares
    }

    private func named(
        _ names: ArraySlice<String>, _ shares: [Int]
    ) throws(SeriesError) -> [ForecastSeries.NamedSeries] {
        var start = 0
        var named: [ForecastSeries.NamedSeries] = []
        for (name, count) in zip(names, shares) {
            let last = named.last?.name.utf8
            guard last?.lexicographicallyPrecedes(name.utf8) ?? !name.isEmpty else {
                throw corrupt("has series that are not in the order of their names")
            }
            named.append(ForecastSeries.NamedSeries(name: name, stretches: start..<start + count))
            start += count
        }
        return named
    }

    private mutating func scaler(_ scaling: Scaling, _ width: Int) throws(SeriesError) -> Scaler {
        let scaler = Scaler(scaling: scaling, offset: doubles(width), scale: doubles(width))
        guard scaler.offset.allSatisfy(\.isFinite), scaler.scale.allSatisfy({ $0.isFinite && $0 != 0 }) else {
            throw corrupt("has a scale that is zero or not finite")
        }
        return scaler
    }

    private mutating func number() -> UInt32 {
        defer { offset += 4 }
        return UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    private mutating func roles(
        features: Int, targets: Int, known: Int, masks: Int, below width: Int
    ) throws(SeriesError) -> ColumnRoles {
        let (features, targets) = (try indices(features, below: width), try indices(targets, below: width))
        let roles = ColumnRoles(
            features: features, targets: targets, known: try indices(known, below: width),
            masks: try self.masks(masks, below: width))
        guard Set(roles.known).isSubset(of: roles.features), Set(roles.known).isDisjoint(with: roles.targets)
        else { throw corrupt("knows the future of a column that is no feature, or is a target") }
        let plain = Set(roles.masks.map(\.column))
        guard plain.isSubset(of: roles.features), plain.isDisjoint(with: roles.targets + roles.known),
            plain.isDisjoint(with: roles.masks.map(\.of))
        else { throw corrupt("has a mask that is no feature, or something else, too") }
        return roles
    }

    private mutating func masks(_ count: Int, below width: Int) throws(SeriesError) -> [ColumnRoles.Mask] {
        let indices = (0..<2 * count).map { _ in Int(number()) }
        guard indices.allSatisfy({ $0 < width }) else {
            throw corrupt("names a column that it does not have")
        }
        let masks = (0..<count).map { ColumnRoles.Mask(column: indices[2 * $0], of: indices[2 * $0 + 1]) }
        guard Set(masks.map(\.column)).count == count, Set(masks.map(\.of)).count == count else {
            throw corrupt("masks a column twice")
        }
        return masks
    }

    private mutating func indices(_ count: Int, below limit: Int) throws(SeriesError) -> [Int] {
        let indices = (0..<count).map { _ in Int(number()) }
        guard indices.allSatisfy({ $0 < limit }) else {
            throw corrupt("names a column that it does not have")
        }
        // A window holds each index's numbers for each of its rows: with repetitions, far more than the
        // series does.
        guard Set(indices).count == count else { throw corrupt("names a column twice") }
        return indices
    }

    private mutating func floats(_ count: Int) -> [Float] {
        let start = offset
        offset += 4 * count
        return Array(unsafeUninitializedCapacity: count) { buffer, initialized in
            for index in 0..<count {
                let bits = bytes.loadUnaligned(fromByteOffset: start + 4 * index, as: UInt32.self)
                buffer.initializeElement(at: index, to: Float(bitPattern: UInt32(littleEndian: bits)))
            }
            initialized = count
        }
    }

    private mutating func doubles(_ count: Int) -> [Double] {
        (0..<count).map { _ in
            defer { offset += 8 }
            let bits = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            return Double(bitPattern: UInt64(littleEndian: bits))
        }
    }

    private mutating func names(_ count: Int, end: Int) throws(SeriesError) -> [String] {
        var names: [String] = []
        for _ in 0..<count {
            guard end - offset >= 4 else { throw corrupt("has a name that is cut off") }
            let length = Int(number())
            guard length <= end - offset else { throw corrupt("has a name that is cut off") }
            guard let name = String(validating: bytes[offset..<offset + length], as: UTF8.self) else {
                throw corrupt("has a name that is not UTF-8")
            }
            names.append(name)
            offset += length
        }
        guard offset == end else { throw corrupt("has bytes behind its names") }
        return names
    }
}
