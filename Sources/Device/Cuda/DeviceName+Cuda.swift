extension DeviceName {
    /// Looks whether the device is there, with all that is needed to use it, and takes none of its memory.
    ///
    /// - Throws: `DeviceError.absent` with what is missing and what brings it; `.failed`.
    package func require() throws(DeviceError) {
        guard case .cuda(let index) = self else { return }
        let functions = try CudaFunctions()
        try functions.check("start the NVIDIA driver", functions.initialize(0))
        var count: Int32 = 0
        try functions.check("count the devices", functions.deviceCount(&count))
        guard index < count else {
            throw DeviceError(.absent, "there is no device \(self); the driver counts \(count)")
        }
        _ = try KernelCompiler()
    }
}
