import CLockstepProtos
package import Neural
package import Training

/// Messages as values and as bytes, by `Protos/lockstep.proto`.
package enum Wire {
    /// The bytes of a message between coordinator and worker.
    ///
    /// Explaining texts (`reason`) are cut off after 4096 characters.
    /// - Throws: `malformed` or `oversize` for a value that no receiver would take.
    package static func encode(_ envelope: Envelope) throws(TransportError) -> OutgoingMessage {
        try encode(envelope, share: nil)
    }

    /// - Parameter share: says where in shared memory the receiver finds a vector; nil where it does not.
    package static func encode(
        _ envelope: Envelope, share: ((Vector) -> SharedPlace?)?
    ) throws(TransportError) -> OutgoingMessage {
        var packer = Packer(term: envelope.term, share: share)
        try packer.setBody(envelope.message)
        return try packer.finish()
    }

    /// The bytes of a request to a coordinator.
    ///
    /// - Throws: `oversize` for a job file that is too long; `malformed`.
    package static func encode(_ request: Request) throws(TransportError) -> OutgoingMessage {
        var packer = Packer(term: 0)
        let envelope = packer.envelope
        switch request {
        case .status(let run):
            envelope.pointee.query = try packer.pack(query: run)
            envelope.pointee.body_case = LOCKSTEP__V1__ENVELOPE__BODY_QUERY
        case .submit(let job, let path):
            envelope.pointee.submit = try packer.pack(submit: job, path: path)
            envelope.pointee.body_case = LOCKSTEP__V1__ENVELOPE__BODY_SUBMIT
        case .control(let control):
            envelope.pointee.control = try packer.pack(control)
            envelope.pointee.body_case = LOCKSTEP__V1__ENVELOPE__BODY_CONTROL
        }
        return try packer.finish()
    }

    /// The bytes of a coordinator's answer. A message longer than 4096 characters is cut off.
    ///
    /// - Throws: `oversize` for a body larger than `Limits.replyBytes`.
    package static func encode(_ reply: Reply) throws(TransportError) -> OutgoingMessage {
        var packer = Packer(term: 0)
        packer.envelope.pointee.reply = try packer.pack(reply)
        packer.envelope.pointee.body_case = LOCKSTEP__V1__ENVELOPE__BODY_REPLY
        return try packer.finish()
    }
}

extension Packer {
    fileprivate mutating func setBody(_ message: Message) throws(TransportError) {
        switch message {
        case .hello(let hello):
            envelope.pointee.hello = try pack(hello)
            envelope.pointee.body_case = LOCKSTEP__V1__ENVELOPE__BODY_HELLO
        case .ready(let ready):
            envelope.pointee.ready = try pack(ready)
            envelope.pointee.body_case = LOCKSTEP__V1__ENVELOPE__BODY_READY
        case .fetchData(let fetch):
            envelope.pointee.fetch_data = try pack(fetch)
            envelope.pointee.body_case = LOCKSTEP__V1__ENVELOPE__BODY_FETCH_DATA
        case .gradient(let gradient):
            envelope.pointee.gradient = try pack(gradient)
            envelope.pointee.body_case = LOCKSTEP__V1__ENVELOPE__BODY_GRADIENT
        case .evaluation(let evaluation):
            envelope.pointee.evaluation = try pack(evaluation)
            envelope.pointee.body_case = LOCKSTEP__V1__ENVELOPE__BODY_EVALUATION
        case .leaving(let leaving):
            envelope.pointee.leaving = pack(leaving)
            envelope.pointee.body_case = LOCKSTEP__V1__ENVELOPE__BODY_LEAVING
        case .welcome(let welcome):
            envelope.pointee.welcome = try pack(welcome)
            envelope.pointee.body_case = LOCKSTEP__V1__ENVELOPE__BODY_WELCOME
        case .refused(let refused):
            envelope.pointee.refused = pack(refused)
            envelope.pointee.body_case = LOCKSTEP__V1__ENVELOPE__BODY_REFUSED
        case .prepare(let prepare):
            envelope.pointee.prepare = try pack(prepare)
            envelope.pointee.body_case = LOCKSTEP__V1__ENVELOPE__BODY_PREPARE
        case .dataChunk(let chunk):
            envelope.pointee.data_chunk = try pack(chunk)
            envelope.pointee.body_case = LOCKSTEP__V1__ENVELOPE__BODY_DATA_CHUNK
        case .assignment(let assignment):
            envelope.pointee.assignment = try pack(assignment)
            envelope.pointee.body_case = LOCKSTEP__V1__ENVELOPE__BODY_ASSIGNMENT
        case .memoryOffer(let offer):
            envelope.pointee.memory_offer = try pack(offer)
            envelope.pointee.body_case = LOCKSTEP__V1__ENVELOPE__BODY_MEMORY_OFFER
        case .memoryAttached(let attached):
            envelope.pointee.memory_attached = try pack(attached)
            envelope.pointee.body_case = LOCKSTEP__V1__ENVELOPE__BODY_MEMORY_ATTACHED
        case .stop(let stop):
            envelope.pointee.stop = pack(stop)
            envelope.pointee.body_case = LOCKSTEP__V1__ENVELOPE__BODY_STOP
        case .heartbeat(let heartbeat):
            envelope.pointee.heartbeat = try pack(heartbeat)
            envelope.pointee.body_case = LOCKSTEP__V1__ENVELOPE__BODY_HEARTBEAT
        }
    }
}
