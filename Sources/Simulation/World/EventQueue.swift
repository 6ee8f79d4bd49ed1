/// What is going to happen, by its time; of what happens at the same time, what was planned first comes
/// first.
struct EventQueue<Event> {
    /// Small and without references, so that the heap moves it cheaply; the event lies in `events`.
    private struct Entry {
        let time: Int64
        let order: UInt64
        let place: Int

        func isBefore(_ other: Entry) -> Bool { (time, order) < (other.time, other.order) }
    }

    private var heap: [Entry] = []
    private var events: [Event?] = []
    private var free: [Int] = []
    private var order: UInt64 = 0

    var count: Int { heap.count }

    mutating func push(_ event: Event, at time: Int64) {
        let place: Int
        if let last = free.popLast() {
            place = last
            events[place] = event
        } else {
            place = events.count
            events.append(event)
        }
        order += 1
        heap.append(Entry(time: time, order: order, place: place))
        siftUp(heap.count - 1)
    }

    /// Removes and returns what happens next.
    mutating func pop() -> (time: Int64, event: Event)? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        if !heap.isEmpty {
            heap[0] = last
            siftDown()
        }
        guard let event = events[first.place] else { return nil }
        events[first.place] = nil
        free.append(first.place)
        return (first.time, event)
    }

    private mutating func siftUp(_ start: Int) {
        let entry = heap[start]
        var place = start
        while place > 0 {
            let parent = (place - 1) / 2
            guard entry.isBefore(heap[parent]) else { break }
            heap[place] = heap[parent]
            place = parent
        }
        heap[place] = entry
    }

    private mutating func siftDown() {
        let entry = heap[0]
        var place = 0
        while true {
            var child = 2 * place + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, heap[child + 1].isBefore(heap[child]) { child += 1 }
            guard heap[child].isBefore(entry) else { break }
            heap[place] = heap[child]
            place = child
        }
        heap[place] = entry
    }
}
