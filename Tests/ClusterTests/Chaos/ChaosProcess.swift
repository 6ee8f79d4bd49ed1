import Foundation
import Glibc
import TestFiles

/// A process of a round, found by the round's folder among its arguments: whoever started it, it is found.
struct ChaosProcess: Sendable, CustomStringConvertible {
    let pid: Int32
    let arguments: [String]

    var name: String { arguments.first?.split(separator: "/").last.map(String.init) ?? "" }
    var isWorker: Bool { name == "lockstep-worker" }
    var isCoordinator: Bool { name == "lockstep-coordinator" }
    var description: String { "\(pid) (\(arguments.joined(separator: " ")))" }

    /// The living processes that have `folder` or something in it among their arguments, in the order of
    /// their numbers.
    static func all(under folder: String) -> [ChaosProcess] {
        let own = getpid()
        return numbers().compactMap { pid in
            guard pid != own, let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline"),
                OtherProcess.runs(Int(pid))
            else { return nil }
            let arguments = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            guard arguments.dropFirst().contains(where: { $0.contains(folder) }) else { return nil }
            return ChaosProcess(pid: pid, arguments: arguments)
        }
    }

    /// The memory that these processes share, by inode.
    static func sharedMemory(of processes: [ChaosProcess]) -> Set<UInt64> {
        processes.reduce(into: []) { $0.formUnion(memory(of: $1.pid)) }
    }

    /// Processes that still hold one of these memories.
    static func holders(of memories: Set<UInt64>) -> [Int32] {
        numbers().filter { !memories.isDisjoint(with: memory(of: $0)) }
    }

    /// The processes of Lockstep's executables, by the names that the kernel keeps of them: of strangers
    /// nothing else is asked.
    private static func numbers() -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0) }.sorted().filter { pid in
            guard let name = FileManager.default.contents(atPath: "/proc/\(pid)/comm") else { return false }
            return executables.contains(String(decoding: name.dropLast(), as: UTF8.self))
        }
    }

    private static let executables = Set(
        ["lockstep", "lockstep-coordinator", "lockstep-worker"].map { String($0.prefix(15)) })

    /// Inodes of Lockstep's anonymous files that a process has mapped; its descriptors are mapped, all of
    /// them.
    private static func memory(of pid: Int32) -> Set<UInt64> {
        guard let maps = FileManager.default.contents(atPath: "/proc/\(pid)/maps") else { return [] }
        let lines = String(decoding: maps, as: UTF8.self).split(separator: "\n")
        return Set(
            lines.filter { $0.contains("memfd:lockstep") }.compactMap { line in
                // Addresses, rights, offset, device, inode, name.
                line.split(separator: " ").dropFirst(4).first.flatMap { UInt64($0) }
            })
    }
}
