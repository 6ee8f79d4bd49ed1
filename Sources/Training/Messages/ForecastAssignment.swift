/// A contiguous range of an order's slices, to be computed by one worker.
package struct ForecastAssignment: Sendable, Equatable {
    /// The order's digest, under which its bytes are to be had.
    package let order: String
    /// Size of the order in bytes.
    package let bytes: Int
    package let slices: Range<Int>

    package init(order: String, bytes: Int, slices: Range<Int>) {
        self.order = order
        self.bytes = bytes
        self.slices = slices
    }
}
