import Neural
import Store
import System
import TestFiles
import Testing

/// Outputs of orders, as they come in.
@Suite struct ForecastsFolderTests {
    private let folder: TemporaryFolder
    private let forecasts: ForecastsFolder
    private let digest = String(repeating: "ab", count: 32)

    init() throws {
        folder = try TemporaryFolder()
        forecasts = ForecastsFolder(path: folder.path)
    }

    private func read(_ numbers: [Int]) throws -> [[UInt32]] {
        var read: [[UInt32]] = []
        try forecasts.read(digest, numbers: numbers) { _, outputs in read.append(outputs.map(\.bitPattern)) }
        return read
    }

    @Test func slices_areReadInTheirOrderWhateverCameFirst() throws {
        try forecasts.write([3, -0.0], of: digest, at: 2)
        #expect(throws: (any Error).self) { try forecasts.finish(digest, count: 5) }
        try forecasts.write([1, .nan], of: digest, at: 0)
        #expect(throws: SystemError(.notFound, "")) { try read([4]) }
        try forecasts.finish(digest, count: 4)
        let all = [1, Float.nan, 3, -0.0].map(\.bitPattern)
        #expect(try read([1, 3]) == [[all[0]], Array(all[1...])])
        #expect(throws: StoreError(.corrupt, "")) { try read([3]) }
    }

    @Test func whatNobodyWaitsFor_isRemoved() throws {
        try forecasts.write([1], of: digest, at: 0)
        try forecasts.remove(digest)
        #expect(try Folder.names(in: folder.path).isEmpty)
        try forecasts.write([1], of: digest, at: 0)
        try forecasts.finish(digest, count: 1)
        try forecasts.removeAll()
        #expect(try Folder.names(in: folder.path).isEmpty)
        #expect(throws: StoreError(.malformed, "")) { try forecasts.remove("../x") }
    }
}
