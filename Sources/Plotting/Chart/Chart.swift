/// A picture as a value: panels under one title, without a word about how they are drawn.
package struct Chart: Sendable {
    package var title: String
    /// One line below the title: what was looked at, in numbers.
    package var subtitle: String
    package var panels: [Panel]
    /// Panels beside each other, at least 1. Panels below each other have their x axes aligned.
    package var columns: Int
    /// What is to be seen, in a sentence or two, for whoever cannot see it.
    package var caption: String
    /// The numbers behind the picture.
    package var table: NumberTable

    package init(
        title: String, subtitle: String = "", panels: [Panel], columns: Int = 1, caption: String = "",
        table: NumberTable = NumberTable()
    ) {
        self.title = title
        self.subtitle = subtitle
        self.panels = panels
        self.columns = max(1, columns)
        self.caption = caption
        self.table = table
    }

    /// So many panels beside each other that rows stay whole where fewer fit.
    func columns(fitting most: Int) -> Int {
        (1...max(1, min(columns, most))).last { columns.isMultiple(of: $0) } ?? 1
    }

    /// The panels by rows.
    func rows(columns: Int) -> [ArraySlice<Panel>] {
        stride(from: 0, to: panels.count, by: columns).map {
            panels[$0..<min($0 + columns, panels.count)]
        }
    }
}

/// One plotting area with its axes.
package struct Panel: Sendable {
    /// How high it is against others.
    package enum Height: Sendable {
        /// What the picture is about.
        case tall
        /// Beside something taller, or one of many.
        case low
    }

    package var title: String
    package var x: Axis
    package var y: Axis
    /// Drawn in this order, the last on top.
    package var marks: [Mark]
    package var height: Height

    package init(title: String = "", x: Axis, y: Axis, marks: [Mark], height: Height = .tall) {
        self.title = title
        self.x = x
        self.y = y
        self.marks = marks
        self.height = height
    }

    /// The cells that the panel shows, which then has nothing else to show.
    var grid: Grid? {
        for case .grid(let grid) in marks { return grid }
        return nil
    }
}

/// Numbers in rows, as people read them.
package struct NumberTable: Sendable {
    package var head: [String]
    package var rows: [[String]]

    package init(head: [String] = [], rows: [[String]] = []) {
        self.head = head
        self.rows = rows
    }
}
