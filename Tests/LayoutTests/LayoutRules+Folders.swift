extension LayoutRules {
    /// What a folder may name of the folders beside it, in its own target. What lies in no folder is for all.
    private static let folderArrows: [String: [String: Set<String>]] = [
        "Neural": ["Keys": [], "Random": [], "Vectors": []],
        "Tables": ["CSV": ["Times"], "Times": []],
        "Plotting": [
            "Chart": [], "Text": [], "Axes": ["Chart", "Text"], "Charts": ["Chart", "Text"],
            "SVG": ["Chart", "Text", "Axes"], "Terminal": ["Chart", "Text", "Axes"],
        ],
        "Series": ["Calendar": [], "Demo": [], "Windows": []],
        "Jobs": ["Keys": [], "Plan": []],
        "Training": [
            "Messages": [], "Reduction": ["Messages"], "Worker": ["Messages", "Reduction"],
            "Crew": ["Messages"], "Work": ["Crew", "Messages", "Reduction"],
            "Orders": ["Crew", "Messages", "Work"],
            "Run": ["Messages", "Reduction"], "Reports": ["Orders", "Run"],
            "Queues": ["Messages", "Worker"],
            "Coordinator": ["Queues", "Crew", "Work", "Run", "Orders", "Reports", "Messages", "Reduction"],
            "Supervision": ["Messages", "Reports"],
        ],
        "Simulation": ["World": [], "Faults": ["World"], "Processes": ["World", "Faults"]],
        "Device": ["Driver": [], "Cuda": ["Driver"], "Passes": ["Driver"]],
        "System": ["Files": [], "Processes": []],
        "Transport": ["ZeroMQ": [], "Wire": ["ZeroMQ"], "SharedMemory": ["Wire"]],
        "Store": [
            "Formats": [], "Data": ["Formats"], "Checkpoints": ["Formats"],
            "Forecasts": ["Formats"], "State": ["Formats", "Forecasts"],
            "Runs": ["Formats", "Data", "Checkpoints", "State"],
        ],
        "Services": ["Coordinator": [], "Worker": []],
        "Launcher": ["Display": []],
        "Benchmarks": ["Kernels": []],
    ]

    /// Names that a folder has no business with, as `path:line: what`.
    static func folders(_ files: [SourceFile]) -> [String] {
        Dictionary(grouping: files, by: \.target).flatMap { target, files in
            guard let arrows = folderArrows[target] else { return [String]() }
            let owners = owners(of: files)
            return files.flatMap { file in
                guard let folder = file.folder, let allowed = arrows[folder] else { return [String]() }
                return file.code.flatMap { number, line in
                    Set(line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
                        .filter { word in
                            owners[word].map { $0 != folder && !allowed.contains($0) } ?? false
                        }
                        .map { file.offence(number, "\(folder) names \($0) of \(owners[$0] ?? "")") }
                }
            }
        }
        .sorted()
    }

    /// The folder of each type that a target declares at the top of a file; names that two folders have are
    /// left out.
    private static func owners(of files: [SourceFile]) -> [String: String] {
        var owners: [String: String] = [:]
        var ambiguous: Set<String> = []
        for file in files {
            guard let folder = file.folder else { continue }
            for (_, line) in file.code where line.first.map({ !$0.isWhitespace }) ?? false {
                let words = line.split(separator: " ").map(String.init)
                guard let place = words.firstIndex(where: kindsOfTypes.contains), place + 1 < words.count
                else { continue }
                let name = String(words[place + 1].prefix { $0.isLetter || $0.isNumber || $0 == "_" })
                if owners.updateValue(folder, forKey: name).map({ $0 != folder }) == true {
                    ambiguous.insert(name)
                }
            }
        }
        return owners.filter { !ambiguous.contains($0.key) }
    }

    private static let kindsOfTypes: Set<String> = [
        "struct", "class", "enum", "protocol", "actor", "typealias",
    ]
}
