import Glibc

/// A library that is opened while the process runs, and stays open.
struct SharedLibrary: Sendable {
    /// By which it was found.
    let name: String
    private let handle: UInt

    /// Opens the first of `names` that is there.
    ///
    /// - Throws: `DeviceError.absent`, with the system's reason and `remedy`.
    init(_ names: [String], remedy: String) throws(DeviceError) {
        var reason = "no name to look for"
        for name in names {
            if let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) {
                self.name = name
                self.handle = UInt(bitPattern: handle)
                return
            }
            reason = dlerror().map { String(cString: $0) } ?? "\(name) cannot be opened"
        }
        throw DeviceError(.absent, "\(reason); \(remedy)")
    }

    /// A function, as the C type `Function` describes it.
    ///
    /// - Throws: `DeviceError.absent` where the library has none of this name.
    func function<Function>(_ symbol: String, as _: Function.Type = Function.self) throws(DeviceError)
        -> Function
    {
        guard let place = dlsym(UnsafeMutableRawPointer(bitPattern: handle), symbol) else {
            throw DeviceError(.absent, "\(name) has no \(symbol); a newer NVIDIA driver or CUDA brings it")
        }
        return unsafeBitCast(place, to: Function.self)
    }
}
