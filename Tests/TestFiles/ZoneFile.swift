/// Files of zone data as a system has them (TZif, RFC 9636), made here.
package enum ZoneFile {
    /// A first offset, changes, and a rule for all years behind them; offsets and moments in seconds.
    package static func bytes(
        _ rule: String, first: Int32 = 0, changes: [(moment: Int64, offset: Int32)] = []
    ) -> [UInt8] {
        func big(_ number: some FixedWidthInteger) -> [UInt8] {
            withUnsafeBytes(of: number.bigEndian) { Array($0) }
        }
        func header(_ changes: Int, _ types: Int, _ characters: Int) -> [UInt8] {
            Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
                + [0, 0, 0, changes, types, characters].flatMap { big(UInt32($0)) }
        }
        let offsets = [first] + changes.map(\.offset)
        return header(0, 1, 1) + [UInt8](repeating: 0, count: 7) + header(changes.count, offsets.count, 4)
            + changes.flatMap { big($0.moment) } + changes.indices.map { UInt8($0 + 1) }
            + offsets.flatMap { big($0) + [0, 0] } + Array("LMT\0\n\(rule)\n".utf8)
    }
}
