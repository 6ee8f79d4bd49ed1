import Testing
import Training

/// What waits to be sent.
@Suite struct OutboxTests {
    private var outbox = Outbox<Int>()

    @Test mutating func items_goInTheOrderInWhichTheyCame() {
        for item in 1...3 { _ = outbox.add(item, isSignOfLife: false) }
        let sent = [outbox.removeFirst(), outbox.removeFirst(), outbox.removeFirst(), outbox.removeFirst()]
        #expect(sent == [1, 2, 3, nil])
        #expect(outbox.isEmpty)
    }

    @Test mutating func signOfLife_doesNotWaitBehindOthers() {
        let first = outbox.add(1, isSignOfLife: true)
        let second = outbox.add(2, isSignOfLife: true)
        #expect(first.isEmpty && second == [2])
        #expect(outbox.first == 1 && outbox.count == 1)
    }

    @Test mutating func fullOutbox_givesUpTheOldest() {
        var given: [Int] = []
        for item in 0..<(Limits.queuedMessages + 2) { given += outbox.add(item, isSignOfLife: false) }
        #expect(given == [0, 1])
        #expect(outbox.first == 2 && outbox.count == Limits.queuedMessages)
    }

    @Test mutating func whatIsWorthNothingAnyMore_isGivenUp() {
        for item in 1...4 { _ = outbox.add(item, isSignOfLife: false) }
        let given = outbox.removeAll { $0.isMultiple(of: 2) }
        #expect(given == [2, 4])
        #expect(outbox.first == 1 && outbox.count == 2)
    }
}
