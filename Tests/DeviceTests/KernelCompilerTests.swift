import CKernels
import Device
import Testing

/// NVRTC needs no device: where its library is there (LOCKSTEP_NVRTC names it), every kernel is compiled.
@Suite("Kernels")
struct KernelCompilerTests {
    static let compiler = try? KernelCompiler()
    static let programs = [
        [],
        [
            "CK_COLUMNS=2", "CK_FEATURES=7", "CK_UNITS=64", "CK_BIAS=1", "CK_ACTIVATION=CK_TANH",
            "CK_RECURRENT=CK_SIGMOID",
        ],
        [
            "CK_TILE_SAMPLES=64", "CK_TILE_UNITS=32", "CK_THREAD_SAMPLES=4", "CK_THREAD_UNITS=4",
            "CK_TILE_THREADS=512",
        ],
    ]

    @Test(
        "compile for every architecture that the compiler knows", .enabled(if: compiler != nil),
        arguments: ["sm_75", "sm_80", "sm_86", "sm_89", "sm_90"], programs)
    func compile(_ architecture: String, _ definitions: [String]) throws {
        let image = try #require(Self.compiler).compile(definitions, architecture: architecture)
        #expect(Array(image.prefix(4)) == [0x7f, 0x45, 0x4c, 0x46])
    }

    @Test(
        "compile for sm_70 as long as the compiler does",
        .enabled(if: compiler?.version.hasPrefix("12") == true))
    func volta() throws {
        let image = try #require(Self.compiler).compile([], architecture: "sm_70")
        #expect(!image.isEmpty)
    }

    @Test("that do not compile are told of with what the compiler says", .enabled(if: compiler != nil))
    func errors() throws {
        let error = try #require(throws: DeviceError.self) {
            _ = try #require(Self.compiler).compile(["ck_tile=5"], architecture: "sm_90")
        }
        #expect(error.code == .kernels && error.message.contains("error"))
    }

    @Test("are told apart on disk by options, architecture and compiler")
    func names() {
        let name = ProgramCache.name(["A=1"], architecture: "sm_90", compiler: "12.9")
        #expect(name.utf8.count == 64)
        #expect(name == ProgramCache.name(["A=1"], architecture: "sm_90", compiler: "12.9"))
        #expect(name != ProgramCache.name(["A=2"], architecture: "sm_90", compiler: "12.9"))
        #expect(name != ProgramCache.name(["A=1"], architecture: "sm_80", compiler: "12.9"))
        #expect(name != ProgramCache.name(["A=1"], architecture: "sm_90", compiler: "13.0"))
    }

    @Test("fuse nothing that their text does not fuse")
    func options() {
        let options = KernelCompiler.options([], architecture: "sm_90")
        #expect(options.contains("--fmad=false") && options.contains("--ftz=false"))
        #expect(options.contains("--prec-div=true") && options.contains("--prec-sqrt=true"))
    }
}
