package import CKernels

/// A place in a device's memory.
package typealias DeviceAddress = UInt

/// A device: memory, programs, and queues of what is to be done. Usable by several threads at once.
package protocol DeviceDriver: AnyObject, Sendable {
    /// For people, such as `NVIDIA H100`.
    var name: String { get }
    var limits: ck_device_limits { get }

    /// Whether a program can be had that is compiled with these definitions.
    func offers(_ definitions: [String]) -> Bool

    /// The kernels, compiled with definitions such as `CK_UNITS=64`.
    ///
    /// - Throws: `DeviceError.absent` without a compiler, `.kernels`.
    func program(_ definitions: [String]) throws(DeviceError) -> any DeviceProgram

    /// - Throws: `DeviceError.memory`, `.failed`.
    func allocate(bytes: Int) throws(DeviceError) -> DeviceAddress
    func free(_ address: DeviceAddress)

    /// Memory of this machine that the device copies from and to without a detour.
    ///
    /// - Throws: `DeviceError.memory`, `.failed`.
    func allocateHost(bytes: Int) throws(DeviceError) -> UnsafeMutableRawPointer
    func freeHost(_ start: UnsafeMutableRawPointer)

    /// - Throws: `DeviceError.failed`.
    func makeQueue() throws(DeviceError) -> any DeviceQueue
}

/// Compiled kernels.
package protocol DeviceProgram: AnyObject, Sendable {}

/// What one thread has a device do, in order.
package protocol DeviceQueue: AnyObject {
    /// Copies to the device; the source may be used again after `finish`.
    ///
    /// - Throws: `DeviceError.failed`.
    func write(_ address: DeviceAddress, from source: UnsafeRawPointer, bytes: Int) throws(DeviceError)
    /// Copies from the device; there after `finish`.
    ///
    /// - Throws: `DeviceError.failed`.
    func read(_ target: UnsafeMutableRawPointer, from address: DeviceAddress, bytes: Int) throws(DeviceError)
    /// - Throws: `DeviceError.failed`.
    func zero(_ address: DeviceAddress, bytes: Int) throws(DeviceError)
    /// Launches a kernel, which takes the value at `argument`.
    ///
    /// - Throws: `DeviceError.kernels` where the program has no such kernel, `.failed`.
    func launch(_ launch: ck_launch, of program: any DeviceProgram, argument: UnsafeRawBufferPointer)
        throws(DeviceError)
    /// Keeps what `body` has this queue do, without doing it.
    ///
    /// - Throws: `DeviceError.failed`, and what `body` throws.
    func record(_ body: () throws(DeviceError) -> Void) throws(DeviceError) -> any DeviceRecording
    /// Does what was recorded.
    ///
    /// - Throws: `DeviceError.failed`.
    func replay(_ recording: any DeviceRecording) throws(DeviceError)
    /// Waits until all is done.
    ///
    /// - Throws: `DeviceError.failed`.
    func finish() throws(DeviceError)
}

/// Work that can be done again and again.
package protocol DeviceRecording: AnyObject {}

extension DeviceQueue {
    /// A kernel with one thread for each of `count` elements.
    ///
    /// - Throws: as for bytes.
    func launch<Argument: BitwiseCopyable>(
        _ kernel: StaticString, each count: Int, of program: any DeviceProgram, _ argument: Argument
    ) throws(DeviceError) {
        // A launch holds the name's address, which is a literal's and stays.
        let name = UnsafeRawPointer(kernel.utf8Start).assumingMemoryBound(to: CChar.self)
        try launch(ck_launch_elements(name, count), of: program, argument)
    }

    /// - Throws: as for bytes.
    func launch<Argument: BitwiseCopyable>(
        _ launch: ck_launch, of program: any DeviceProgram, _ argument: Argument
    ) throws(DeviceError) {
        let failure: DeviceError? = withUnsafeBytes(of: argument) { bytes in
            do throws(DeviceError) {
                try self.launch(launch, of: program, argument: bytes)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }
}
