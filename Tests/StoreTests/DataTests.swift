import Foundation
import Store
import System
import TestFiles
import Testing
import Training

@Suite struct StoreDataTests {
    private let folder: TemporaryFolder
    private let contents = (0..<2500).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    private var digest: String { Digest.sha256(contents) }
    private var cache: DataCache { DataCache(folder: folder.path) }

    init() throws { folder = try TemporaryFolder() }

    @Test func dataComeBackWholeAndInParts() throws {
        #expect(try !cache.contains(digest))
        #expect(throws: SystemError(.notFound, "")) { try cache.read(digest) }
        try cache.store(contents, digest: digest)
        #expect(try cache.contains(digest))
        #expect(try cache.size(digest) == 2500)
        #expect(try cache.read(digest) == contents)
        #expect(try cache.chunk(digest, offset: 1000, maxBytes: 1000) == Array(contents[1000..<2000]))
        #expect(try cache.chunk(digest, offset: 2000, maxBytes: 1000) == Array(contents[2000...]))
        #expect(try cache.chunk(digest, offset: 2500, maxBytes: 1000).isEmpty)
        for offset in [-1, 2501, Int.max] {
            #expect(throws: StoreError(.malformed, "")) {
                try cache.chunk(digest, offset: offset, maxBytes: 10)
            }
        }
    }

    @Test(arguments: [
        "", "..", "../../etc/passwd", String(repeating: "A", count: 64), String(repeating: "/", count: 64),
    ])
    func textThatIsNoDigest_neverBecomesAPath(text: String) throws {
        #expect(throws: StoreError(.malformed, "")) { try cache.path(text) }
        #expect(throws: StoreError(.malformed, "")) { try cache.chunk(text, offset: 0, maxBytes: 1) }
        #expect(throws: StoreError(.malformed, "")) { try DataDownload(into: cache, digest: text, size: 1) }
    }

    @Test func damagedEntry_isRemovedOnReadingAndReplacedOnStoring() throws {
        try cache.store(contents, digest: digest)
        try put(Array(contents.dropLast()), at: cache.path(digest))
        #expect(throws: StoreError(.corrupt, "")) { try cache.read(digest) }
        #expect(try !cache.contains(digest))
        try put([1, 2, 3], at: cache.path(digest))
        try cache.store(contents, digest: digest)
        #expect(try cache.read(digest) == contents)
        #expect(throws: StoreError(.corrupt, "")) { try cache.store([1], digest: digest) }
    }

    @Test(arguments: Fault.allCases)
    func faultAtAnyOperationOfStoring_leavesAllOrNothing(fault: Fault) throws {
        for number in 0..<5 {
            let folder = try TemporaryFolder()
            let faulty = DataCache(folder: folder.path, fileSystem: FaultyFileSystem(fault, at: number))
            #expect(throws: SystemError.self) { try faulty.store(contents, digest: digest) }
            let cache = DataCache(folder: folder.path)
            if try cache.contains(digest) { #expect(try cache.read(digest) == contents) }
            try cache.store(contents, digest: digest)
            #expect(try cache.read(digest) == contents)
        }
    }

    @Test func downloadInParts_endsInTheCache() throws {
        let download = try DataDownload(into: cache, digest: digest, size: 2500)
        #expect(try download.append(part(0), at: 0) == .incomplete(nextOffset: 1000))
        #expect(try !cache.contains(digest))
        #expect(try download.append(part(0), at: 0) == .incomplete(nextOffset: 1000))
        #expect(try download.append(part(2), at: 2000) == .incomplete(nextOffset: 1000))
        #expect(try download.append([], at: 1000) == .incomplete(nextOffset: 1000))
        #expect(try download.append(part(1), at: 1000) == .incomplete(nextOffset: 2000))
        #expect(try download.append(part(2), at: 2000) == .complete)
        #expect(try download.append(part(2), at: 2000) == .complete)
        #expect(try cache.read(digest) == contents)
        #expect(try folder.names() == [digest])
    }

    @Test func emptyData_areComplete() throws {
        let download = try DataDownload(into: cache, digest: Digest.sha256([]), size: 0)
        #expect(try download.append([], at: 0) == .complete)
        #expect(try cache.read(Digest.sha256([])).isEmpty)
    }

    @Test func wrongBytes_neverEnterTheCacheAndTheDownloadBeginsAnew() throws {
        let download = try DataDownload(into: cache, digest: digest, size: 2500)
        _ = try download.append(part(1), at: 0)
        _ = try download.append(part(1), at: 1000)
        #expect(throws: StoreError(.corrupt, "")) { try download.append(part(2), at: 2000) }
        #expect(download.received == 0)
        _ = try download.append(part(0), at: 0)
        #expect(throws: StoreError(.corrupt, "")) { try download.append(contents, at: 1000) }
        #expect(try folder.names().isEmpty)
        for (index, offset) in [0, 1000, 2000].enumerated() {
            _ = try download.append(part(index), at: offset)
        }
        #expect(try cache.read(digest) == contents)
    }

    @Test func impossibleSize_isRefused() {
        for size in [-1, Limits.dataBytes + 1] {
            #expect(throws: StoreError(.oversize, "")) {
                try DataDownload(into: cache, digest: digest, size: size)
            }
        }
    }

    @Test func twoDownloadsOfTheSameData_doNoHarm() throws {
        let first = try DataDownload(into: cache, digest: digest, size: 2500)
        let second = try DataDownload(into: cache, digest: digest, size: 2500)
        for (index, offset) in [0, 1000, 2000].enumerated() {
            _ = try first.append(part(index), at: offset)
            if index < 2 { _ = try second.append(part(index), at: offset) }
        }
        #expect(try cache.read(digest) == contents)
        #expect(try second.append(part(2), at: 2000) == .complete)
        #expect(try cache.read(digest) == contents)
        #expect(try folder.names() == [digest])
    }

    @Test func downloadThatIsGivenUp_leavesNothing() throws {
        do {
            let download = try DataDownload(into: cache, digest: digest, size: 2500)
            _ = try download.append(part(0), at: 0)
        }
        #expect(try folder.names().isEmpty)
    }

    @Test func fullDisk_failsTheDownloadWhichBeginsAnew() throws {
        let full = DataCache(folder: folder.path, fileSystem: FaultyFileSystem(.diskFull, at: 2))
        let download = try DataDownload(into: full, digest: digest, size: 2500)
        _ = try download.append(part(0), at: 0)
        #expect(throws: SystemError(.diskFull, "")) { try download.append(part(1), at: 1000) }
        for (index, offset) in [0, 1000, 2000].enumerated() {
            _ = try download.append(part(index), at: offset)
        }
        #expect(try cache.read(digest) == contents)
    }

    private func part(_ index: Int) -> [UInt8] {
        Array(contents[(1000 * index)..<min(2500, 1000 * index + 1000)])
    }
}
