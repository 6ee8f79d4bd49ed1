/// What a legend tells: each name once, in the order of the marks.
struct Legend {
    enum Sample: Hashable {
        case line, band, points, bars, kept, dropped, above, below
    }

    struct Entry: Hashable {
        let sample: Sample
        let ink: Ink
        let name: String
        /// How many of the same ink come before, which are darker where bands lie on each other.
        var depth = 1
    }

    let entries: [Entry]

    /// - Parameter withLines: whether lines are not named where they end.
    init(_ chart: Chart, withLines: Bool) {
        var entries: [Entry] = []
        for panel in chart.panels {
            for entry in panel.marks.flatMap({ Self.entries($0, withLines: withLines) })
            where !entries.contains(where: { $0.name == entry.name && $0.sample == entry.sample }) {
                var entry = entry
                entry.depth += entries.filter { $0.sample == .band && $0.ink == entry.ink }.count
                entries.append(entry)
            }
        }
        self.entries = entries
    }

    private static func entries(_ mark: Mark, withLines: Bool) -> [Entry] {
        let all: [Entry] =
            switch mark {
            case .line(let line): withLines ? [Entry(sample: .line, ink: line.ink, name: line.name)] : []
            case .band(let band): [Entry(sample: .band, ink: band.ink, name: band.name)]
            case .points(let points): [Entry(sample: .points, ink: points.ink, name: points.name)]
            case .bars(let bars): [Entry(sample: .bars, ink: bars.ink, name: bars.name)]
            case .grid(let grid): entries(grid.kind)
            case .rule(let rule):
                withLines && rule.direction == .level
                    ? [Entry(sample: .line, ink: rule.ink, name: rule.name)] : []
            }
        return all.filter { !$0.name.isEmpty }
    }

    private static func entries(_ kind: Grid.Kind) -> [Entry] {
        switch kind {
        case .mask:
            [
                Entry(sample: .kept, ink: .blue, name: "kept"),
                Entry(sample: .dropped, ink: .neutral, name: "dropped"),
            ]
        case .signed:
            [
                Entry(sample: .above, ink: .blue, name: "added"),
                Entry(sample: .below, ink: .vermilion, name: "taken off"),
            ]
        }
    }
}
