import Foundation
import Glibc
import Store
import TestFiles
import Training
import Transport

/// The folder in which a round takes place, and the search for what a round leaves behind.
final class ChaosGround {
    /// The round's own folder, with job and state directory.
    let path: String
    let state: String
    private var isMounted = false
    private var filler: FileHandle?
    var isDiskFull: Bool { filler != nil }
    private var fillerPath: String { "\(state)/filler" }
    /// Shared memory seen while the round ran.
    private var memories: Set<UInt64> = []

    init(_ plan: ChaosPlan) throws {
        var template = Array("/tmp/lockstep-chaos-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let folder = plan.hasLongPath ? String(repeating: "long", count: 25) : "state"
        state = "\(path)/\(folder)"
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: false)
        try plan.job.text.write(toFile: "\(path)/job.yaml", atomically: false, encoding: .utf8)
        if plan.hasSmallDisk { isMounted = mount("tmpfs", state, "tmpfs", 0, "mode=700,size=6m") == 0 }
    }

    /// Whether this user may mount a small file system.
    static let canMount: Bool = {
        var template = Array("/tmp/lockstep-mount-XXXXXX".utf8CString)
        guard geteuid() == 0, mkdtemp(&template) != nil else { return false }
        defer { rmdir(template) }
        guard mount("tmpfs", template, "tmpfs", 0, "size=100k") == 0 else { return false }
        umount2(template, Int32(MNT_DETACH))
        return true
    }()

    var processes: [ChaosProcess] { ChaosProcess.all(under: path) }

    /// Where the sockets are while a coordinator runs.
    var socketFolder: String? { try? StateDirectory(existing: state).socketFolder }

    func noteMemory() { memories.formUnion(ChaosProcess.sharedMemory(of: processes)) }

    // MARK: Disk

    /// Leaves no byte free.
    func fillDisk() throws {
        try put([], at: fillerPath)
        filler = FileHandle(forWritingAtPath: fillerPath)
        for size in [1 << 16, 4096, 1] {
            while (try? filler?.write(contentsOf: Data(count: size))) != nil {}
        }
    }

    func freeDisk() {
        try? filler?.close()
        filler = nil
        unlink(fillerPath)
    }

    /// Spoils the newest checkpoint in one of several ways.
    ///
    /// - Returns: what was done; nil where there is no checkpoint.
    func damageNewestCheckpoint(_ pick: UInt64) throws -> String? {
        let runs = "\(state)/runs"
        let run = try FileManager.default.contentsOfDirectory(atPath: runs).max() ?? ""
        let folder = "\(runs)/\(run)/checkpoints"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        guard let newest = names.filter({ $0.hasPrefix("step-") }).max() else { return nil }
        var contents = try bytes(of: "\(folder)/\(newest)")
        let place = Int(pick >> 8) % max(contents.count, 1)
        let damage: String
        switch pick % 4 {
        case 0:
            contents[place] ^= 1 << UInt8(pick >> 2 & 7)
            damage = "a bit of byte \(place) flipped"
        case 1:
            contents.removeLast(contents.count - place)
            damage = "cut off after \(place) bytes"
        case 2:
            contents = []
            damage = "emptied"
        default:
            contents[place...] = contents[place...].map { _ in 0 }[...]
            damage = "zero from byte \(place) on"
        }
        try put(contents, at: "\(folder)/\(newest)")
        return "\(newest) \(damage)"
    }

    // MARK: The end

    /// Whether a coordinator has the state directory: one that was killed still has it while its last thread
    /// ends, when it is no process any more in the eyes of others.
    var isLocked: Bool { (try? StateDirectory(existing: state).isLocked()) == true }

    /// Waits until nobody is there any more.
    func waitUntilFree() throws {
        for process in processes { OtherProcess.waitForEnd(of: Int(process.pid)) }
        let end = Instant.now + .seconds(10)
        while isLocked, .now < end { _ = try Poller.wait(for: [], timeout: .milliseconds(10)) }
    }

    /// What is still there though everything has ended. Processes that are about to end are waited for.
    func leftovers() throws -> [String] {
        try waitUntilFree()
        var found = processes.map { "process \($0)" }
        found += ChaosProcess.holders(of: memories).map { "process \($0) holds shared memory" }
        let files = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        // A guest that died while it fetched data leaves its part to the next worker in its folder, and none
        // comes.
        let own = files.filter { !$0.hasPrefix("guest-data/") }
        found += own.filter { $0.contains(".tmp-") || $0.hasSuffix(".sock") }.map { "file \($0)" }
        if let socketFolder, FileManager.default.fileExists(atPath: socketFolder) {
            found.append("folder \(socketFolder)")
        }
        let shared = (try? FileManager.default.contentsOfDirectory(atPath: "/dev/shm")) ?? []
        found += shared.filter { $0.contains("lockstep") }.map { "file /dev/shm/\($0)" }
        if isLocked { found.append("a lock that is held") }
        return found
    }

    /// The logs of all processes.
    var logs: [(name: String, text: String)] {
        let folders = [path, "\(state)/logs"]
        return folders.flatMap { folder in
            ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
                .filter { $0.hasSuffix(".log") }.sorted()
                .map { ($0, (try? String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8)) ?? "") }
        }
    }

    /// Ends what still runs and removes everything, or keeps the files for whoever looks into a failure.
    func clear(keepingFiles keeps: Bool) {
        for process in processes { kill(process.pid, SIGKILL) }
        freeDisk()
        if isMounted {
            if keeps { try? FileManager.default.copyItem(atPath: state, toPath: "\(path)/kept") }
            umount2(state, Int32(MNT_DETACH))
        }
        if !keeps { try? FileManager.default.removeItem(atPath: path) }
    }
}
