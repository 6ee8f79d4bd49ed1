/// The steps of a path, in the picture's pixels.
struct SVGPath {
    private(set) var text = ""

    var isEmpty: Bool { text.isEmpty }

    mutating func move(_ x: Double, _ y: Double) { step("M", x, y) }
    mutating func line(_ x: Double, _ y: Double) { step("L", x, y) }
    mutating func level(to x: Double) { text += "H\(PlotNumber.pixels(x))" }
    mutating func upright(to y: Double) { text += "V\(PlotNumber.pixels(y))" }
    mutating func close() { text += "Z" }

    private mutating func step(_ letter: String, _ x: Double, _ y: Double) {
        text += "\(letter)\(PlotNumber.pixels(x)) \(PlotNumber.pixels(y))"
    }

    mutating func join(_ points: some Collection<(x: Double, y: Double)>, isStepped: Bool = false) {
        guard let first = points.first else { return }
        move(first.x, first.y)
        follow(points.dropFirst(), isStepped: isStepped)
    }

    /// Goes on to each of some points.
    mutating func follow(_ points: some Sequence<(x: Double, y: Double)>, isStepped: Bool = false) {
        for point in points {
            if isStepped {
                level(to: point.x)
                upright(to: point.y)
            } else {
                line(point.x, point.y)
            }
        }
    }

    /// An ink's marker around a point.
    mutating func marker(_ ink: Ink, _ x: Double, _ y: Double, radius: Double = 2.8) {
        let r = radius
        switch ink {
        case .neutral, .blue:
            move(x - r, y)
            let arc = "a\(PlotNumber.pixels(r)) \(PlotNumber.pixels(r)) 0 1 0 "
            text += "\(arc)\(PlotNumber.pixels(2 * r)) 0\(arc)\(PlotNumber.pixels(-2 * r)) 0Z"
        case .vermilion: polygon([(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)])
        case .green: polygon([(x, y - 1.2 * r), (x + 1.2 * r, y + r), (x - 1.2 * r, y + r)])
        case .purple: polygon([(x, y - 1.3 * r), (x + 1.3 * r, y), (x, y + 1.3 * r), (x - 1.3 * r, y)])
        case .ochre: polygon([(x, y + 1.2 * r), (x + 1.2 * r, y - r), (x - 1.2 * r, y - r)])
        case .sky: polygon([(x - 0.5 * r, y - r), (x + r, y), (x - 0.5 * r, y + r)])
        }
    }

    private mutating func polygon(_ corners: [(x: Double, y: Double)]) {
        join(corners)
        close()
    }
}
