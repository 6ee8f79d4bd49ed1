import CKernels

/// A stream of one thread.
final class CudaQueue: DeviceQueue {
    private let device: CudaDevice
    private let functions: CudaFunctions
    private let stream: UInt

    /// - Throws: `DeviceError.failed`.
    init(device: CudaDevice) throws(DeviceError) {
        self.device = device
        functions = device.functions
        var stream: UInt = 0
        // Not in step with anybody else's.
        try functions.check("make a stream", functions.makeStream(&stream, 1))
        self.stream = stream
    }

    deinit {
        guard (try? device.enter()) != nil else { return }
        _ = functions.endStream(stream)
    }

    func write(_ address: DeviceAddress, from source: UnsafeRawPointer, bytes: Int) throws(DeviceError) {
        try functions.check("copy to the device", functions.copyIn(address, source, bytes, stream))
    }

    func read(_ target: UnsafeMutableRawPointer, from address: DeviceAddress, bytes: Int) throws(DeviceError)
    {
        try functions.check("copy from the device", functions.copyOut(target, address, bytes, stream))
    }

    func zero(_ address: DeviceAddress, bytes: Int) throws(DeviceError) {
        try functions.check("set the device's memory", functions.set(address, 0, bytes / 4, stream))
    }

    func launch(
        _ launch: ck_launch, of program: any DeviceProgram, argument: UnsafeRawBufferPointer
    ) throws(DeviceError) {
        guard let program = program as? CudaProgram else {
            throw DeviceError(.kernels, "a program of another device")
        }
        let kernel = try program.kernel(launch)
        var parameter = UnsafeMutableRawPointer(mutating: argument.baseAddress)
        let (x, y, z) = launch.blocks
        let (threads, shared) = (UInt32(launch.threads), UInt32(launch.shared_bytes))
        let result =
            launch.cooperative
            ? functions.launchTogether(
                kernel, UInt32(x), UInt32(y), UInt32(z), threads, 1, 1, shared, stream, &parameter)
            : functions.launch(
                kernel, UInt32(x), UInt32(y), UInt32(z), threads, 1, 1, shared, stream, &parameter, nil)
        try functions.check("launch \(String(cString: launch.kernel))", result)
    }

    func record(_ body: () throws(DeviceError) -> Void) throws(DeviceError) -> any DeviceRecording {
        // What other threads do meanwhile is their own affair.
        try functions.check("begin a graph", functions.beginCapture(stream, Self.ofThisThread))
        var graph: UInt = 0
        do throws(DeviceError) {
            try body()
        } catch {
            _ = functions.endCapture(stream, &graph)
            throw error
        }
        try functions.check("end a graph", functions.endCapture(stream, &graph))
        defer { _ = functions.endGraph(graph) }
        var executable: UInt = 0
        try functions.check("make a graph", functions.makeGraph(&executable, graph, 0))
        return CudaRecording(executable: executable, device: device)
    }

    private static let ofThisThread: Int32 = 1

    func replay(_ recording: any DeviceRecording) throws(DeviceError) {
        guard let recording = recording as? CudaRecording else {
            throw DeviceError(.failed, "a recording of another device")
        }
        try functions.check("launch a graph", functions.launchGraph(recording.executable, stream))
    }

    func finish() throws(DeviceError) {
        try functions.check("go on with the device", functions.finish(stream))
    }
}

/// A graph that is ready to be launched.
final class CudaRecording: DeviceRecording {
    let executable: UInt
    private let device: CudaDevice

    init(executable: UInt, device: CudaDevice) {
        self.executable = executable
        self.device = device
    }

    deinit {
        guard (try? device.enter()) != nil else { return }
        _ = device.functions.endExecutable(executable)
    }
}
