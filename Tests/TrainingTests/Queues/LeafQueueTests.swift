import Jobs
import Neural
import Testing
import Training

/// Which leaf a thread takes next.
@Suite struct LeafQueueTests {
    private var leaves = LeafQueue<Computation>()

    private func computation(_ range: Range<Int>, run: String = "r", step: Int = 0) -> Computation {
        Computation(run: run, purpose: .train, step: step, leaves: range, weights: Vector(zeros: 1))
    }

    private mutating func taken() -> [Int] {
        var taken: [Int] = []
        while let (_, leaf) = leaves.take() { taken.append(leaf) }
        return taken
    }

    @Test mutating func leaves_areTakenOnceEachFromTheFirstToTheLast() {
        leaves.begin(computation(3..<6))
        #expect(leaves.hasWork)
        let taken = taken()
        #expect(taken == [3, 4, 5])
        #expect(!leaves.hasWork)
    }

    @Test mutating func leavesThatAreLeft_areTakenAllAtOnce() {
        leaves.begin(computation(3..<6))
        _ = leaves.take()
        let rest = leaves.takeAll()
        #expect(rest?.leaves == 4..<6)
        let nothing = leaves.takeAll()
        #expect(nothing == nil && !leaves.hasWork)
    }

    @Test mutating func newComputation_takesThePlaceOfTheOldOne() {
        leaves.begin(computation(0..<9))
        _ = leaves.take()
        leaves.begin(computation(4..<6, step: 1))
        let next = leaves.take()
        #expect(next?.computation.step == 1 && next?.leaf == 4)
    }

    @Test mutating func abandonedComputation_isNotGoneOnWith() {
        leaves.begin(computation(0..<9))
        leaves.abandon()
        let taken = taken()
        #expect(taken.isEmpty)
    }

    @Test mutating func jobThatIsNamedAgain_goesOnAndAnotherOneDoesNot() {
        leaves.begin(computation(0..<2))
        leaves.keepOnly("r")
        #expect(leaves.hasWork)
        leaves.keepOnly("other")
        #expect(!leaves.hasWork)
    }
}
