import CLockstepProtos

/// What can be the body of an envelope: a value that packs itself into its C structure and comes out of it
/// again.
///
/// Each has one file in `Messages`, and one line for each way in `Wire+Bodies.swift`.
protocol WireForm {
    /// The structure that protobuf-c generated.
    associatedtype Packed

    /// Where the structure stands in an envelope.
    static var field: WireField<Packed> { get }
    /// The rules of its fields, which hold both ways.
    static var rules: FieldRules { get }

    /// Fills in the structure, which is as its generated `init` leaves it.
    ///
    /// - Throws: `malformed` or `oversize` for a value that no receiver would take.
    func pack(into packed: inout Packed, _ packer: inout Packer) throws(TransportError)

    /// The value of what a peer has sent.
    ///
    /// - Throws: `malformed`, `oversize`, `crcMismatch`.
    init(_ packed: Packed, _ unpacker: inout Unpacker) throws(TransportError)
}

/// Where a structure stands in an envelope.
struct WireField<Packed> {
    /// As in `lockstep.proto`.
    let number: Lockstep__V1__Envelope__BodyCase
    let pointer: WritableKeyPath<CEnvelope, UnsafeMutablePointer<Packed>?>
    let initialise: (UnsafeMutablePointer<Packed>) -> Void

    init(
        _ number: Lockstep__V1__Envelope__BodyCase,
        _ pointer: WritableKeyPath<CEnvelope, UnsafeMutablePointer<Packed>?>,
        _ initialise: @escaping (UnsafeMutablePointer<Packed>) -> Void
    ) {
        self.number = number
        self.pointer = pointer
        self.initialise = initialise
    }
}

extension Packer {
    /// Makes a value the envelope's body.
    mutating func pack<Form: WireForm>(_ form: Form) throws(TransportError) {
        let field = Form.field
        let packed = arena.make(field.initialise)
        try form.pack(into: &packed.pointee, &self)
        envelope.pointee[keyPath: field.pointer] = packed
        envelope.pointee.body_case = field.number
    }
}

extension Unpacker {
    /// The value of an envelope's body, which must be of the kind that is asked for.
    mutating func unpack<Form: WireForm>(_ envelope: CEnvelope) throws(TransportError) -> Form {
        guard let packed = envelope[keyPath: Form.field.pointer] else {
            throw TransportError(.malformed, "Envelope.body is empty; expected a message")
        }
        return try Form(packed.pointee, &self)
    }
}
