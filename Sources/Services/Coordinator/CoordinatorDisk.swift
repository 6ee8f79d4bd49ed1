import Dispatch
import Forecasting
import Foundation
import Glibc
import Jobs
import Neural
import Store
import System
import Training
import Transport

/// What a coordinator does on its disk: on a thread of its own, one thing after the other. Jobs that are
/// submitted are read beside it, since their data may be long.
final class CoordinatorDisk: Sendable {
    /// What the thread hands back.
    enum Done: Sendable {
        case event(CoordinatorEvent)
        case opened(PreparedRun, RunJournal, term: UInt64, RunPast)
        case naive(run: String, NaiveSummary)
        case chunkRead(DataChunk, to: PeerID, term: UInt64)
        case chunkUnreadable(problem: String, for: PeerID)
        case orderOpened(RoutingID, ForecastOrder)
        case orderUnreadable(RoutingID, digest: String, problem: String)
        case answered(RoutingID, Reply)
        case submitted(RoutingID, run: String)
    }

    private let state: StateDirectory
    private let queue = DispatchQueue(label: "lockstep.coordinator.disk")
    private let done: Mailbox<Done>
    /// Reads the data of submitted jobs; what it has in hand at the coordinator's end is dropped.
    private let readers = OperationQueue()

    private let wasKilled: Bool

    /// - Parameter wasKilled: whether the coordinator before was killed by somebody.
    init(_ state: StateDirectory, wasKilled: Bool, done: Mailbox<Done>) {
        self.state = state
        self.wasKilled = wasKilled
        self.done = done
        readers.maxConcurrentOperationCount = Limits.jobReaders
    }

    private func later(_ body: @escaping @Sendable (StateDirectory, Mailbox<Done>) -> Void) {
        queue.async { [state, done] in body(state, done) }
    }

    /// Waits until everything that was asked for is done.
    func finish() { queue.sync {} }

    // MARK: Runs

    /// Keeps a job as a run that waits for its turn.
    func submit(_ text: String, path: String, from client: RoutingID) {
        guard readers.operationCount < Limits.submittedJobs else {
            let message =
                "\(Limits.submittedJobs) submitted jobs are being read already; submit it again later"
            return done.post(.answered(client, Reply(code: .refused, message: message)))
        }
        readers.addOperation { [state, done] in
            do {
                let job = try JobReader.read(text, file: path)
                let run = try RunPreparation.create(job, relativeTo: Folder.parent(of: path), in: state).run
                done.post(.submitted(client, run: run.id))
            } catch {
                done.post(.answered(client, Reply(code: .refused, message: "\(error)")))
            }
        }
    }

    func open(_ id: String) {
        later { [queue, wasKilled] state, done in
            do {
                let run = try RunStore(folder: state.runs).find(id)
                var past = RunPast(isLeftBehind: try run.record().status == .running)
                try run.takeUp(wasKilled: wasKilled)
                let opened = try RunPreparation.open(run, in: state)
                past.problems = opened.problems
                past.checkpointAge = run.checkpoints.age(step: opened.plan.state.step)
                let journal = try RunJournal(run, opened, disk: queue, done: done)
                done.post(.opened(opened.plan, journal, term: try state.nextTerm(), past))
            } catch {
                done.post(.event(.unusable(run: id, problem: "\(error)")))
            }
        }
    }

    /// Keeps that a run failed before it began: whoever waits for it is told.
    func keepUnusable(_ id: String, reason: String) {
        later { state, _ in
            // Where even that cannot be written, the run is tried again at the next start.
            var summary = RunSummary(run: id, status: .failed, parameters: 0)
            summary.reason = reason
            try? RunStore(folder: state.runs).find(id).end(summary)
        }
    }

    /// Says of a run that is not at work what is known.
    func describe(_ id: String, to client: RoutingID) {
        later { state, done in
            let message: String
            do {
                let record = try RunStore(folder: state.runs).find(id).record()
                message = "\(id) is not at work: it is \(record.status.rawValue)"
            } catch {
                message = "\(error)"
            }
            done.post(.answered(client, Reply(code: .refused, message: message)))
        }
    }

    // MARK: Data

    func readChunk(digest: String, offset: Int, for peer: PeerID, term: UInt64) {
        later { state, done in
            do {
                let bytes = try DataCache(folder: state.data).chunk(
                    digest, offset: offset, maxBytes: Limits.dataChunkBytes)
                let chunk = DataChunk(digest: digest, offset: offset, bytes: bytes)
                done.post(.chunkRead(chunk, to: peer, term: term))
            } catch {
                done.post(.chunkUnreadable(problem: "\(error)", for: peer))
            }
        }
    }

    // MARK: Forecasts

    /// Reads what is ordered, as far as the coordinator has to know it.
    func openOrder(_ digest: String, fingerprint: String, for client: RoutingID) {
        later { state, done in
            do {
                let cache = DataCache(folder: state.data)
                let bytes = try cache.size(digest)
                guard bytes <= Limits.orderBytes else {
                    throw ServiceError(
                        .unexpected, "an order of \(bytes) bytes; at most \(Limits.orderBytes) are allowed")
                }
                let work = try ForecastWork.decode(
                    try cache.read(digest), name: "order \(digest.prefix(12))")
                let slices = work.slices
                guard (1...Limits.orderSlices).contains(slices) else {
                    throw ServiceError(
                        .unexpected, "an order of \(slices) slices; 1 to \(Limits.orderSlices) are allowed")
                }
                let order = ForecastOrder(
                    digest: digest, bytes: bytes, fingerprint: fingerprint,
                    numbers: (0..<slices).map { work.outputs(ofSlice: $0) })
                done.post(.orderOpened(client, order))
            } catch {
                done.post(.orderUnreadable(client, digest: digest, problem: "\(error)"))
            }
        }
    }

    func keepForecasts(_ outputs: Vector, of order: String, at place: Int) {
        later { state, done in
            do {
                try state.forecasts.write(outputs, of: order, at: place)
            } catch {
                done.post(.event(.forecastsKept(order: order, problem: "\(error)")))
            }
        }
    }

    func finishForecasts(_ order: ForecastOrder) {
        later { state, done in
            var problem: String?
            do {
                try state.forecasts.finish(order.digest, count: order.places[order.slices])
            } catch {
                problem = "\(error)"
            }
            done.post(.event(.forecastsKept(order: order.digest, problem: problem)))
        }
    }

    func removeForecasts(of order: String) {
        later { state, _ in
            // What cannot be removed now does no harm: outputs go at the next start.
            try? state.forecasts.remove(order)
            try? LocalFileSystem().remove(DataCache(folder: state.data).path(order))
        }
    }
}
