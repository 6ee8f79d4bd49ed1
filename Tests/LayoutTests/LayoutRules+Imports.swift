extension LayoutRules {
    /// What a target may import of ours; each may import what those may, too.
    private static let arrows: [String: Set<String>] = [
        "System": [], "Neural": ["CKernels"], "Tables": [], "Series": ["Tables", "Neural"],
        "Forecasting": ["Series"], "Jobs": ["Forecasting"], "Training": ["Jobs"],
        "Plotting": ["Tables"], "Simulation": ["Training"], "Transport": ["Training", "System"],
        "Store": ["Training", "System"],
        "Device": ["Neural", "System"],
        "Services": ["Transport", "Store", "Device"],
        "Launcher": ["Transport", "Store", "Device", "Plotting"],
        "Benchmarks": ["Launcher", "Services", "Simulation"],
        "lockstep": executables, "lockstep-coordinator": executables, "lockstep-worker": executables,
    ]
    private static let executables: Set<String> = ["Launcher", "Benchmarks", "Services", "Simulation"]
    /// What a target may import of others.
    private static let foreign: [String: Set<String>] = [
        "System": ["CISAL", "CLinux", "Foundation", "Glibc", "Synchronization"],
        "Neural": ["CBLAS", "Dispatch", "Glibc", "Synchronization"], "Tables": ["CCSV", "Glibc"],
        "Plotting": ["Glibc"], "Series": [],
        "Forecasting": ["FoundationEssentials"], "Jobs": ["Yams"], "Training": [], "Simulation": [],
        "Transport": ["CLinux", "Glibc", "Synchronization"], "Store": ["Crypto", "Foundation", "Glibc"],
        "Device": ["Crypto", "Glibc", "Synchronization"],
        "Services": ["Dispatch", "Foundation", "Glibc", "Logging", "Synchronization"],
        "Launcher": ["CLinux", "Foundation", "Glibc"],
        "Benchmarks": ["Dispatch", "Foundation", "Glibc", "Synchronization"],
        "lockstep": ["ArgumentParser", "Glibc"], "lockstep-coordinator": ["ArgumentParser"],
        "lockstep-worker": ["ArgumentParser", "Glibc"],
    ]
    /// Modules that one folder alone may import.
    private static let fenced = [
        "CZMQ": "Sources/Transport/ZeroMQ/", "CLockstepProtos": "Sources/Transport/Wire/",
    ]

    private static func allowed(_ target: String) -> Set<String>? {
        guard let below = arrows[target] else { return nil }
        return below.reduce(into: below.union(foreign[target] ?? [])) { all, next in
            all.formUnion((allowed(next) ?? []).subtracting(foreign[next] ?? []))
        }
    }

    static func imports(_ file: SourceFile) -> [String] {
        file.code.compactMap { number, line in
            guard let module = module(importedBy: line) else { return nil }
            if let folder = fenced[module] {
                return file.path.hasPrefix(folder)
                    ? nil : file.offence(number, "import \(module) outside \(folder)")
            }
            guard let allowed = allowed(file.target) else {
                return file.offence(number, "\(file.target) has no entry in the list of allowed imports")
            }
            return allowed.contains(module) ? nil : file.offence(number, "\(file.target) imports \(module)")
        }
    }

    /// The module that a line imports; nil where it imports nothing.
    private static func module(importedBy line: String) -> String? {
        let words = line.split(separator: " ").map(String.init)
        guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
            words[..<place].allSatisfy({ $0.hasPrefix("@") || modifiers.contains($0) })
        else { return nil }
        // `import struct Foundation.Date` names the module after the kind.
        let name = kinds.contains(words[place + 1]) ? words.dropFirst(place + 2).first : words[place + 1]
        return name?.split(separator: ".").first.map(String.init)
    }

    private static let modifiers: Set<String> = ["public", "package", "internal", "fileprivate", "private"]
    private static let kinds: Set<String> = [
        "struct", "class", "enum", "protocol", "typealias", "func", "let", "var",
    ]
}
