import Glibc

/// How much memory this process may have, in bytes.
package enum Memory {
    /// The most that it may ever have: what the machine has, or what its control groups or `ulimit -v` leave
    /// it.
    package static var most: Int {
        let machine = Int(sysconf(Int32(_SC_PHYS_PAGES))) * page
        return ([machine, addressSpace] + groups.map(\.limit)).compactMap(\.self).min() ?? machine
    }

    /// What it may take now without anything being put out to disk, or ended.
    package static var available: Int {
        let left = [field("MemAvailable:", of: "/proc/meminfo").map { $0 << 10 }]
        let inLimits = addressSpace.map { $0 - (numbers("/proc/self/statm").first ?? 0) * page }
        let inGroups = groups.map { group in group.limit - group.used }
        return max(0, (left + [inLimits] + inGroups).compactMap(\.self).min() ?? most)
    }

    /// Bytes in words, such as `1.5 GB`.
    package static func words(_ bytes: Int) -> String {
        let units = ["B", "kB", "MB", "GB", "TB"]
        var (value, unit) = (Double(bytes), 0)
        while value >= 1000, unit + 1 < units.count {
            value /= 1000
            unit += 1
        }
        return "\(value < 10 && unit > 0 ? (value * 10).rounded() / 10 : value.rounded()) \(units[unit])"
            .replacing(".0 ", with: " ")
    }

    private static let page = Int(sysconf(Int32(_SC_PAGESIZE)))

    /// `ulimit -v`; nil for none.
    private static var addressSpace: Int? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else { return nil }
        return Int(exactly: limit.rlim_cur)
    }

    /// The control groups (version 2) of this process that have a limit, its own first. What is used leaves
    /// out what the kernel would give back.
    private static var groups: [(limit: Int, used: Int)] {
        let line = text("/proc/self/cgroup").split(separator: "\n").first { $0.hasPrefix("0::/") }
        guard let line else { return [] }
        var path = "/sys/fs/cgroup" + line.dropFirst(3)
        var groups: [(limit: Int, used: Int)] = []
        while path.hasPrefix("/sys/fs/cgroup") {
            if let limit = numbers(path + "/memory.max").first {
                let used = numbers(path + "/memory.current").first ?? 0
                groups.append((limit, used - (field("inactive_file", of: path + "/memory.stat") ?? 0)))
            }
            path = Folder.parent(of: path)
        }
        return groups
    }

    private static func field(_ name: String, of path: String) -> Int? {
        let line = text(path).split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }

    private static func numbers(_ path: String) -> [Int] {
        text(path).split { $0 == " " || $0 == "\n" }.compactMap { Int($0) }
    }

    /// What the kernel tells in a file; empty where it does not.
    private static func text(_ path: String) -> String {
        let bytes = try? OpenFile(path, O_RDONLY).readStart(SystemLimits.kernelTextBytes)
        return String(decoding: bytes ?? [], as: UTF8.self)
    }
}
