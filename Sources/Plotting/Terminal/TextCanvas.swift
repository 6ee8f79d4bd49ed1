/// A rectangle of characters.
struct TextCanvas {
    private struct Cell {
        /// Nil: the second half of the one before.
        var character: Character? = " "
        var ink = Ink.neutral
        var isQuiet = false
    }

    let width: Int
    let height: Int
    private var cells: [Cell]

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        cells = Array(repeating: Cell(), count: width * height)
    }

    func isFree(x: Int, y: Int) -> Bool {
        guard (0..<width).contains(x), (0..<height).contains(y) else { return false }
        return cells[y * width + x].character == " "
    }

    mutating func put(_ character: Character, x: Int, y: Int, ink: Ink = .neutral, isQuiet: Bool = false) {
        let columns = SafeText.columns(character)
        guard x >= 0, x + columns <= width, (0..<height).contains(y) else { return }
        cells[y * width + x] = Cell(character: character, ink: ink, isQuiet: isQuiet)
        if columns == 2 { cells[y * width + x + 1] = Cell(character: nil, ink: ink, isQuiet: isQuiet) }
    }

    /// Writes a text from `x` on, cut to so many columns.
    mutating func write(
        _ text: String, x: Int, y: Int, columns: Int, ink: Ink = .neutral, isQuiet: Bool = false
    ) {
        var x = x
        for character in Self.fitted(text, columns: min(columns, width - x)) {
            put(character, x: x, y: y, ink: ink, isQuiet: isQuiet)
            x += SafeText.columns(character)
        }
    }

    /// A text cut to so many columns, with an ellipsis where it was longer.
    static func fitted(_ text: String, columns: Int) -> String {
        let shown = SafeText.shown(text, most: 500)
        guard SafeText.columns(shown) > columns else { return shown }
        var fitted = ""
        var used = 0
        for character in shown {
            used += SafeText.columns(character)
            if used > columns - 1 { break }
            fitted.append(character)
        }
        return columns < 1 ? "" : fitted + "\u{2026}"
    }

    /// The lines without spaces at their ends.
    func lines(_ style: TerminalStyle) -> [String] {
        (0..<height).map { line(Array(cells[$0 * width..<($0 + 1) * width]), style) }
    }

    private func line(_ cells: [Cell], _ style: TerminalStyle) -> String {
        guard let last = cells.lastIndex(where: { $0.character != " " }) else { return "" }
        var line = ""
        var sequence = ""
        for (place, cell) in cells[...last].enumerated() {
            let isCut =
                cell.character.map { SafeText.columns($0) == 2 } ?? false
                && (place == last ? place + 1 == width : cells[place + 1].character != nil)
            guard let character = isCut ? " " : cell.character else { continue }
            if style.isColoured, character != " " {
                let new = Self.sequence(cell)
                if new != sequence { line += (sequence.isEmpty ? "" : "\u{1B}[0m") + new }
                sequence = new
            }
            line += style.isUnicode ? String(character) : SafeText.ascii(String(character))
        }
        return line + (sequence.isEmpty ? "" : "\u{1B}[0m")
    }

    private static func sequence(_ cell: Cell) -> String {
        if let colour = cell.ink.terminalColour { return "\u{1B}[\(colour)m" }
        return cell.isQuiet ? "\u{1B}[2m" : ""
    }
}
