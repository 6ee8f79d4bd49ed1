import Foundation
import Glibc
import Jobs
import Neural
import TestFiles
import TestMessages
import Testing
import Training
import Transport

/// Memory that coordinator and worker share, each side through a mapping of its own.
struct SharedMemoryTests {
    private let numbers = 10_000
    private let token: UInt64 = 0x0123_4567_89ab_cdef

    private func pair(slots: Int = 2) throws -> (coordinator: PartialMemory, worker: PartialMemory) {
        let coordinator = try PartialMemory(number: 7, numbers: numbers, slots: slots, token: token)
        let offer = MemoryOffer(
            run: "r", memory: 7, numbers: numbers, partials: coordinator.path, slots: slots, weights: "",
            token: token)
        return (coordinator, try PartialMemory(offer))
    }

    /// A partial whose numbers are all `value`, in the worker's memory.
    private func partial(_ value: Float, in worker: PartialMemory) throws -> Vector {
        var vector = try #require(worker.take())
        vector.withUnsafeMutableBufferPointer { $0.update(repeating: value) }
        return vector
    }

    @Test func partialIsReadWhereTheWorkerWroteIt() throws {
        let (coordinator, worker) = try pair()
        let place = try #require(worker.lend(try partial(2.5, in: worker)))
        let received = try coordinator.receive(place)
        #expect(received == Vector(repeatElement(2.5, count: numbers)))
    }

    @Test func slotIsFreeAgainOnlyWhenTheCoordinatorIsDone() throws {
        let (coordinator, worker) = try pair()
        let place = try #require(worker.lend(try partial(1, in: worker)))
        let other = try #require(worker.take())
        #expect(worker.take() == nil, "one slot is lent, the other in use")
        func use() throws {
            let received = try coordinator.receive(place)
            #expect(worker.take() == nil && received[0] == 1)
        }
        try use()
        #expect(try #require(worker.take()).count == numbers)
        #expect(other.count == numbers)
    }

