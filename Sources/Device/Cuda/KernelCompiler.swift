import CKernels
import Glibc

/// NVIDIA's compiler at run time, NVRTC.
package struct KernelCompiler: Sendable {
    /// Such as `13.0`.
    package let version: String
    /// By which the library was found.
    package let library: String
    private let functions: Functions

    private struct Functions: Sendable {
        let create:
            @convention(c) (
                UnsafeMutablePointer<UInt>, UnsafePointer<CChar>, UnsafePointer<CChar>, Int32,
                UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>
            ) -> Int32
        let compile: @convention(c) (UInt, Int32, UnsafePointer<UnsafePointer<CChar>?>) -> Int32
        let destroy: @convention(c) (UnsafeMutablePointer<UInt>) -> Int32
        let logSize: @convention(c) (UInt, UnsafeMutablePointer<Int>) -> Int32
        let log: @convention(c) (UInt, UnsafeMutablePointer<CChar>) -> Int32
        let imageSize: @convention(c) (UInt, UnsafeMutablePointer<Int>) -> Int32
        let image: @convention(c) (UInt, UnsafeMutableRawPointer) -> Int32
    }

    /// Opens the compiler's library: the one that LOCKSTEP_NVRTC names, or the system's.
    ///
    /// - Throws: `DeviceError.absent`.
    package init() throws(DeviceError) {
        let named = getenv("LOCKSTEP_NVRTC").map { [String(cString: $0)] } ?? []
        let system = ["libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so", "/usr/local/cuda/lib64/libnvrtc.so"]
        let library = try SharedLibrary(
            named + system,
            remedy:
                "install CUDA's run-time compiler (NVIDIA's package cuda-nvrtc-13-0, Debian's libnvrtc12, or "
                + "PyPI's nvidia-cuda-nvrtc-cu12 with LOCKSTEP_NVRTC=PATH)")
        self.library = library.name
        let versionOf: @convention(c) (UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>) -> Int32 =
            try library.function("nvrtcVersion")
        var (major, minor): (Int32, Int32) = (0, 0)
        _ = versionOf(&major, &minor)
        version = "\(major).\(minor)"
        functions = Functions(
            create: try library.function("nvrtcCreateProgram"),
            compile: try library.function("nvrtcCompileProgram"),
            destroy: try library.function("nvrtcDestroyProgram"),
            logSize: try library.function("nvrtcGetProgramLogSize"),
            log: try library.function("nvrtcGetProgramLog"),
            imageSize: try library.function("nvrtcGetCUBINSize"),
            image: try library.function("nvrtcGetCUBIN"))
    }

    /// What every program is compiled with: fused where the text says so and nowhere else, rounded as
    /// processors do.
    package static func options(_ definitions: [String], architecture: String) -> [String] {
        [
            "--gpu-architecture=\(architecture)", "--fmad=false", "--ftz=false", "--prec-div=true",
            "--prec-sqrt=true", "--device-as-default-execution-space", "--std=c++17",
        ] + definitions.map { "-D\($0)" }
    }

    /// The kernels' machine code.
    ///
    /// - Throws: `DeviceError.kernels` with what the compiler says.
    package func compile(_ definitions: [String], architecture: String) throws(DeviceError) -> [UInt8] {
        var count: Int32 = 0
        let texts = UnsafeBufferPointer(start: ck_texts(&count), count: Int(count))
        let names: [UnsafePointer<CChar>?] = texts.map(\.name)
        let contents: [UnsafePointer<CChar>?] = texts.map(\.text)
        guard let first = texts.first else { throw DeviceError(.kernels, "no kernels") }
        var program: UInt = 0
        guard functions.create(&program, first.text, first.name, count, contents, names) == 0 else {
            throw DeviceError(.kernels, "NVRTC \(version) does not take the kernels")
        }
        defer { _ = functions.destroy(&program) }
        let options = Self.options(definitions, architecture: architecture).map { strdup($0) }
        defer { for option in options { free(option) } }
        let given: [UnsafePointer<CChar>?] = options.map { UnsafePointer($0) }
        guard functions.compile(program, Int32(given.count), given) == 0 else {
            throw DeviceError(
                .kernels,
                "NVRTC \(version) does not compile the kernels for \(architecture): "
                    + log(program).prefix(600)
            )
        }
        var size = 0
        guard functions.imageSize(program, &size) == 0, size > 0 else {
            throw DeviceError(.kernels, "NVRTC \(version) made no code for \(architecture)")
        }
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            if let start = buffer.baseAddress { _ = functions.image(program, start) }
            filled = size
        }
    }

    private func log(_ program: UInt) -> String {
        var size = 0
        guard functions.logSize(program, &size) == 0, size > 1 else { return "no reason given" }
        var text = [CChar](repeating: 0, count: size + 1)
        _ = functions.log(program, &text)
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
