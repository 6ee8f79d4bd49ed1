import Neural
import Synchronization
import Training
import Transport

/// Memory that a coordinator and a worker share, both in this process: what messages may name.
final class SharedVectors: Sendable {
    static let shared = SharedVectors()

    static let numbers = 8

    private let coordinators: PartialMemory?
    private let workers: AttachedMemory?
    private let isReceived = Atomic(true)
    private let turn = Mutex(())

    private init() {
        let token: UInt64 = 0x5EED
        let weights = try? SharedMemory(
            bytes: WeightsMemory.slots * Self.numbers * MemoryLayout<Float>.stride, token: token)
        coordinators = try? PartialMemory(number: 1, numbers: Self.numbers, slots: 2, token: token)
        if let coordinators, let weights {
            workers = try? AttachedMemory(
                MemoryOffer(
                    run: "run", memory: 1, numbers: Self.numbers, partials: coordinators.path, slots: 2,
                    weights: weights.path, token: token))
        } else {
            workers = nil
        }
    }

    /// One after the other: what one check has handed over no other one may take.
    func inTurn<Result: Sendable>(
        _ body: () throws(TransportError) -> Result
    ) throws(TransportError) -> Result {
        try turn.withLock { (_) throws(TransportError) in try body() }
    }

    /// Has the worker hand over a partial, unless one still waits.
    func handOver() {
        guard isReceived.load(ordering: .relaxed), let partials = workers?.partials,
            let partial = partials.take()
        else { return }
        _ = partials.lend(partial)
        isReceived.store(false, ordering: .relaxed)
    }

    /// As the coordinator finds a gradient's numbers.
    func partial(at place: SharedPlace) throws(TransportError) -> Vector {
        guard let coordinators else { return [] }
        let partial = try coordinators.receive(place)
        isReceived.store(true, ordering: .relaxed)
        return partial
    }

    /// As a worker finds an assignment's numbers.
    func weights(at place: SharedPlace) throws(TransportError) -> Vector {
        guard let workers else { return [] }
        return try workers.weights(at: place)
    }
}
