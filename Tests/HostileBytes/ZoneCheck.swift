import Tables
import TestFiles

/// Files of zone data: 8 bytes that say seconds since 1970, little-endian, the file.
enum ZoneCheck {
    static func check(_ bytes: UnsafeRawBufferPointer) throws -> Decoder.Outcome {
        var reader = InputReader(bytes)
        let seconds = reader.number(Int64.self)
        let zone: TimeZoneRules
        do {
            zone = try TimeZoneRules(Array(reader.rest).span, name: "Test/Zone", version: "7")
        } catch {
            try promise(error.code == .badTimeZone && !error.message.isEmpty, "refused as \(error)")
            return .refused
        }
        // What a table's times reach: 1677 to 2262, less a day at each end.
        let second: Int64 = 1_000_000_000
        let reach = Int64.max / second - 2 * 86_400
        for moment in [seconds % reach, -reach, reach, 0, 1_729_990_800] {
            try promise(
                (-93_600...93_600).contains(zone.offset(at: moment)), "\(zone.offset(at: moment)) s from UTC")
            try checkMoments(of: zone, at: moment * second)
        }
        return .accepted
    }

    private static func checkMoments(of zone: TimeZoneRules, at moment: Int64) throws {
        let local = zone.local(at: moment)
        for time in [local, moment] {
            let moments = zone.moments(of: time)
            try promise(moments.count <= 2, "\(time) came \(moments.count) times")
            try promise(zip(moments, moments.dropFirst()).allSatisfy(<), "\(moments) are not in order")
            try promise(moments.allSatisfy { zone.local(at: $0) == time }, "\(moments) are not \(time)")
            try promise(moments.isEmpty || zone.firstMoment(of: time) == moments[0], "not the first moment")
        }
        try promise(zone.text(nanoseconds: moment).count >= 20, zone.text(nanoseconds: moment))
    }

    /// An input that holds a zone with changes and, behind them, a rule.
    static func input(
        _ rule: String, first: Int32 = 0, changes: [(moment: Int64, offset: Int32)] = [], at seconds: Int64
    ) -> [UInt8] {
        withUnsafeBytes(of: seconds.littleEndian) { Array($0) }
            + ZoneFile.bytes(rule, first: first, changes: changes)
    }

    static let seeds = [
        input("CET-1CEST,M3.5.0,M10.5.0/3", first: 3600, at: 1_729_990_800),
        input("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", first: 37_800, at: 1_712_415_600),
        input("UTC0", at: -1), input("", first: -18_000, at: 5_000_000_000),
        input("EST5EDT,J60/-1,300/24", first: -17_762, changes: [(-2_717_650_800, -18_000)], at: 0),
        input("XXX3", changes: [(0, 3600), (90_000, 7200), (20_000_000, 0)], at: 90_000),
    ]
}
