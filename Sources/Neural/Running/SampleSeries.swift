/// Which series each sample of a pass is of, for layers that tell series apart.
package final class SampleSeries {
    /// (B), each from 0 on; filled by the caller.
    package var numbers: [UInt32]

    package init(capacity: Int) { numbers = [UInt32](repeating: 0, count: capacity) }
}
