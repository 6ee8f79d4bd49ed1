/// What a terminal can show.
package struct TerminalStyle: Sendable {
    /// Characters of a line, at least 20.
    package var width: Int
    /// Lines at most; nil: as many as the picture takes.
    package var height: Int?
    /// Whether it shows more than ASCII.
    package var isUnicode: Bool
    package var isColoured: Bool

    package init(width: Int, height: Int? = nil, isUnicode: Bool = true, isColoured: Bool = false) {
        self.width = max(20, width)
        self.height = height.map { max(5, $0) }
        self.isUnicode = isUnicode
        self.isColoured = isColoured
    }

    /// Dots of a character: braille patterns have two by four.
    var dots: (x: Int, y: Int) { isUnicode ? (2, 4) : (1, 1) }

    /// What lies in one, two, and more bands.
    var shades: [Character] { isUnicode ? ["\u{2591}", "\u{2592}", "\u{2593}"] : [":", "=", "#"] }

    /// A point by itself.
    func marker(_ ink: Ink) -> Character { isUnicode ? "\u{2022}" : ink.character }

    /// Of an eighth of a character's height up to all of it; without blocks, of all of it alone.
    func block(eighths: Int) -> Character? {
        guard isUnicode else { return eighths >= 4 ? "#" : nil }
        return eighths < 1 ? nil : Self.blocks[min(eighths, 8) - 1]
    }

    private static let blocks = Array("\u{2581}\u{2582}\u{2583}\u{2584}\u{2585}\u{2586}\u{2587}\u{2588}")

    /// A cell of a grid at a level.
    func cell(_ kind: Grid.Kind, level: Int) -> Character {
        switch kind {
        case .mask:
            return isUnicode ? (level == 0 ? "\u{00B7}" : "\u{2588}") : (level == 0 ? "." : "#")
        case .signed:
            let added: [Character] = isUnicode ? ["\u{2591}", "\u{2592}", "\u{2588}"] : ["+", "*", "#"]
            let takenOff: [Character] = isUnicode ? ["-", "=", "\u{2261}"] : ["-", "=", "~"]
            return level == 0 ? " " : level > 0 ? added[level - 1] : takenOff[-level - 1]
        }
    }
}
