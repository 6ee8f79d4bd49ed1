import CLockstepProtos
import Glibc

/// Owner of the C structures and strings of one message that is being packed.
struct PackArena: ~Copyable {
    private var allocations: [UnsafeMutableRawPointer] = []

    /// A zero-terminated copy of `text`, which must hold no zero character.
    mutating func string(_ text: String) -> UnsafeMutablePointer<CChar> {
        let bytes = text.utf8CString
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        bytes.withUnsafeBufferPointer {
            copy.initialize(from: $0.baseAddress.unsafelyUnwrapped, count: $0.count)
        }
        allocations.append(UnsafeMutableRawPointer(copy))
        return copy
    }

    /// A message as its generated `initialise` leaves it.
    mutating func make<Body>(
        _ initialise: (UnsafeMutablePointer<Body>) -> Void
    ) -> UnsafeMutablePointer<Body> {
        let body = UnsafeMutablePointer<Body>.allocate(capacity: 1)
        initialise(body)
        allocations.append(UnsafeMutableRawPointer(body))
        return body
    }

    deinit {
        for allocation in allocations { allocation.deallocate() }
    }
}
