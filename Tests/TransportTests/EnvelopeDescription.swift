import Testing
import Training

/// A message's kind and term instead of its contents, which may be long.
extension Envelope: CustomTestStringConvertible {
    var kind: String { Mirror(reflecting: message).children.first?.label ?? "\(message)" }

    public var testDescription: String { "\(kind) of term \(term)" }
}
