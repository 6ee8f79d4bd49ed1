import Neural

/// Memory of a device, given back with its last owner.
final class DeviceBuffer {
    let address: DeviceAddress
    private let driver: any DeviceDriver

    /// - Throws: `DeviceError.memory`, `.failed`.
    init(bytes: Int, of driver: any DeviceDriver) throws(DeviceError) {
        address = try driver.allocate(bytes: max(bytes, 16))
        self.driver = driver
    }

    /// - Throws: `DeviceError.memory`, `.failed`.
    convenience init(numbers: Int, of driver: any DeviceDriver) throws(DeviceError) {
        try self.init(bytes: numbers * MemoryLayout<Float>.stride, of: driver)
    }

    deinit { driver.free(address) }

    var numbers: UnsafeMutablePointer<Float>? { UnsafeMutablePointer(bitPattern: address) }
    var bytes: UnsafeMutablePointer<UInt8>? { UnsafeMutablePointer(bitPattern: address) }
}

extension FloatBuffer {
    /// Numbers of this machine that a device copies without a detour; zero at first.
    ///
    /// - Throws: `DeviceError.memory`, `.failed`.
    static func shared(count: Int, with driver: any DeviceDriver) throws(DeviceError) -> FloatBuffer {
        let start = try driver.allocateHost(bytes: max(count, 1) * MemoryLayout<Float>.stride)
        let numbers = start.bindMemory(to: Float.self, capacity: max(count, 1))
        numbers.initialize(repeating: 0, count: max(count, 1))
        nonisolated(unsafe) let memory = start
        return FloatBuffer(start: numbers, count: count) { driver.freeHost(memory) }
    }
}
