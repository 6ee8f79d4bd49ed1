import Tables

/// Zone data as a system has them, made here: a first offset, changes, and a rule for all years behind them.
enum ZoneSamples {
    static func berlin() throws -> TimeZoneRules { try zone("CET-1CEST,M3.5.0,M10.5.0/3", first: 3600) }

    static func zone(
        _ rule: String, first: Int32 = 0, changes: [(moment: Int64, offset: Int32)] = []
    ) throws -> TimeZoneRules {
        try TimeZoneRules(bytes(rule, first: first, changes: changes).span, name: "Test/Zone", version: "7")
    }

    static func bytes(
        _ rule: String, first: Int32 = 0, changes: [(moment: Int64, offset: Int32)] = []
    ) -> [UInt8] {
        func big(_ number: some FixedWidthInteger) -> [UInt8] {
            withUnsafeBytes(of: number.bigEndian) { Array($0) }
        }
        func header(_ changes: Int, _ types: Int, _ characters: Int) -> [UInt8] {
            Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
                + [0, 0, 0, changes, types, characters].flatMap { big(UInt32($0)) }
        }
        let old = header(0, 1, 1) + [UInt8](repeating: 0, count: 7)
        let offsets = [first] + changes.map(\.offset)
        return old + header(changes.count, offsets.count, 4) + changes.flatMap { big($0.moment) }
            + changes.indices.map { UInt8($0 + 1) } + offsets.flatMap { big($0) + [0, 0] }
            + Array("LMT\0".utf8)
            + Array("\n\(rule)\n".utf8)
    }
}
