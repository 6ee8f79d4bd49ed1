/// The series of a file's rows, as one column names them.
struct SeriesColumn {
    /// For each row the number of its series, in the order in which the names came.
    private var numbers: [Int32] = []
    private var names: [[UInt8]] = []
    private var places: [[UInt8]: Int32] = [:]
    /// Of the row at hand.
    private var current: Int32 = -1

    /// Takes the field of a row. False where it is empty.
    mutating func add(_ field: UnsafeRawBufferPointer) -> Bool {
        // Most often a series' rows stand together.
        if current >= 0, names[Int(current)].elementsEqual(field) { return true }
        if field.isEmpty { return false }
        let name = Array(field)
        if let place = places[name] {
            current = place
        } else {
            current = Int32(names.count)
            names.append(name)
            places[name] = current
        }
        return true
    }

    mutating func endRow() { numbers.append(current) }

    /// The names, by their bytes, and for each row the number of its name among them.
    func ranked() -> (names: [String], rows: [Int32]) {
        let order = names.indices.sorted { names[$0].lexicographicallyPrecedes(names[$1]) }
        var ranks = [Int32](repeating: 0, count: names.count)
        for (rank, place) in order.enumerated() { ranks[place] = Int32(rank) }
        return (order.map { String(decoding: names[$0], as: UTF8.self) }, numbers.map { ranks[Int($0)] })
    }
}
