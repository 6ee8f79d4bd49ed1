import Foundation
import Jobs
import Neural
import Testing

/// What the documentation shows is what the code does.
struct DocumentationTests {
    // MARK: Pictures of masks

    /// One picture of the page about dropout: the masks that the last layer of a model draws for two samples
    /// of one step.
    struct Picture: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let layers: [Layer]
        /// Masks side by side, each with its name.
        var masks: [(name: String, index: Int)] = [("", 0)]
        var row = "feature"

        init(_ description: String, _ layers: Layer...) {
            testDescription = description
            self.layers = layers
        }
    }

    static let timeSteps = 24
    static let rows = 6
    static let rate = 0.3
    static let spatial = Layer.spatialDropout1D(SpatialDropout1D(rate: rate))
    static let pictures = [
        Picture("every element", .dropout(Dropout(rate: rate))),
        Picture("(null, 1, null)", .dropout(Dropout(rate: rate, noiseShape: [nil, 1, nil]))),
        Picture("(1, T, 1)", .dropout(Dropout(rate: rate, noiseShape: [1, timeSteps, 1]))),
        Picture("LSTM dropout, shared", spatial, .lstm(LSTM(units: rows, dropout: rate))),
        gates(Picture("LSTM recurrent dropout", spatial, .lstm(LSTM(units: rows, recurrentDropout: rate)))),
    ]

    private static func gates(_ picture: Picture) -> Picture {
        var picture = picture
        picture.masks = [("i", 4), ("f", 5), ("c", 6), ("o", 7)]
        picture.row = "unit"
        return picture
    }

    @Test(arguments: pictures)
    func everyPictureOfMasks_isDrawnByTheProduct(picture: Picture) throws {
        let drawn = try Self.draw(picture)
        let page = try Self.text("deploy/manual/dropout.md")
        #expect(page.contains("```text\n\(drawn)\n```"), "should show:\n\(drawn)")
    }

    @Test func pictureOfWholeFeatures_standsInTheReadme() throws {
        let drawn = try Self.draw(Self.pictures[1])
        #expect(try Self.text("README.md").contains("```text\n\(drawn)\n```"), "should show:\n\(drawn)")
    }

    @Test func spatialDropout_drawsTheMasksOfItsNoiseShape() throws {
        #expect(try Self.draw(Picture("", Self.spatial)) == Self.draw(Self.pictures[1]))
    }

    /// Time steps across, features or units down; seed 7, step 0, slots 0 and 32.
    private static func draw(_ picture: Picture) throws -> String {
        let width = picture.masks.count > 1 ? 9 : timeSteps
        let label = picture.row.count + 4
        let model = try Model(layers: picture.layers, timeSteps: timeSteps, features: rows)
        var lines = [String(repeating: " ", count: label)]
        lines += (0..<rows).map {
            "\(picture.row) \($0)".padding(toLength: label, withPad: " ", startingAt: 0)
        }
        for slot: UInt32 in [0, 32] {
            for (name, index) in picture.masks {
                let draw = DropoutDraw(seed: 7, step: 0, firstSlot: slot)
                let mask = try #require(
                    model.dropoutMask(
                        layer: picture.layers.count - 1, mask: index, samples: 1, draw: draw))
                let title = "slot \(slot) \(name)"
                lines[0] += title.padding(toLength: width + 2, withPad: " ", startingAt: 0)
                for row in 0..<rows {
                    lines[row + 1] +=
                        (0..<width).map { isKept(mask, time: $0, row: row) ? "█" : "·" }.joined() + "  "
                }
            }
        }
        return lines.map { $0.trimmingSuffix(" ") }.joined(separator: "\n")
    }

    /// Whether one sample's mask keeps an element; an axis that the mask lacks, or has only once, shares it.
    private static func isKept(_ mask: DropoutMask, time: Int, row: Int) -> Bool {
        let times = mask.shape.count == 3 ? mask.shape[1] : 1
        let rows = mask.shape[mask.shape.count - 1]
        return mask.values[min(time, times - 1) * rows + min(row, rows - 1)] > 0
    }

    // MARK: Jobs

    @Test func demoFile_isTheEmbeddedDemo() throws {
        #expect(try Self.text("deploy/jobs/demo.yaml") == DemoJob.text)
    }

    @Test(arguments: ["deploy/jobs/demo.yaml", "deploy/jobs/etth1.yaml"])
    func jobsThatAreDelivered_canBeRead(path: String) throws {
        _ = try JobReader.read(Self.text(path), file: path)
    }

    @Test(arguments: ["README.md", "deploy/jobs/README.md"])
    func jobsInTheDocumentation_canBeRead(path: String) throws {
        let jobs = try Self.text(path).components(separatedBy: "```yaml\n").dropFirst()
            .compactMap { $0.components(separatedBy: "```").first }
        #expect(!jobs.isEmpty)
        for job in jobs { _ = try JobReader.read(job, file: path) }
    }

    // MARK: The reference of keys

    private static func reference() throws -> [JobReference.Row] {
        try JobReference.rows(text("deploy/jobs/README.md")).flatMap(JobReference.written)
    }

    @Test func everyKeyOfAJob_isDocumentedAndEveryDocumentedKeyExists() throws {
        let documented = Set(try Self.reference().map(\.key))
        let known = Set(JobReference.lines.map(\.key))
        let leaves = known.filter { key in
            !known.contains { $0.hasPrefix(key + ".") || $0.hasPrefix(key + "[") }
        }
        #expect(documented.subtracting(known).sorted() == [], "documented, but no keys")
        #expect(leaves.subtracting(documented).sorted() == [], "keys, but not documented")
    }

    @Test func keysOfTheReference_areThoseThatTheReaderNames() throws {
        let lines = JobReference.lines.map(\.key)
        #expect(Set(lines).count == lines.count)
        // A layer that has no options is named in no section.
        let named = lines.filter { !$0.hasPrefix("model[].") || $0.split(separator: ".").count > 2 }
        #expect(try JobReference.knownKeys() == Set(named))
    }

    @Test func documentedValues_areThoseThatTheReaderTakes() throws {
        let cells = Dictionary(uniqueKeysWithValues: try Self.reference().map { ($0.key, $0.takes) })
        for line in JobReference.lines {
            guard let cell = cells[line.key] else { continue }
            #expect(JobReference.agrees(cell, with: line.takes), "\(line.key): \(cell) and \(line.takes)")
        }
    }

    @Test func documentedDefaults_areTheOnesThatAJobResolvesTo() throws {
        let usual = Dictionary(uniqueKeysWithValues: JobReference.lines.map { ($0.key, $0.usual) })
        let resolved = try JobReference.resolvedDefaults()
        var compared = 0
        for row in try Self.reference() {
            guard let value = row.defaultValue, let truth = usual[row.key] ?? nil else { continue }
            compared += 1
            let isEqual = Double(value).map { $0 == Double(truth) } ?? (value == truth)
            #expect(isEqual, "\(row.key): documented \(value), usual \(truth)")
            if let written = resolved[row.key] { #expect(written == truth, "\(row.key)") }
        }
        #expect(compared >= 40, "only \(compared) defaults could be compared")
    }

    /// A file of the repository, found from this one's place.
    private static func text(_ path: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }
}

extension String {
    fileprivate func trimmingSuffix(_ character: Character) -> String {
        String(self[..<(lastIndex { $0 != character }.map(index(after:)) ?? startIndex)])
    }
}
