/// Dots in a rectangle of characters: eight in each as a braille pattern, or the character itself.
struct DotPlane {
    let width: Int
    let height: Int
    private let style: TerminalStyle
    /// Bits of each character's dots, and who set the last of them.
    private var dots: [(bits: UInt8, ink: Ink)]

    /// - Parameters:
    ///   - columns, rows: characters.
    init(columns: Int, rows: Int, _ style: TerminalStyle) {
        self.style = style
        width = columns * style.dots.x
        height = rows * style.dots.y
        dots = Array(repeating: (0, .neutral), count: columns * rows)
    }

    private var columns: Int { width / style.dots.x }

    mutating func set(x: Int, y: Int, ink: Ink) {
        guard (0..<width).contains(x), (0..<height).contains(y) else { return }
        let (column, row) = (x / style.dots.x, y / style.dots.y)
        let bit = Self.bits[(y % style.dots.y) * 2 + x % style.dots.x]
        let cell = row * columns + column
        dots[cell] = (dots[cell].bits | bit, ink)
    }

    /// Dots of the braille patterns, Unicode 16, by row and column.
    private static let bits: [UInt8] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]

    /// Joins points, in dots, by straight lines in the ink's dashes.
    mutating func join(_ points: [(x: Double, y: Double)], ink: Ink, isStepped: Bool) {
        let places = points.map { (x: Int($0.x.rounded(.down)), y: Int($0.y.rounded(.down))) }
        guard var last = places.first else { return }
        var pen = Pen(ink.dashes, isSolid: !style.isUnicode)
        for place in places.dropFirst() {
            if isStepped {
                draw(from: last, to: (place.x, last.y), ink: ink, &pen)
                draw(from: (place.x, last.y), to: place, ink: ink, &pen)
            } else {
                draw(from: last, to: place, ink: ink, &pen)
            }
            last = place
        }
    }

    private mutating func draw(
        from start: (x: Int, y: Int), to end: (x: Int, y: Int), ink: Ink, _ pen: inout Pen
    ) {
        let steps = max(abs(end.x - start.x), abs(end.y - start.y))
        for step in 0...max(steps, 1) {
            let share = Double(step) / Double(max(steps, 1))
            if step > 0, !pen.next() { continue }
            set(
                x: start.x + Int((Double(end.x - start.x) * share).rounded()),
                y: start.y + Int((Double(end.y - start.y) * share).rounded()), ink: ink)
        }
    }

    /// The character that shows a cell's dots; nil where there are none.
    func character(column: Int, row: Int) -> (Character, Ink)? {
        let (bits, ink) = dots[row * columns + column]
        guard bits != 0 else { return nil }
        guard style.isUnicode else { return (ink.character, ink) }
        return Unicode.Scalar(0x2800 + UInt32(bits)).map { (Character($0), ink) }
    }

    /// Whether the next dot of a dashed line is drawn.
    private struct Pen {
        private let dashes: [Int]
        private var place = 0

        init(_ dashes: [Int], isSolid: Bool) { self.dashes = isSolid ? [] : dashes }

        mutating func next() -> Bool {
            guard !dashes.isEmpty else { return true }
            place = (place + 1) % dashes.reduce(0, +)
            var rest = place
            for (index, length) in dashes.enumerated() {
                if rest < length { return index.isMultiple(of: 2) }
                rest -= length
            }
            return true
        }
    }
}
