/// The text of a picture in the making.
struct SVGText {
    private(set) var text = ""

    mutating func add(_ markup: String) { text += markup + "\n" }

    /// - Parameters:
    ///   - words: shown as they are, whatever they hold.
    ///   - style: names of classes.
    mutating func write(_ words: String, x: Double, y: Double, _ style: String = "", most: Int = 80) {
        guard !words.isEmpty else { return }
        let style = style.isEmpty ? "" : " class=\"\(style)\""
        add(
            "<text x=\"\(PlotNumber.pixels(x))\" y=\"\(PlotNumber.pixels(y))\"\(style)>"
                + "\(SafeText.markup(words, most: most))</text>")
    }

    mutating func draw(_ path: SVGPath, _ style: String) {
        if !path.isEmpty { add("<path class=\"\(style)\" d=\"\(path.text)\"/>") }
    }

    mutating func rectangle(x: Double, y: Double, width: Double, height: Double, _ style: String) {
        let sides = [("x", x), ("y", y), ("width", width), ("height", height)]
            .map { "\($0)=\"\(PlotNumber.pixels($1))\"" }
        add("<rect class=\"\(style)\" \(sides.joined(separator: " "))/>")
    }
}
