import Testing
import Training

/// One run after the other.
@Suite struct RunQueueTests {
    @Test func runs_areOpenedOneAfterTheOtherInTheOrderInWhichTheyCame() {
        var queue = RunQueue(waiting: ["a"])
        queue.submit("b")
        var opened: [String?] = []
        while let run = queue.next() {
            let isBegun = queue.opened(run)
            opened += [run, isBegun ? "begun" : nil, queue.next()]
            queue.ended(run)
            opened.append(queue.next())
            queue.resultWritten(run)
        }
        #expect(opened == ["a", "begun", nil, nil, "b", "begun", nil, nil])
        #expect(queue.state == .empty)
    }

    @Test func runThatCannotBeOpened_makesWayForTheNext() {
        var queue = RunQueue(waiting: ["a", "b"])
        let first = queue.next()
        let isNews = [queue.unusable("b"), queue.unusable("a"), queue.unusable("a")]
        let second = queue.next()
        #expect(first == "a" && isNews == [false, true, false] && second == "b")
    }

    @Test func answersOfAnotherRun_changeNothing() {
        var queue = RunQueue(waiting: ["a"])
        _ = queue.next()
        let isBegun = queue.opened("b")
        #expect(!isBegun && queue.state == .opening("a"))
        _ = queue.opened("a")
        queue.ended("b")
        #expect(queue.state == .atWork("a"))
        queue.ended("a")
        queue.resultWritten("b")
        #expect(queue.state == .ending("a"))
    }

    @Test func closedQueue_opensAndBeginsNothing() {
        var queue = RunQueue(waiting: ["a", "b"])
        _ = queue.next()
        #expect(queue.isCutShort)
        queue.close()
        let isBegun = queue.opened("a")
        let next = queue.next()
        #expect(!isBegun && next == nil)
        #expect(queue.waiting == ["b"])
    }

    @Test func runWhoseResultIsBeingWritten_isNotCutShort() {
        var queue = RunQueue(waiting: ["a"])
        _ = queue.next()
        _ = queue.opened("a")
        #expect(queue.isCutShort)
        queue.ended("a")
        #expect(!queue.isCutShort)
    }
}
