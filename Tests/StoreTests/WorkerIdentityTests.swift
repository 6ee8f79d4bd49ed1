import Pace
import Store
import TestFiles
import Testing

@Suite(.blocking) struct WorkerIdentityTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func workersAtTheSameTime_haveOneEach() throws {
        let both = try (0..<2).map { _ in try WorkerIdentity(folder: folder("data")) }
        #expect(both[0].text != both[1].text)
        for identity in both { #expect(identity.text.wholeMatch(of: /[0-9a-f]{8}/) != nil) }
    }

    @Test func whoIsStartedInPlaceOfAnother_hasItsIdentity() throws {
        let first = try WorkerIdentity(folder: folder("data"))
        var second: WorkerIdentity? = try WorkerIdentity(folder: folder("data"))
        let text = second?.text
        second = nil
        #expect(try WorkerIdentity(folder: folder("data")).text == text)
        #expect(first.text != text)
    }

    @Test func foldersHaveIdentitiesOfTheirOwn_andDamagedOnesAreMadeAnew() throws {
        let first = try WorkerIdentity(folder: folder("a")).text
        #expect(try WorkerIdentity(folder: folder("b")).text != first)
        try put(Array("12345x78".utf8), at: folder("a/worker-1.id"))
        let second = try WorkerIdentity(folder: folder("a")).text
        #expect(second != first && second.wholeMatch(of: /[0-9a-f]{8}/) != nil)
        #expect(try WorkerIdentity(folder: folder("a")).text == second)
    }
}
