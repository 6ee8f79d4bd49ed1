import Foundation
import Jobs
import Tables

/// The system's data of time zones.
enum ZoneData {
    static let folder = "/usr/share/zoneinfo"

    /// The zone that a job names.
    ///
    /// - Throws: `JobError` where the system has no such zone, `TableError` where its data cannot be read.
    static func read(_ name: String, for file: JobFile) throws -> TimeZoneRules {
        let bytes: Data
        do {
            bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
        } catch {
            throw file.error(
                .badValue,
                "this system has no zone '\(name)' in \(folder); names are such as Europe/Berlin, and the "
                    + "package tzdata has them", key: "data.time_zone")
        }
        let digest = "SHA-256 \(Digest.sha256(Array(bytes)))"
        let version = release.map { "\($0), \(digest)" } ?? digest
        return try TimeZoneRules(bytes.span, name: name, version: version)
    }

    /// Such as `2025b`; nil where the system does not say.
    private static var release: String? {
        let list = try? Data(contentsOf: URL(fileURLWithPath: "\(folder)/tzdata.zi"), options: .alwaysMapped)
        let start = "# version "
        let line = list.map { String(decoding: $0.prefix(40), as: UTF8.self) }?.split(separator: "\n").first
        return line.flatMap { $0.hasPrefix(start) ? String($0.dropFirst(start.count)) : nil }
    }
}
