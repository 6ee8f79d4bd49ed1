import Forecasting
import Series

/// Orders of forecasts: 1 byte, whose bit 0 has the rows' checksum put behind the rest, then the order.
enum OrderCheck {
    /// Bytes of a pass up to which a slice is computed.
    private static let passBytes = 1 << 22
    /// Where the order says how many bytes its rows have.
    private static let rowsPlace = 60

    static func check(_ bytes: UnsafeRawBufferPointer) throws -> Decoder.Outcome {
        var reader = InputReader(bytes)
        let isRepaired = reader.byte() & 1 != 0
        var encoded = Array(reader.rest)
        if isRepaired { repair(&encoded) }
        let work: ForecastWork
        do {
            work = try ForecastWork.decode(encoded, name: "the order")
        } catch let error as ForecastingError {
            try promise(!error.message.isEmpty, "refused as \(error.code) without a word")
            return .refused
        } catch let error as SeriesError {
            try promise(error.code == .corrupt, "refused as \(error.code): \(error)")
            return .refused
        }
        let again = try unfailing("reading an order that was written") {
            try ForecastWork.decode(work.encode(), name: "the order")
        }
        try promise(again.encode() == work.encode(), "an order that was written is written otherwise")
        try promise(again.slices == work.slices, "\(work.slices) slices became \(again.slices)")
        guard work.slices > 0, work.computerBytes <= passBytes else { return .accepted }
        for slice in Set([0, work.slices - 1]) {
            let outputs = ForecastComputer(work).outputs(slice: slice)
            try promise(outputs.count == work.outputs(ofSlice: slice), "\(outputs.count) outputs")
        }
        return .accepted
    }

    /// Puts the checksum behind the rows that the order says it has, where it says so.
    private static func repair(_ encoded: inout [UInt8]) {
        guard encoded.count > rowsPlace + 8 else { return }
        let rows = encoded[rowsPlace..<rowsPlace + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard rows >= 8, rows - 8 <= UInt64(encoded.count) else { return }
        let checksum = encoded.suffix(Int(rows) - 8).withUnsafeBytes(ForecastSeries.checksum)
        withUnsafeBytes(of: checksum.littleEndian) { encoded.append(contentsOf: $0) }
    }

    /// Of each kind of passes.
    static func seeds() throws -> [[UInt8]] {
        try ModelSeeds.forecasting().flatMap { model in
            let series = max(1, model.description.series.count)
            let exchange = ForecastWork.Exchange(columns: [0], rows: 0..<model.description.lookback, turn: 1)
            return try [
                .plain, .paths(count: 3, slots: (0..<series).map { UInt32($0) }), .exchanged([exchange]),
            ].flatMap { (passes: ForecastWork.Passes) in
                let encoded = try ModelCheck.work(of: model, passes).encode()
                return [[0] + encoded, [1] + encoded.dropLast(8)]
            }
        }
    }
}
