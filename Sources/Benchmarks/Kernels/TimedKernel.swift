import CKernels
package import Neural

/// One element-wise kernel in one variant, for whoever has a clock to time it.
package struct TimedKernel {
    package let kernel: String
    package let variant: KernelVariant
    /// Bytes that the kernel reads and writes for each element.
    package let bytesPerElement: Int
    private let kernels: ck_kernels
    private let body: Body

    private typealias Body = @Sendable (ck_kernels, KernelNumbers) -> Void

    /// The kernels that training spends its time in, in each variant that this processor can run.
    package static var all: [TimedKernel] {
        KernelVariant.allCases.flatMap { variant in
            guard let kernels = variant.kernels else { return [TimedKernel]() }
            return bodies.map { name, floats, body in
                TimedKernel(
                    kernel: name, variant: variant, bytesPerElement: floats * MemoryLayout<Float>.stride,
                    kernels: kernels, body: body)
            }
        }
    }

    /// The kernel on numbers of its own. It may run any number of times: they stay of a size that no
    /// processor is slow at.
    ///
    /// - Parameter elements: numbers of each vector, at least 1.
    package func ready(elements: Int) -> () -> Void {
        precondition(elements >= 1, "a kernel works on at least one number")
        let numbers = KernelNumbers(elements: elements)
        return { body(kernels, numbers) }
    }

    /// Each kernel with how many numbers it reads and writes for one element.
    private static let bodies: [(String, Int, Body)] = [
        ("tanh", 2, { $0.activate($1.plane(0), $1.elements, CK_TANH) }),
        ("sigmoid", 2, { $0.activate($1.plane(0), $1.elements, CK_SIGMOID) }),
        ("lstm gates forward", 12, lstmForward), ("lstm gates backward", 13, lstmBackward),
        ("philox mask", 1, mask), ("adam", 7, adam),
        ("add", 3, { $0.add($1.plane(0), $1.plane(1), $1.elements) }),
    ]

    @Sendable private static func lstmForward(_ kernels: ck_kernels, _ numbers: KernelNumbers) {
        withUnsafePointer(to: numbers.step) { kernels.lstm_forward($0, numbers.plane(7)) }
    }

    /// Without a gradient from above, which would shrink each time that the planes are overwritten.
    @Sendable private static func lstmBackward(_ kernels: ck_kernels, _ numbers: KernelNumbers) {
        withUnsafePointer(to: numbers.step) {
            kernels.lstm_backward($0, numbers.zeros(0), numbers.zeros(1))
        }
    }

    @Sendable private static func mask(_ kernels: ck_kernels, _ numbers: KernelNumbers) {
        let stream = ck_stream(key: 1, slot: 2, domain: 3, step: 4)
        kernels.philox_masks(numbers.plane(0), numbers.elements, 1, stream, 1 << 30, 4 / 3)
    }

    @Sendable private static func adam(_ kernels: ck_kernels, _ numbers: KernelNumbers) {
        kernels.adam(
            numbers.plane(0), numbers.plane(1), numbers.plane(2), numbers.plane(3), numbers.elements, 1e-3,
            0.1,
            1e-3, 1e-7)
    }
}

/// Planes of n numbers between 0.25 and 0.75, and planes of zeros.
private final class KernelNumbers {
    let elements: Int
    private let planes, zeroPlanes: [FloatBuffer]

    init(elements: Int) {
        self.elements = elements
        zeroPlanes = (0..<2).map { _ in FloatBuffer(count: elements) }
        planes = (0..<8).map { plane in
            let buffer = FloatBuffer(count: elements)
            for index in 0..<elements {
                buffer.start[index] = 0.25 + 0.5 * Float((index * 37 + plane * 11) % 101) / 101
            }
            return buffer
        }
    }

    func plane(_ index: Int) -> UnsafeMutablePointer<Float> { planes[index].start }
    func zeros(_ index: Int) -> UnsafeMutablePointer<Float> { zeroPlanes[index].start }

    var step: ck_lstm_step {
        ck_lstm_step(
            i: plane(0), f: plane(1), c: plane(2), o: plane(3), state_before: UnsafePointer(plane(4)),
            state: plane(5), state_kept: plane(6), n: elements, activation: CK_TANH,
            recurrent_activation: CK_SIGMOID)
    }
}
