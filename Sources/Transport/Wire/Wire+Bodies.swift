import CLockstepProtos
import Training

// Every body of an envelope, one line a way. The compiler holds the lines that pack to the values' cases, a
// test those that unpack.

extension Packer {
    mutating func pack(_ message: Message) throws(TransportError) {
        switch message {
        case .hello(let hello): try pack(hello)
        case .ready(let ready): try pack(ready)
        case .fetchData(let fetch): try pack(fetch)
        case .gradient(let gradient): try pack(gradient)
        case .evaluation(let evaluation): try pack(evaluation)
        case .leaving(let leaving): try pack(leaving)
        case .memoryAttached(let attached): try pack(attached)
        case .forecasts(let forecasts): try pack(forecasts)
        case .unable(let unable): try pack(unable)
        case .welcome(let welcome): try pack(welcome)
        case .refused(let refused): try pack(refused)
        case .prepare(let prepare): try pack(prepare)
        case .dataChunk(let chunk): try pack(chunk)
        case .assignment(let assignment): try pack(assignment)
        case .stop(let stop): try pack(stop)
        case .memoryOffer(let offer): try pack(offer)
        case .forecastAssignment(let assignment): try pack(assignment)
        case .heartbeat(let heartbeat): try pack(heartbeat)
        }
    }

    mutating func pack(_ request: Request) throws(TransportError) {
        switch request {
        case .status(let run): try pack(Query(run: run))
        case .submit(let job, let path): try pack(Submit(job: job, path: path))
        case .control(let control): try pack(control)
        case .order(let digest, let fingerprint):
            try pack(Order(digest: digest, fingerprint: fingerprint))
        }
    }
}

extension Unpacker {
    mutating func message(_ envelope: CEnvelope) throws(TransportError) -> Message {
        switch envelope.body_case {
        case Hello.field.number: .hello(try unpack(envelope))
        case Ready.field.number: .ready(try unpack(envelope))
        case FetchData.field.number: .fetchData(try unpack(envelope))
        case Gradient.field.number: .gradient(try unpack(envelope))
        case Evaluation.field.number: .evaluation(try unpack(envelope))
        case Leaving.field.number: .leaving(try unpack(envelope))
        case MemoryAttached.field.number: .memoryAttached(try unpack(envelope))
        case Forecasts.field.number: .forecasts(try unpack(envelope))
        case Unable.field.number: .unable(try unpack(envelope))
        case Welcome.field.number: .welcome(try unpack(envelope))
        case Refused.field.number: .refused(try unpack(envelope))
        case Prepare.field.number: .prepare(try unpack(envelope))
        case DataChunk.field.number: .dataChunk(try unpack(envelope))
        case Assignment.field.number: .assignment(try unpack(envelope))
        case Stop.field.number: .stop(try unpack(envelope))
        case MemoryOffer.field.number: .memoryOffer(try unpack(envelope))
        case ForecastAssignment.field.number: .forecastAssignment(try unpack(envelope))
        case Heartbeat.field.number: .heartbeat(try unpack(envelope))
        default: throw unexpectedBody(envelope, expected: "a message between coordinator and worker")
        }
    }

    mutating func request(_ envelope: CEnvelope) throws(TransportError) -> Request {
        switch envelope.body_case {
        case Query.field.number: try (unpack(envelope) as Query).request
        case Submit.field.number: try (unpack(envelope) as Submit).request
        case Control.field.number: .control(try unpack(envelope))
        case Order.field.number: try (unpack(envelope) as Order).request
        default: throw unexpectedBody(envelope, expected: "a Query, Submit, Control or Order")
        }
    }

    mutating func reply(_ envelope: CEnvelope) throws(TransportError) -> Reply {
        switch envelope.body_case {
        case Reply.field.number: try unpack(envelope)
        default: throw unexpectedBody(envelope, expected: "a Reply")
        }
    }

    private func unexpectedBody(_ envelope: CEnvelope, expected: String) -> TransportError {
        let number = envelope.body_case.rawValue
        let found = number == 0 ? "missing" : "field \(number)"
        return TransportError(.malformed, "Envelope.body is \(found); expected \(expected)")
    }
}
