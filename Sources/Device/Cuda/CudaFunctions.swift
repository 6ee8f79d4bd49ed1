/// The CUDA driver's functions, declared here so that nothing of CUDA is needed to build. Handles are
/// addresses; each function returns 0 or the number of an error.
struct CudaFunctions: Sendable {
    typealias Handle = UInt
    typealias Out = UnsafeMutablePointer<UInt>
    typealias Number = UnsafeMutablePointer<Int32>

    let initialize: @convention(c) (UInt32) -> Int32
    let driverVersion: @convention(c) (Number) -> Int32
    let deviceCount: @convention(c) (Number) -> Int32
    let device: @convention(c) (Number, Int32) -> Int32
    let deviceName: @convention(c) (UnsafeMutablePointer<CChar>, Int32, Int32) -> Int32
    let deviceAttribute: @convention(c) (Number, Int32, Int32) -> Int32
    let retainContext: @convention(c) (Out, Int32) -> Int32
    let setContext: @convention(c) (Handle) -> Int32
    let allocate: @convention(c) (Out, Int) -> Int32
    let free: @convention(c) (Handle) -> Int32
    let allocateHost: @convention(c) (UnsafeMutablePointer<UnsafeMutableRawPointer?>, Int) -> Int32
    let freeHost: @convention(c) (UnsafeMutableRawPointer) -> Int32
    let copyIn: @convention(c) (Handle, UnsafeRawPointer, Int, Handle) -> Int32
    let copyOut: @convention(c) (UnsafeMutableRawPointer, Handle, Int, Handle) -> Int32
    let set: @convention(c) (Handle, UInt32, Int, Handle) -> Int32
    let makeStream: @convention(c) (Out, UInt32) -> Int32
    let endStream: @convention(c) (Handle) -> Int32
    let finish: @convention(c) (Handle) -> Int32
    let loadModule: @convention(c) (Out, UnsafeRawPointer) -> Int32
    let kernel: @convention(c) (Out, Handle, UnsafePointer<CChar>) -> Int32
    let setKernelAttribute: @convention(c) (Handle, Int32, Int32) -> Int32
    let launch:
        @convention(c) (
            Handle, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, Handle,
            UnsafeMutablePointer<UnsafeMutableRawPointer?>, UnsafeMutableRawPointer?
        ) -> Int32
    let launchTogether:
        @convention(c) (
            Handle, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, Handle,
            UnsafeMutablePointer<UnsafeMutableRawPointer?>
        ) -> Int32
    let beginCapture: @convention(c) (Handle, Int32) -> Int32
    let endCapture: @convention(c) (Handle, Out) -> Int32
    let makeGraph: @convention(c) (Out, Handle, UInt64) -> Int32
    let launchGraph: @convention(c) (Handle, Handle) -> Int32
    let endGraph: @convention(c) (Handle) -> Int32
    let endExecutable: @convention(c) (Handle) -> Int32
    let errorText: @convention(c) (Int32, UnsafeMutablePointer<UnsafePointer<CChar>?>) -> Int32

    /// Opens the driver's library.
    ///
    /// - Throws: `DeviceError.absent`.
    init() throws(DeviceError) {
        let library = try SharedLibrary(
            ["libcuda.so.1"],
            remedy:
                "install the NVIDIA driver (Debian and Ubuntu: nvidia-driver, libcuda1), or use --device cpu")
        initialize = try library.function("cuInit")
        driverVersion = try library.function("cuDriverGetVersion")
        deviceCount = try library.function("cuDeviceGetCount")
        device = try library.function("cuDeviceGet")
        deviceName = try library.function("cuDeviceGetName")
        deviceAttribute = try library.function("cuDeviceGetAttribute")
        retainContext = try library.function("cuDevicePrimaryCtxRetain")
        setContext = try library.function("cuCtxSetCurrent")
        allocate = try library.function("cuMemAlloc_v2")
        free = try library.function("cuMemFree_v2")
        allocateHost = try library.function("cuMemAllocHost_v2")
        freeHost = try library.function("cuMemFreeHost")
        copyIn = try library.function("cuMemcpyHtoDAsync_v2")
        copyOut = try library.function("cuMemcpyDtoHAsync_v2")
        set = try library.function("cuMemsetD32Async")
        makeStream = try library.function("cuStreamCreate")
        endStream = try library.function("cuStreamDestroy_v2")
        finish = try library.function("cuStreamSynchronize")
        loadModule = try library.function("cuModuleLoadData")
        kernel = try library.function("cuModuleGetFunction")
        setKernelAttribute = try library.function("cuFuncSetAttribute")
        launch = try library.function("cuLaunchKernel")
        launchTogether = try library.function("cuLaunchCooperativeKernel")
        beginCapture = try library.function("cuStreamBeginCapture_v2")
        endCapture = try library.function("cuStreamEndCapture")
        makeGraph = try library.function("cuGraphInstantiateWithFlags")
        launchGraph = try library.function("cuGraphLaunch")
        endGraph = try library.function("cuGraphDestroy")
        endExecutable = try library.function("cuGraphExecDestroy")
        errorText = try library.function("cuGetErrorString")
    }

    /// Turns an error's number into an error.
    ///
    /// - Throws: `DeviceError.memory` for the driver's "out of memory", `.failed` for all else.
    func check(_ action: String, _ result: Int32) throws(DeviceError) {
        guard result != 0 else { return }
        var text: UnsafePointer<CChar>?
        _ = errorText(result, &text)
        let reason = text.map { String(cString: $0) } ?? "error"
        throw DeviceError(
            result == Self.outOfMemory ? .memory : .failed,
            "cannot \(action): \(reason) (CUDA error \(result))")
    }

    private static let outOfMemory: Int32 = 2
}
