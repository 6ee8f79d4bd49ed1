import CLockstepProtos

/// Counts a header's fields before protobuf-c sets memory aside for each that it does not know, and merges
/// those that come again: thousands fit into a header, and would take a coordinator more time than a step.
struct HeaderFields {
    private let bytes: UnsafeRawBufferPointer
    private var place: Int
    private let end: Int

    /// Whether more than `limit` fields are unknown to the program, or come again; false for what is no
    /// message.
    static func exceed(
        _ limit: Int, in header: UnsafeRawBufferPointer,
        of descriptor: UnsafePointer<ProtobufCMessageDescriptor>
    ) -> Bool {
        var fields = HeaderFields(bytes: header, place: 0, end: header.count)
        return fields.excess(in: descriptor, atMost: limit) > limit
    }

    /// Counts until there are more than `limit`.
    private mutating func excess(
        in descriptor: UnsafePointer<ProtobufCMessageDescriptor>, atMost limit: Int
    ) -> Int {
        var (excess, seen) = (0, UInt64(0))
        while place < end, excess <= limit {
            guard let tag = varint(), let content = content(ofKind: tag & 7) else { return excess }
            let number = UInt32(truncatingIfNeeded: tag >> 3)
            guard let field = protobuf_c_message_descriptor_get_field(descriptor, number) else {
                excess += 1
                continue
            }
            let bit = UInt64(1) << UInt64(field - descriptor.pointee.fields)
            if field.pointee.label != PROTOBUF_C_LABEL_REPEATED, seen & bit != 0 { excess += 1 }
            seen |= bit
            if field.pointee.type == PROTOBUF_C_TYPE_MESSAGE, let inner = field.pointee.descriptor {
                var fields = HeaderFields(bytes: bytes, place: content.lowerBound, end: content.upperBound)
                let inner = inner.assumingMemoryBound(to: ProtobufCMessageDescriptor.self)
                excess += fields.excess(in: inner, atMost: limit - excess)
            }
        }
        return excess
    }

    /// The bytes of a field's content, by the kind of its encoding; nil where there are not so many.
    private mutating func content(ofKind kind: UInt64) -> Range<Int>? {
        let length: UInt64
        switch kind {
        case 0:
            let start = place
            return varint() == nil ? nil : start..<place
        case 1: length = 8
        case 2:
            guard let written = varint() else { return nil }
            length = written
        case 5: length = 4
        default: return nil
        }
        guard length <= UInt64(end - place) else { return nil }
        defer { place += Int(length) }
        return place..<place + Int(length)
    }

    private mutating func varint() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard place < end else { return nil }
            let byte = bytes[place]
            place += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
        }
        return nil
    }
}
