package import CKernels
import Synchronization

/// A device that NVIDIA's driver knows.
package final class CudaDevice: DeviceDriver {
    package let name: String
    package let limits: ck_device_limits
    /// Such as `sm_90`.
    package let architecture: String
    /// Of the driver: 13000 is 13.0.
    package let driverVersion: Int
    let functions: CudaFunctions
    private let context: UInt
    private let compiler: ProgramCache
    private let programs = Mutex<[[String]: CudaProgram]>([:])

    /// - Parameters:
    ///   - index: As the driver counts.
    ///   - cache: Folder that keeps compiled kernels; nil keeps none.
    /// - Throws: `DeviceError.absent` without driver or device; `.failed`.
    package init(_ index: Int, cache: String?) throws(DeviceError) {
        let functions = try CudaFunctions()
        self.functions = functions
        try functions.check("start the NVIDIA driver", functions.initialize(0))
        var number: Int32 = 0
        try functions.check("count the devices", functions.deviceCount(&number))
        guard index < number else {
            throw DeviceError(.absent, "there is no device cuda:\(index); the driver counts \(number)")
        }
        var device: Int32 = 0
        try functions.check("open cuda:\(index)", functions.device(&device, Int32(index)))
        var text = [CChar](repeating: 0, count: 128)
        try functions.check("name cuda:\(index)", functions.deviceName(&text, 128, device))
        name = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        func attribute(_ code: Int32) throws(DeviceError) -> Int32 {
            var value: Int32 = 0
            try functions.check("inspect cuda:\(index)", functions.deviceAttribute(&value, code, device))
            return value
        }
        limits = ck_device_limits(
            multiprocessors: try attribute(Attribute.multiprocessors),
            shared_bytes: try attribute(Attribute.sharedBytes))
        let (major, minor) = (try attribute(Attribute.major), try attribute(Attribute.minor))
        guard major >= 7 else {
            throw DeviceError(
                .absent, "\(name) is of compute capability \(major).\(minor); 7.0 or newer is needed")
        }
        architecture = "sm_\(major)\(minor)"
        try functions.check("ask the driver's version", functions.driverVersion(&number))
        driverVersion = Int(number)
        var context: UInt = 0
        try functions.check("use cuda:\(index)", functions.retainContext(&context, device))
        self.context = context
        compiler = ProgramCache(folder: cache, architecture: architecture)
    }

    /// Numbers by which the driver knows what it is asked.
    private enum Attribute {
        static let multiprocessors: Int32 = 16
        static let sharedBytes: Int32 = 97
        static let major: Int32 = 75
        static let minor: Int32 = 76
    }

    package func offers(_: [String]) -> Bool { true }

    package func program(_ definitions: [String]) throws(DeviceError) -> any DeviceProgram {
        if let known = programs.withLock({ $0[definitions] }) { return known }
        let image = try compiler.image(definitions)
        try enter()
        var module: UInt = 0
        let result = image.withUnsafeBytes { bytes in
            bytes.baseAddress.map { functions.loadModule(&module, $0) } ?? 0
        }
        try functions.check("load the kernels", result)
        let program = CudaProgram(module: module, functions: functions)
        programs.withLock { $0[definitions] = program }
        return program
    }

    package func allocate(bytes: Int) throws(DeviceError) -> DeviceAddress {
        try enter()
        var address: UInt = 0
        try functions.check("set aside \(bytes) bytes on \(name)", functions.allocate(&address, bytes))
        return address
    }

    package func free(_ address: DeviceAddress) {
        guard (try? enter()) != nil else { return }
        _ = functions.free(address)
    }

    package func allocateHost(bytes: Int) throws(DeviceError) -> UnsafeMutableRawPointer {
        try enter()
        var start: UnsafeMutableRawPointer?
        try functions.check("set aside \(bytes) bytes to copy from", functions.allocateHost(&start, bytes))
        guard let start else { throw DeviceError(.memory, "the driver set aside nothing") }
        return start
    }

    package func freeHost(_ start: UnsafeMutableRawPointer) {
        guard (try? enter()) != nil else { return }
        _ = functions.freeHost(start)
    }

    package func makeQueue() throws(DeviceError) -> any DeviceQueue {
        try enter()
        return try CudaQueue(device: self)
    }

    /// Makes the device this thread's.
    ///
    /// - Throws: `DeviceError.failed`.
    func enter() throws(DeviceError) {
        try functions.check("use \(name)", functions.setContext(context))
    }
}

/// Compiled kernels on the device.
final class CudaProgram: DeviceProgram {
    private let module: UInt
    private let functions: CudaFunctions
    private struct Kernel {
        let handle: UInt
        var sharedBytes: Int32 = 0
    }
    private let kernels = Mutex<[String: Kernel]>([:])

    init(module: UInt, functions: CudaFunctions) {
        self.module = module
        self.functions = functions
    }

    /// A kernel that may use so much shared memory.
    ///
    /// - Throws: `DeviceError.kernels`.
    func kernel(_ launch: ck_launch) throws(DeviceError) -> UInt {
        let name = String(cString: launch.kernel)
        var kernel: Kernel
        if let known = kernels.withLock({ $0[name] }) {
            kernel = known
        } else {
            var handle: UInt = 0
            guard functions.kernel(&handle, module, launch.kernel) == 0 else {
                throw DeviceError(.kernels, "the compiled kernels have no \(name)")
            }
            kernel = Kernel(handle: handle)
        }
        if launch.shared_bytes > kernel.sharedBytes {
            let result = functions.setKernelAttribute(kernel.handle, 8, launch.shared_bytes)
            try functions.check("give \(name) \(launch.shared_bytes) bytes of shared memory", result)
            kernel.sharedBytes = launch.shared_bytes
        }
        let kept = kernel
        kernels.withLock { $0[name] = kept }
        return kernel.handle
    }
}