    @Test func sumsStandInTheMemoryThatCameFirst() throws {
        let (coordinator, worker) = try pair()
        let (first, second) = (try partial(1, in: worker), try partial(2, in: worker))
        var tree = ReductionTree<NodeSum>(leaves: 2)
        for (node, vector) in [(TreeNode(0, 1), first), (TreeNode(1, 2), second)] {
            let received = try coordinator.receive(#require(worker.lend(vector)))
            _ = tree.insert(NodeSum(gradient: received, loss: 0, samples: 1), at: node)
        }
        #expect(tree.takeRoot()?.gradient == Vector(repeatElement(3, count: numbers)))
        #expect(first[0] == 3 && second[0] == 2, "the first partial's own memory has taken in the second")
    }

    @Test func vectorOutsideTheMemoryIsNotLent() throws {
        let (_, worker) = try pair()
        #expect(worker.lend(Vector(zeros: numbers)) == nil)
    }

    @Test func whatWasNotHandedOverIsNotReceived() throws {
        let (coordinator, worker) = try pair()
        let malformed = TransportError(.malformed, "")
        #expect(throws: malformed) { try coordinator.receive(SharedPlace(memory: 7, slot: 0)) }
        #expect(throws: malformed) { try coordinator.receive(SharedPlace(memory: 7, slot: 2)) }
        let place = try #require(worker.lend(try partial(1, in: worker)))
        #expect(throws: malformed) { try coordinator.receive(SharedPlace(memory: 8, slot: place.slot)) }
        let received = try coordinator.receive(place)
        #expect(throws: malformed) { try coordinator.receive(place) }
        #expect(received.count == numbers)
    }

    @Test func messageThatIsNeverSentFreesItsSlot() throws {
        let (_, worker) = try pair(slots: 1)
        let place = try #require(worker.lend(try partial(1, in: worker)))
        #expect(worker.take() == nil)
        worker.takeBack(SharedPlace(memory: 8, slot: place.slot))
        #expect(worker.take() == nil, "another memory's slot")
        worker.takeBack(place)
        #expect(worker.take() != nil)
    }

    @Test func memoryCannotBeMadeSmallerByAnyone() throws {
        let memory = try SharedMemory(bytes: 8192, token: token)
        let descriptor = open(memory.path, O_RDWR)
        defer { close(descriptor) }
        #expect(descriptor >= 0 && ftruncate(descriptor, 0) == -1 && errno == EPERM)
    }

    @Test func whatIsNoSealedMemoryIsNotAttached() throws {
        let malformed = TransportError(.malformed, "")
        for path in [
            "", "/etc/passwd", "/proc/self/mem", "/proc/1/fd/../mem", "proc/1/fd/2", "/proc/1/fd/2/3",
        ] {
            #expect(throws: malformed) {
                try SharedMemory(path: path, bytes: 1, token: token, isWritable: false)
            }
        }
        let folder = try TemporaryFolder()
        let file = open("\(folder.path)/file", O_RDWR | O_CREAT, 0o600)
        defer { close(file) }
        ftruncate(file, 8192)
        let path = "/proc/\(getpid())/fd/\(file)"
        #expect(throws: malformed) {
            try SharedMemory(path: path, bytes: 8184, token: token, isWritable: true)
        }
        let memory = try SharedMemory(bytes: 4096, token: token)
        #expect(throws: malformed) {
            try SharedMemory(path: memory.path, bytes: 4097, token: token, isWritable: true)
        }
        #expect(throws: malformed, "another coordinator's memory") {
            try SharedMemory(path: memory.path, bytes: 4096, token: token + 1, isWritable: true)
        }
        let same = try SharedMemory(path: memory.path, bytes: 4096, token: token, isWritable: false)
        #expect(same.start != memory.start)
        #expect(throws: TransportError(.memory, "")) {
            try SharedMemory(path: "/proc/4294967295/fd/0", bytes: 1, token: token, isWritable: true)
        }
    }

    @Test func weightsOfTheLastTwoVersionsStayWhereWorkersReadThem() throws {
        let weights = try WeightsMemory(numbers: numbers, token: token)
        let partials = try PartialMemory(number: 1, numbers: numbers, slots: 1, token: token)
        let worker = try AttachedMemory(
            MemoryOffer(
                run: "r", memory: 1, numbers: numbers, partials: partials.path, slots: 1,
                weights: weights.path, token: token))
        func publish(_ value: Float, _ version: Int) throws -> Vector {
            let slot = weights.publish(Vector(repeatElement(value, count: numbers)), version: version)
            return try worker.weights(at: SharedPlace(memory: 1, slot: slot))
        }
        let first = try publish(0.5, 4)
        var second = try publish(1.5, 5)
        #expect(first[numbers - 1] == 0.5 && second[numbers - 1] == 1.5)
        #expect(try publish(9, 5)[0] == 1.5, "the same version is the same weights")
        second[0] = 7
        #expect(try publish(9, 5)[0] == 1.5, "a worker changes a copy")
        #expect(try publish(2.5, 6)[0] == 2.5 && first[0] == 2.5)
        #expect(throws: TransportError(.malformed, "")) {
            try worker.weights(at: SharedPlace(memory: 1, slot: 2))
        }
        #expect(throws: TransportError(.malformed, "")) {
            try worker.weights(at: SharedPlace(memory: 2, slot: 0))
        }
    }

    @Test func workerThatHasNotAttachedItsMemoryIsSentTheWeights() throws {
        let host = MemoryHost { Issue.record("\($0)") }
        let peer = PeerID(socket: 0, identity: [1])
        let weights = Vector(repeatElement(0.5, count: numbers))
        let assignment = Assignment(
            run: "r", step: 3, purpose: .train, microbatches: 0..<1, weightsVersion: 3, weights: weights)
        let offer = try #require(host.offer(run: "r", numbers: numbers, to: peer, threads: 1))
        #expect(host.publish(weights, of: assignment, to: peer) == nil)
        host.attached(run: "another", by: peer)
        #expect(host.publish(weights, of: assignment, to: peer) == nil)
        host.attached(run: "r", by: peer)
        let place = try #require(host.publish(weights, of: assignment, to: peer))
        #expect(try AttachedMemory(offer).weights(at: place) == weights)
        #expect(host.offer(run: "r", numbers: numbers, to: peer, threads: 1) == offer)
        #expect(host.publish(weights, of: assignment, to: peer) == nil, "asked again, it has to say so again")
    }

    @Test func messageNamesThePlaceInsteadOfCarryingTheNumbers() throws {
        let gradient = Gradient(
            run: "r", step: 3, node: TreeNode(0, 1), samples: 4, loss: 1, computeTime: .zero, partial: [1, 2])
        let place = SharedPlace(memory: 5, slot: 3)
        let packed = try Wire.encode(Envelope(term: 2, message: .gradient(gradient))) { _ in place }
        #expect(packed.frame == nil)
        let message = try ReceivedMessage(parts: WireFixture.parts(packed))
        let back = try Wire.decodeEnvelope(message) { found throws(TransportError) in
            #expect(found == place)
            return [1, 2]
        }
        #expect(back == Envelope(term: 2, message: .gradient(gradient)))
        #expect(throws: TransportError(.malformed, "")) { try Wire.decodeEnvelope(message) }
    }
}
