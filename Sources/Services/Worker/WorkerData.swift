import Dispatch
import Forecasting
import Foundation
import Jobs
import Series
import Store
import Synchronization
import System
import Training

/// A worker's data on disk: looked for, fetched and read on a thread of its own, so that heartbeats never
/// wait for a disk.
final class WorkerData: Sendable {
    private let cache: DataCache
    private let results: Mailbox<WorkerEvent>
    private let queue = DispatchQueue(label: "lockstep.worker.data")
    /// Touched on `queue` alone; the lock is for the compiler.
    private let downloads = Mutex<[String: DownloadInHand]>([:])

    /// What the threads that compute were given last. Touched on `queue` alone; the lock is for the compiler.
    private let current = Mutex<(Prepare, WorkPlan)?>(nil)

    private struct DownloadInHand: @unchecked Sendable {
        // Only ever used on `queue`.
        let download: DataDownload
    }

    /// - Throws: `SystemError` where the folder cannot be made.
    init(folder: String, results: Mailbox<WorkerEvent>) throws {
        try Folder.create(folder, mode: 0o700)
        try TemporaryFile.removeLeftovers(in: folder)
        cache = DataCache(folder: folder)
        self.results = results
    }

    /// Looks for data; where they are missing, makes ready to fetch them.
    func open(digest: String, bytes: Int) {
        perform(digest: digest) { [self] in
            let found = try cache.contains(digest)
            if !found { try beginDownload(digest: digest, bytes: bytes) }
            return .dataOpened(digest: digest, found: found)
        }
    }

    func store(_ chunk: DataChunk) {
        perform(digest: chunk.digest) { [self] in
            guard let download = downloads.withLock({ $0[chunk.digest]?.download }) else {
                throw ServiceError(.unexpected, "a chunk of data that nobody fetches")
            }
            switch try download.append(chunk.bytes, at: chunk.offset) {
            case .incomplete(let next):
                return .chunkStored(digest: chunk.digest, nextOffset: next, isComplete: false)
            case .complete:
                downloads.withLock { $0[chunk.digest] = nil }
                return .chunkStored(
                    digest: chunk.digest, nextOffset: chunk.offset + chunk.bytes.count, isComplete: true)
            }
        }
    }

    /// Reads job and data and hands them to the threads that compute.
    ///
    /// They keep what they have when the same job is named again, as a coordinator does that was started in
    /// place of one that died.
    ///
    /// - Parameter threads: those that compute in this machine's memory; 0 where a device does.
    func prepare(_ prepare: Prepare, threads: Int, pool: ComputePool) {
        perform(digest: prepare.dataDigest) { [self] in
            if let (known, plan) = current.withLock({ $0 }), known == prepare {
                return .prepared(run: prepare.run, plan)
            }
            let bytes: [UInt8]
            do {
                bytes = try cache.read(prepare.dataDigest)
            } catch {
                try beginDownload(digest: prepare.dataDigest, bytes: prepare.dataBytes)
                throw error
            }
            do {
                let file = try JobReader.read(prepare.job, file: "job of \(prepare.run)")
                let series = try ForecastSeries.decode(
                    bytes.span, name: prepare.run, options: file.job.data.windows)
                let job = try PreparedJob(file, series: series)
                if let problem = Self.shortage(bytes.count + threads * job.plan.threadBytes) {
                    return .notPrepared(run: prepare.run, problem: "\(prepare.run): \(problem)")
                }
                pool.setJob(job, of: prepare.run)
                current.withLock { $0 = (prepare, job.plan) }
                return .prepared(run: prepare.run, job.plan)
            } catch {
                return .notPrepared(run: prepare.run, problem: "\(error)")
            }
        }
    }

    /// Reads an order and hands it to the threads that compute.
    func prepareOrder(_ digest: String, bytes: Int, threads: Int, pool: ComputePool) {
        perform(digest: digest) { [self] in
            let read: [UInt8]
            do {
                read = try cache.read(digest)
            } catch {
                try beginDownload(digest: digest, bytes: bytes)
                throw error
            }
            do {
                let work = try ForecastWork.decode(read, name: "order \(digest.prefix(12))")
                if let problem = Self.shortage(2 * read.count + threads * work.computerBytes) {
                    return .orderNotPrepared(digest: digest, problem: problem)
                }
                pool.setOrder(work, digest: digest)
                return .orderPrepared(digest: digest, slices: work.slices)
            } catch {
                return .orderNotPrepared(digest: digest, problem: "\(error)")
            }
        }
    }

    /// Why something cannot be held here; nil where it can.
    private static func shortage(_ bytes: Int) -> String? {
        let most = Memory.most
        return bytes <= most
            ? nil
            : "it takes \(Memory.words(bytes)) of memory, and this worker may have \(Memory.words(most))"
    }

    private func beginDownload(digest: String, bytes: Int) throws {
        let new = DownloadInHand(download: try DataDownload(into: cache, digest: digest, size: bytes))
        downloads.withLock {
            // The job's and an order's may come at once; one that was given up leaves room.
            if $0.count > 1 { $0 = $0.filter { $0.key == digest } }
            $0[digest] = new
        }
    }

    private func perform(digest: String, _ body: @escaping @Sendable () throws -> WorkerEvent) {
        queue.async { [results] in
            do {
                results.post(try body())
            } catch {
                results.post(.dataFailed(digest: digest, reason: "\(error)"))
            }
        }
    }
}
