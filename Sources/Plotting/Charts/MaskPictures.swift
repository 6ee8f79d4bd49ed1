/// The masks that training draws in one step, for some slots of its batch.
package struct MaskPictures: Sendable {
    /// What one layer draws for one slot.
    package struct Mask: Sendable {
        /// The layer, and what of it is masked.
        package let title: String
        package let slot: Int
        /// From top to bottom.
        package let rowNames: [String]
        /// What goes across, such as `time step`.
        package let across: String
        package let columns: Int
        /// Row-major.
        package let values: [Float]
        /// Nil: a mask, in which 0 drops. Else noise of this deviation.
        package let deviation: Double?

        package init(
            title: String, slot: Int, rowNames: [String], across: String, columns: Int, values: [Float],
            deviation: Double? = nil
        ) {
            self.title = title
            self.slot = slot
            self.rowNames = rowNames
            self.across = across
            self.columns = columns
            self.values = values
            self.deviation = deviation
        }
    }

    /// What a picture shows of one mask, and cells of all.
    private static let rows = 64
    private static let columns = 192
    private static let cells = 120_000

    package var model: String
    package var seed: UInt64
    package var step: Int
    package var slots: [Int]
    /// Slot by slot, layer by layer.
    package var masks: [Mask]

    package init(model: String, seed: UInt64, step: Int, slots: [Int], masks: [Mask]) {
        self.model = model
        self.seed = seed
        self.step = step
        self.slots = slots
        self.masks = masks
    }

    /// A grid for each mask, the slots beside each other.
    package var chart: Chart {
        Chart(
            title: "Masks of \(model)",
            subtitle: "step \(PlotNumber.grouped(step)), seed \(seed), slot\(slots.count == 1 ? "" : "s") "
                + slots.map(PlotNumber.grouped).joined(separator: ", ") + " of the batch",
            panels: masks.map { Self.panel($0, cells: Self.cells / masks.count) },
            columns: max(1, slots.count),
            caption:
                "What each layer that drops or adds noise draws in step \(step): the same on any worker.",
            table: NumberTable(
                head: ["mask", "slot", "numbers", "dropped", "share"],
                rows: masks.map { mask in
                    let dropped = mask.values.count { $0 == 0 }
                    let share = Double(dropped) / Double(max(1, mask.values.count))
                    return [
                        mask.title, "\(mask.slot)", PlotNumber.grouped(mask.values.count),
                        PlotNumber.grouped(dropped), PlotNumber.text(share, digits: 3),
                    ]
                }))
    }

    private static func panel(_ mask: Mask, cells: Int) -> Panel {
        let columns = min(mask.columns, Self.columns)
        let rows = min(mask.rowNames.count, Self.rows, max(1, cells / max(1, columns)))
        var cuts: [String] = []
        if rows < mask.rowNames.count { cuts.append("\(rows) of \(mask.rowNames.count) rows") }
        if columns < mask.columns { cuts.append("\(columns) of \(mask.columns) columns") }
        let values = (0..<rows).flatMap { row in
            (0..<columns).map { Double(mask.values[row * mask.columns + $0]) }
        }
        let grid = Grid(
            rowNames: Array(mask.rowNames.prefix(rows)), columns: columns, values: values,
            kind: mask.deviation.map { .signed(deviation: $0) } ?? .mask,
            note: cuts.isEmpty ? "" : "shown: " + cuts.joined(separator: ", "))
        return Panel(
            title: "\(mask.title), slot \(PlotNumber.grouped(mask.slot))",
            x: Axis(mask.across, isWhole: true), y: Axis(""), marks: [.grid(grid)], height: .low)
    }
}
