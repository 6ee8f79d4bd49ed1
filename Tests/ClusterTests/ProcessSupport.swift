import CLinux
import Foundation
import Glibc
import Pace

/// The real executables, started by tests: what they print can be waited for, and they never outlive the
/// test.
final class RunningProcess {
    struct Failure: Error, CustomStringConvertible { let description: String }

    let process = Process()
    private let output = Pipe()
    private let errors = Pipe()
    private(set) var errorText = ""
    private var unread = ""
    private var outputText: String?

    /// The folder of the executables: that of the tests.
    static let binaries = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent()

    /// Starts `name` in `folder`, under a watchdog.
    convenience init(_ name: String, _ arguments: [String], in folder: String) throws {
        try self.init(program: Self.binaries.appendingPathComponent(name).path, arguments, in: folder)
    }

    /// Starts another program in the same way.
    init(program: String, _ arguments: [String], in folder: String) throws {
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        watchdog = Watchdog(process.processIdentifier)
    }

    private let watchdog: Watchdog

    deinit {
        watchdog.stop()
        if process.isRunning { kill(pid, SIGKILL) }
    }

    var pid: Int32 { process.processIdentifier }

    func send(_ signal: Int32) { kill(pid, signal) }

    /// Reads standard error until a line of it satisfies `isWanted`.
    ///
    /// - Throws: where the process ends before.
    @discardableResult
    func waitForLine(_ isWanted: (String) -> Bool) throws -> String {
        while true {
            while let end = unread.firstIndex(of: "\n") {
                let line = String(unread[..<end])
                unread = String(unread[unread.index(after: end)...])
                if isWanted(line) { return line }
            }
            let data = errors.fileHandleForReading.availableData
            guard !data.isEmpty else {
                throw Failure(description: "the line never came\(watchdog.word); it said:\n\(errorText)")
            }
            let text = String(decoding: data, as: UTF8.self)
            errorText += text
            unread += text
        }
    }

    /// Waits for the end.
    ///
    /// - Returns: exit code, or minus the signal; standard output; standard error.
    func finish() -> (code: Int32, output: String, errors: String) {
        // Both ends are read at once: a full pipe would stop the process.
        let reader = DispatchQueue(label: "output")
        nonisolated(unsafe) var text = Data()
        let handle = output.fileHandleForReading
        let done = DispatchSemaphore(value: 0)
        reader.async {
            text = handle.readDataToEndOfFile()
            done.signal()
        }
        errorText += String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        done.wait()
        process.waitUntilExit()
        watchdog.stop()
        errorText += watchdog.word
        let code =
            process.terminationReason == .uncaughtSignal
            ? -process.terminationStatus : process.terminationStatus
        return (code, String(decoding: text, as: UTF8.self), errorText)
    }

    /// Runs a command to its end.
    static func run(
        _ name: String, _ arguments: [String], in folder: String
    ) throws -> (code: Int32, output: String, errors: String) {
        try RunningProcess(name, arguments, in: folder).finish()
    }
}

/// A process that somebody else started.
enum OtherProcess {
    /// Returns when the process is gone.
    static func waitForEnd(of pid: Int) {
        let descriptor = pidfd_open(pid_t(pid), 0)
        guard descriptor >= 0 else { return }
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        poll(&entry, 1, Int32(Patience.limit.components.seconds * 1000))
        close(descriptor)
    }

    /// Whether the process still runs. One that has ended and that nobody has asked about does not.
    static func runs(_ pid: Int) -> Bool {
        guard let stat = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return false }
        let state = String(decoding: stat, as: UTF8.self).split(separator: ")").last?.first { $0 != " " }
        return state != "Z" && state != "X"
    }
}
