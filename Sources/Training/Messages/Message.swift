/// A message between coordinator and worker, as a value. `Transport` turns it into protobuf and back.
package enum Message: Sendable, Equatable {
    // Worker to coordinator.
    case hello(Hello)
    case ready(Ready)
    case fetchData(FetchData)
    case gradient(Gradient)
    case evaluation(Evaluation)
    case leaving(Leaving)
    case memoryAttached(MemoryAttached)
    case forecasts(Forecasts)
    case unable(Unable)
    // Coordinator to worker.
    case welcome(Welcome)
    case refused(Refused)
    case prepare(Prepare)
    case dataChunk(DataChunk)
    case assignment(Assignment)
    case stop(Stop)
    case memoryOffer(MemoryOffer)
    case forecastAssignment(ForecastAssignment)
    // Both ways.
    case heartbeat(Heartbeat)

    /// Whether the next one like it says the same and more: an old one is worth nothing.
    package var isSignOfLife: Bool {
        switch self {
        case .hello, .heartbeat: true
        case .ready, .fetchData, .gradient, .evaluation, .leaving, .memoryAttached, .forecasts, .unable,
            .welcome, .refused, .prepare, .dataChunk, .assignment, .stop, .memoryOffer, .forecastAssignment:
            false
        }
    }
}

/// A message with the term it was sent in. Term 0 is what a worker uses before it has been welcomed.
package struct Envelope: Sendable, Equatable {
    package let term: UInt64
    package let message: Message

    package init(term: UInt64, message: Message) {
        self.term = term
        self.message = message
    }
}
