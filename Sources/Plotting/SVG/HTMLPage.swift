/// A chart as a page of its own: the picture, what is to be seen, and the numbers.
package enum HTMLPage {
    /// Rows of numbers that a page shows.
    package static let rows = 2000

    /// - Returns: the text of an HTML 5 file that needs nothing else.
    package static func text(_ chart: Chart) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(SafeText.markup(chart.title))</title>
        <style>
        \(SVGStyle.page)
        </style>
        </head>
        <body>
        <figure>
        \(SVGPicture.text(chart))<figcaption>\(SafeText.markup(chart.caption, most: 500))</figcaption>
        </figure>
        \(numbers(chart.table))</body>
        </html>

        """
    }

    private static func numbers(_ table: NumberTable) -> String {
        guard !table.rows.isEmpty else { return "" }
        func row(_ cells: [String], _ tag: String) -> String {
            let cells = cells.map { "<\(tag)>\(SafeText.markup($0, most: 60))</\(tag)>" }
            return "<tr>\(cells.joined())</tr>"
        }
        let shown = table.rows.prefix(rows)
        let more =
            shown.count < table.rows.count
            ? "<p>The first \(PlotNumber.grouped(shown.count)) of \(PlotNumber.grouped(table.rows.count)) "
                + "rows.</p>\n" : ""
        return """
            <details>
            <summary>The numbers</summary>
            \(more)<table>
            <thead>\(row(table.head, "th"))</thead>
            <tbody>
            \(shown.map { row($0, "td") }.joined(separator: "\n"))
            </tbody>
            </table>
            </details>

            """
    }
}
