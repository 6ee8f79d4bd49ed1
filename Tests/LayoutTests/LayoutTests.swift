import Foundation
import Testing

/// The rules of layout that a reader relies on, held against the sources themselves.
@Suite struct LayoutTests {
    private let sources: [SourceFile]
    private let tests: [SourceFile]

    init() throws {
        sources = try SourceFile.all(under: "Sources")
        tests = try SourceFile.all(under: "Tests")
    }

    private func expectNone(_ offences: [String]) {
        #expect(offences.isEmpty, "\(offences.count) offence(s):\n\(offences.joined(separator: "\n"))")
    }

    @Test func filesAreFound() {
        #expect(sources.count > 100 && tests.count > 100)
        let targets: Set = ["Neural", "Series", "Training", "lockstep"]
        #expect(Set(sources.map(\.target)).isSuperset(of: targets))
    }

    @Test func importsPointOneWay() { expectNone(sources.flatMap(LayoutRules.imports)) }
    @Test func foldersNameOnlyThoseBelowThem() { expectNone(LayoutRules.folders(sources)) }
    @Test func noFileIsLongerThan500Lines() { expectNone((sources + tests).flatMap(LayoutRules.length)) }
    @Test func noFunctionIsLongerThan70Lines() {
        expectNone((sources + tests).flatMap(LayoutRules.functionLength))
    }
    @Test func noLineIsLongerThan110Characters() {
        expectNone((sources + tests).flatMap(LayoutRules.lineLength))
    }
    @Test func formatterKnowsTheLengthOfLines() throws {
        let file = SourceFile.root.appendingPathComponent(".swift-format")
        let settings = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        #expect(settings?["lineLength"] as? Int == LayoutRules.columns)
    }
    @Test func noCommentLeadsElsewhere() {
        expectNone((sources + tests).flatMap(LayoutRules.pagesElsewhere))
    }
    @Test func nothingTrapsOnPurpose() { expectNone(sources.flatMap(LayoutRules.traps)) }
    @Test func nothingIsUnwrappedByForce() { expectNone(sources.flatMap(LayoutRules.forceUnwraps)) }
    @Test func typesAreNamedForWhatTheyAre() { expectNone(sources.flatMap(LayoutRules.names)) }
    @Test func everyUncheckedSendableSaysWhyItHolds() { expectNone(sources.flatMap(LayoutRules.unchecked)) }
}
