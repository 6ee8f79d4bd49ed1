import Tables
import TestFiles

/// Zones whose data are made here.
enum ZoneSamples {
    static func berlin() throws -> TimeZoneRules { try zone("CET-1CEST,M3.5.0,M10.5.0/3", first: 3600) }

    static func zone(
        _ rule: String, first: Int32 = 0, changes: [(moment: Int64, offset: Int32)] = []
    ) throws -> TimeZoneRules {
        try TimeZoneRules(
            ZoneFile.bytes(rule, first: first, changes: changes).span, name: "Test/Zone", version: "7")
    }
}
