/// How far a zone's clocks were from UTC, and when they were changed: what a file of the system's zone data
/// says (TZif, RFC 9636).
package struct TimeZoneRules: Sendable, Equatable {
    /// Such as `Europe/Berlin`.
    package let name: String
    /// What the data are known by, such as `2025b`.
    package let version: String
    /// Seconds since 1970, in UTC, ascending: from each on the offset of the same place holds.
    private let changes: [Int64]
    /// Seconds that clocks are ahead of UTC.
    private let offsets: [Int64]
    /// Before the first change.
    private let firstOffset: Int64
    /// Behind the last change; nil: as behind it.
    private let rule: TimeZoneRule?

    /// Reads a file of zone data.
    ///
    /// - Parameters:
    ///   - name: of the zone.
    ///   - version: what the data are known by.
    /// - Throws: `badTimeZone` where the bytes are no such file, or of a version before 2005.
    package init(_ bytes: Span<UInt8>, name: String, version: String) throws(TableError) {
        let read = bytes.withUnsafeBufferPointer { buffer in
            var reader = TZifReader(UnsafeRawBufferPointer(buffer))
            return reader.read()
        }
        guard let read else {
            throw TableError(
                .badTimeZone,
                "the zone data of \(quoted(name)) are no TZif file of version 2 or later; "
                    + "install the package tzdata anew")
        }
        self.name = name
        self.version = version
        (changes, offsets, firstOffset, rule) = (read.changes, read.offsets, read.firstOffset, read.rule)
    }

    /// Clocks that are always as far ahead of UTC, named by that, such as `+05:30`.
    ///
    /// - Parameter offset: nanoseconds.
    package init(offset: Int64) {
        name = Self.offsetText(offset)
        version = ""
        (changes, offsets, firstOffset, rule) = ([], [], offset / 1_000_000_000, nil)
    }

    /// Seconds that clocks are ahead of UTC at a moment, in seconds since 1970.
    package func offset(at moment: Int64) -> Int64 {
        let next = changes.partitioningIndex { $0 > moment }
        if next == changes.count, let rule { return rule.offset(at: moment) }
        return next == 0 ? firstOffset : offsets[next - 1]
    }

    /// The moments, in nanoseconds since 1970 in UTC, at which clocks show a time: none where it was left
    /// out, two, the earlier first, where it came twice.
    ///
    /// - Parameter local: nanoseconds since 1970-01-01 00:00 on the zone's clocks.
    package func moments(of local: Int64) -> [Int64] {
        let second: Int64 = 1_000_000_000
        let day: Int64 = 86_400
        let seconds = CivilDate.floored(local, second)
        // No two changes of one zone lie within a day.
        let near = [offset(at: seconds - day), offset(at: seconds + day)]
        // The greater offset is that of the earlier moment.
        return Set(near).sorted(by: >).filter { offset(at: seconds - $0) == $0 }
            .map { local - $0 * second }
    }

    /// What clocks show at a moment; both in nanoseconds since 1970-01-01 00:00.
    package func local(at moment: Int64) -> Int64 {
        let second: Int64 = 1_000_000_000
        return moment + offset(at: CivilDate.floored(moment, second)) * second
    }

    /// The first moment at which clocks show a time, or would without the change that left it out.
    package func firstMoment(of local: Int64) -> Int64 {
        let second: Int64 = 1_000_000_000
        let before = offset(at: CivilDate.floored(local, second) - 86_400)
        return moments(of: local).first ?? local - before * second
    }

    /// `2024-10-27 02:30:00+02:00`: what clocks show at a moment, and how far they are ahead of UTC.
    package func text(nanoseconds: Int64) -> String {
        let local = local(at: nanoseconds)
        return CivilDate.text(nanoseconds: local, isUTC: false) + Self.offsetText(local - nanoseconds)
    }

    /// `+02:00`, of nanoseconds.
    static func offsetText(_ offset: Int64) -> String {
        let minutes = offset / 60_000_000_000
        let digits = [minutes.magnitude / 60, minutes.magnitude % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return (minutes < 0 ? "-" : "+") + digits.joined(separator: ":")
    }

    /// Whether a text can be the name of a zone, and so of its file.
    package static func isName(_ text: String) -> Bool {
        text.utf8.count <= 64
            && text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
                part.first?.isLetter ?? false
                    && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_+-".contains($0)) }
            }
    }
}

/// Reads TZif, of which the second block alone has moments of 64 bits.
private struct TZifReader {
    private let bytes: UnsafeRawBufferPointer
    private var place = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    private struct Counts {
        let isUT, isStandard, leaps, changes, types, characters: Int

        func bytes(momentBytes: Int) -> Int {
            changes * (momentBytes + 1) + types * 6 + characters + leaps * (momentBytes + 4) + isStandard
                + isUT
        }
    }

    mutating func read() -> (
        changes: [Int64], offsets: [Int64], firstOffset: Int64, rule: TimeZoneRule?
    )? {
        guard let old = header(), old.bytes(momentBytes: 4) <= bytes.count - place else { return nil }
        place += old.bytes(momentBytes: 4)
        guard let counts = header(), counts.bytes(momentBytes: 8) <= bytes.count - place, counts.types > 0
        else { return nil }
        let changes = (0..<counts.changes).map { _ in number(8) }
        let kinds = (0..<counts.changes).map { _ in Int(number(1) & 0xFF) }
        var offsets: [Int64] = []
        for _ in 0..<counts.types {
            offsets.append(number(4))
            place += 2
        }
        place += counts.characters + counts.leaps * 12 + counts.isStandard + counts.isUT
        guard kinds.allSatisfy(offsets.indices.contains), zip(changes, changes.dropFirst()).allSatisfy(<),
            offsets.allSatisfy(TimeZoneRule.offsets.contains)
        else { return nil }
        var rule: TimeZoneRule?
        let footer = bytes[place...]
        if footer.first == UInt8(ascii: "\n"), let end = footer.dropFirst().firstIndex(of: UInt8(ascii: "\n"))
        {
            let text = String(decoding: bytes[place + 1..<end], as: UTF8.self)
            rule = TimeZoneRule(text)
            if rule == nil, !text.isEmpty { return nil }
        }
        return (changes, kinds.map { offsets[$0] }, offsets[0], rule)
    }

    private mutating func header() -> Counts? {
        guard bytes.count - place >= 44, bytes[place..<place + 4].elementsEqual(Array("TZif".utf8)),
            bytes[place + 4] >= UInt8(ascii: "2")
        else { return nil }
        place += 20
        let counts = (0..<6).map { _ in Int(number(4)) }
        guard counts.allSatisfy({ 0...1_000_000 ~= $0 }) else { return nil }
        return Counts(
            isUT: counts[0], isStandard: counts[1], leaps: counts[2], changes: counts[3], types: counts[4],
            characters: counts[5])
    }

    /// A number of so many bytes, the highest first, with its sign.
    private mutating func number(_ count: Int) -> Int64 {
        defer { place += count }
        let bits = bytes[place..<place + count].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let shift = UInt64(64 - 8 * count)
        return Int64(bitPattern: bits << shift) >> Int64(shift)
    }
}
