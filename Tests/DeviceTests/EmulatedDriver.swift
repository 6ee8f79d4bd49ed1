import CKernels
import Device
import EmulatedDevice
import Glibc
import Synchronization

/// A device that this processor imitates: the kernels' own text, threads and barriers and all.
final class EmulatedDriver: DeviceDriver {
    let name = "an emulated device"
    let limits: ck_device_limits
    private let isReversed: Bool
    /// What still succeeds, of copies and launches; nil: everything.
    private let lasts: Mutex<Int?>
    private let used = Mutex(Set<String>())
    /// Bytes that are left.
    private let left: Mutex<Int>
    private let sizes = Mutex<[DeviceAddress: Int]>([:])

    /// - Parameters:
    ///   - isReversed: Threads begin from the last to the first.
    ///   - lasts: Calls that succeed before the device is lost.
    ///   - memory: Bytes.
    init(
        multiprocessors: Int32 = 24, sharedBytes: Int32 = 96 << 10, isReversed: Bool = false,
        lasts: Int? = nil, memory: Int = .max
    ) {
        left = Mutex(memory)
        limits = ck_device_limits(multiprocessors: multiprocessors, shared_bytes: sharedBytes)
        self.isReversed = isReversed
        self.lasts = Mutex(lasts)
    }

    /// Kernels that were launched.
    var kernels: Set<String> { used.withLock { $0 } }

    /// Bytes in use.
    var allocated: Int { sizes.withLock { $0.values.reduce(0, +) } }

    func offers(_ definitions: [String]) -> Bool { emulated_has(definitions.joined(separator: " ")) }

    func program(_ definitions: [String]) throws(DeviceError) -> any DeviceProgram {
        guard offers(definitions) else { throw DeviceError(.kernels, "not emulated: \(definitions)") }
        return Program(name: definitions.joined(separator: " "))
    }

    func allocate(bytes: Int) throws(DeviceError) -> DeviceAddress {
        let fits = left.withLock { left in
            guard bytes <= left else { return false }
            left -= bytes
            return true
        }
        guard fits else { throw DeviceError(.memory, "no memory") }
        let address = UInt(bitPattern: try allocateHost(bytes: bytes))
        sizes.withLock { $0[address] = bytes }
        return address
    }

    func free(_ address: DeviceAddress) {
        let bytes = sizes.withLock { $0.removeValue(forKey: address) ?? 0 }
        left.withLock { $0 += bytes }
        Glibc.free(UnsafeMutableRawPointer(bitPattern: address))
    }

    func allocateHost(bytes: Int) throws(DeviceError) -> UnsafeMutableRawPointer {
        guard let start = aligned_alloc(64, (bytes + 127) / 64 * 64) else {
            throw DeviceError(.memory, "no memory")
        }
        // NaN: what is read before it is written shows.
        memset(start, 0xff, bytes)
        return start
    }

    func freeHost(_ start: UnsafeMutableRawPointer) { Glibc.free(start) }

    func makeQueue() throws(DeviceError) -> any DeviceQueue { Queue(driver: self) }

    fileprivate func spend() throws(DeviceError) {
        let isLost = lasts.withLock { left in
            guard let rest = left else { return false }
            left = rest - 1
            return rest <= 0
        }
        if isLost { throw DeviceError(.failed, "the emulated device is lost") }
    }

    fileprivate func run(
        _ launch: ck_launch, _ program: String, _ argument: [UInt8]
    ) throws(DeviceError) {
        try spend()
        let name = String(cString: launch.kernel)
        used.withLock { _ = $0.insert(name) }
        var size = 0
        guard let kernel = emulated_find(program, name, &size), size == argument.count else {
            throw DeviceError(.kernels, "no kernel \(name) in \(program)")
        }
        let blocks = [launch.blocks.0, launch.blocks.1, launch.blocks.2]
        let reversed = isReversed
        // The emulation runs one launch at a time.
        let ended = Self.turn.withLock { _ in
            argument.withUnsafeBytes {
                emulated_run(
                    kernel, $0.baseAddress, blocks, launch.threads, launch.shared_bytes, launch.cooperative,
                    reversed)
            }
        }
        if !ended { throw DeviceError(.failed, "threads of \(name) wait for each other for ever") }
    }

    private static let turn = Mutex(())

    private final class Program: DeviceProgram {
        let name: String
        init(name: String) { self.name = name }
    }

    private final class Recording: DeviceRecording {
        var actions: [() throws(DeviceError) -> Void] = []
    }

    private final class Queue: DeviceQueue {
        private let driver: EmulatedDriver
        private var recording: Recording?

        init(driver: EmulatedDriver) { self.driver = driver }

        private func perform(_ action: @escaping () throws(DeviceError) -> Void) throws(DeviceError) {
            if let recording { recording.actions.append(action) } else { try action() }
        }

        private func place(_ address: DeviceAddress) throws(DeviceError) -> UnsafeMutableRawPointer {
            guard let start = UnsafeMutableRawPointer(bitPattern: address) else {
                throw DeviceError(.failed, "address 0")
            }
            return start
        }

        func write(_ address: DeviceAddress, from source: UnsafeRawPointer, bytes: Int) throws(DeviceError) {
            try driver.spend()
            memcpy(try place(address), source, bytes)
        }

        func read(
            _ target: UnsafeMutableRawPointer, from address: DeviceAddress, bytes: Int
        ) throws(DeviceError) {
            try driver.spend()
            memcpy(target, try place(address), bytes)
        }

        func zero(_ address: DeviceAddress, bytes: Int) throws(DeviceError) {
            let start = try place(address)
            try perform { () throws(DeviceError) in memset(start, 0, bytes) }
        }

        func launch(
            _ launch: ck_launch, of program: any DeviceProgram, argument: UnsafeRawBufferPointer
        ) throws(DeviceError) {
            guard let program = program as? Program else { throw DeviceError(.kernels, "another's program") }
            let (words, driver) = ([UInt8](argument), driver)
            try perform { () throws(DeviceError) in try driver.run(launch, program.name, words) }
        }

        func record(_ body: () throws(DeviceError) -> Void) throws(DeviceError) -> any DeviceRecording {
            let recording = Recording()
            self.recording = recording
            defer { self.recording = nil }
            try body()
            return recording
        }

        func replay(_ recording: any DeviceRecording) throws(DeviceError) {
            guard let recording = recording as? Recording else {
                throw DeviceError(.failed, "another's recording")
            }
            for action in recording.actions { try action() }
        }

        func finish() throws(DeviceError) {}
    }
}
