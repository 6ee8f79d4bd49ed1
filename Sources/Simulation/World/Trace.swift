import Training

/// What happened, in order: always as a digest, and as lines where somebody reads them.
struct Trace {
    private(set) var digest: UInt64 = 0
    private let write: (@Sendable (String) -> Void)?

    init(_ write: (@Sendable (String) -> Void)?) { self.write = write }

    /// Takes note of a happening.
    ///
    /// - Parameters:
    ///   - code: what it was, a number of its own for each kind.
    ///   - numbers: what else there is to it.
    mutating func note(
        _ code: UInt8, _ first: Int, _ second: Int = 0, at now: Int64, _ words: @autoclosure () -> String
    ) {
        var mixed = digest ^ UInt64(truncatingIfNeeded: now) &* 0x9E37_79B9_7F4A_7C15
        mixed = BitMixer.mix(mixed ^ UInt64(code) << 56 ^ UInt64(truncatingIfNeeded: first))
        digest = BitMixer.mix(mixed ^ UInt64(truncatingIfNeeded: second))
        guard let write else { return }
        let digits = String(now % 1_000_000_000)
        let padding = String(repeating: "0", count: 9 - digits.count)
        write("\(now / 1_000_000_000).\(padding)\(digits) \(words())")
    }
}

extension Message {
    /// A number for each kind, and one that tells messages of a kind apart, for the trace's digest.
    var traceCode: (kind: UInt8, detail: Int) {
        switch self {
        case .hello: (1, 0)
        case .ready: (2, 0)
        case .fetchData(let fetch): (3, fetch.offset)
        case .gradient(let gradient):
            (4, gradient.step << 24 ^ gradient.node.lower << 12 ^ gradient.node.upper)
        case .evaluation(let evaluation):
            (5, evaluation.step << 24 ^ evaluation.node.lower << 12 ^ evaluation.node.upper)
        case .leaving: (6, 0)
        case .memoryAttached: (7, 0)
        case .welcome: (8, 0)
        case .refused(let refused): (9, refused.code.rawValue)
        case .prepare: (10, 0)
        case .dataChunk(let chunk): (11, chunk.offset)
        case .assignment(let order):
            (12, order.step << 24 ^ order.microbatches.lowerBound << 12 ^ order.microbatches.upperBound)
        case .stop: (13, 0)
        case .memoryOffer: (14, 0)
        case .forecastAssignment(let order):
            (16, order.slices.lowerBound << 20 ^ order.slices.upperBound)
        case .forecasts(let forecasts): (17, forecasts.slice)
        case .unable: (18, 0)
        case .heartbeat(let heartbeat): (15, heartbeat.step << 4 ^ heartbeat.state.rawValue)
        }
    }

    /// The message in a few words.
    var traceWords: String {
        switch self {
        case .hello(let hello): "Hello \(hello.name)"
        case .ready: "Ready"
        case .fetchData(let fetch): "FetchData \(fetch.offset)"
        case .gradient(let gradient):
            "Gradient step \(gradient.step) [\(gradient.node.lower), \(gradient.node.upper))"
        case .evaluation(let evaluation):
            "Evaluation \(evaluation.purpose) \(evaluation.step) [\(evaluation.node.lower), "
                + "\(evaluation.node.upper))"
        case .leaving(let leaving): "Leaving: \(leaving.reason)"
        case .memoryAttached: "MemoryAttached"
        case .welcome: "Welcome"
        case .refused(let refused): "Refused: \(refused.code)"
        case .prepare: "Prepare"
        case .dataChunk(let chunk): "DataChunk \(chunk.offset)"
        case .assignment(let order):
            "Assignment \(order.purpose) \(order.step) [\(order.microbatches.lowerBound), "
                + "\(order.microbatches.upperBound)) weights \(order.weightsVersion)"
                + (order.weights == nil ? " held" : "")
        case .stop(let stop): "Stop: \(stop.reason)"
        case .memoryOffer: "MemoryOffer"
        case .forecastAssignment(let order):
            "ForecastAssignment \(order.order.prefix(12)) [\(order.slices.lowerBound), "
                + "\(order.slices.upperBound))"
        case .forecasts(let forecasts): "Forecasts \(forecasts.order.prefix(12)) \(forecasts.slice)"
        case .unable(let unable): "Unable: \(unable.reason)"
        case .heartbeat(let heartbeat): "Heartbeat \(heartbeat.state) \(heartbeat.step)"
        }
    }
}
