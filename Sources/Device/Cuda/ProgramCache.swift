import CKernels
import Crypto
import Glibc
import System

/// Compiled kernels on disk, by all that they depend on: texts, options, compiler, architecture.
package struct ProgramCache: Sendable {
    /// Nil keeps nothing.
    private let folder: String?
    private let architecture: String

    /// - Parameter architecture: such as `sm_90`.
    package init(folder: String?, architecture: String) {
        self.folder = folder
        self.architecture = architecture
    }

    /// The kernels' machine code, from the disk or from the compiler.
    ///
    /// - Throws: `DeviceError.absent` without a compiler, `.kernels`.
    package func image(_ definitions: [String]) throws(DeviceError) -> [UInt8] {
        let compiler = try KernelCompiler()
        let path = folder.map {
            "\($0)/\(Self.name(definitions, architecture: architecture, compiler: compiler.version)).cubin"
        }
        if let path, let kept = Self.read(path) { return kept }
        let image = try compiler.compile(definitions, architecture: architecture)
        // A folder that cannot be written to costs a compilation the next time.
        if let folder, let path, (try? Folder.create(folder, mode: 0o755)) != nil {
            let sealed = [UInt8](SHA256.hash(data: image)) + image
            try? AtomicFile.write(sealed.span.bytes, to: path)
        }
        return image
    }

    /// The name of what is kept.
    package static func name(_ definitions: [String], architecture: String, compiler: String) -> String {
        var hash = SHA256()
        var count: Int32 = 0
        for text in UnsafeBufferPointer(start: ck_texts(&count), count: Int(count)) {
            hash.update(bufferPointer: UnsafeRawBufferPointer(start: text.text, count: strlen(text.text) + 1))
        }
        let options = KernelCompiler.options(definitions, architecture: architecture) + [compiler]
        hash.update(data: Array(options.joined(separator: "\n").utf8))
        return hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0\(digits)" : digits
        }.joined()
    }

    /// What was kept, if it is whole.
    private static func read(_ path: String) -> [UInt8]? {
        guard let file = try? OpenFile(path, O_RDONLY), let bytes = try? file.readAll(limit: largest) else {
            return nil
        }
        let image = bytes.dropFirst(SHA256.byteCount)
        guard !image.isEmpty, Array(SHA256.hash(data: image)) == Array(bytes.prefix(SHA256.byteCount)) else {
            return nil
        }
        return Array(image)
    }

    /// Bytes: far above any program of ours.
    private static let largest = 64 << 20
}
