/// How a picture looks, in light and dark: rules that stand in the picture itself, with fonts of the system.
enum SVGStyle {
    private struct Ground {
        let ground, text, quiet, grid, axis, cell: String
    }

    private static let light = Ground(
        ground: "ffffff", text: "1b1f24", quiet: "59636e", grid: "e3e7eb", axis: "8c959f", cell: "eef1f4")
    private static let dark = Ground(
        ground: "14181d", text: "e6edf3", quiet: "9ba5b0", grid: "2b323a", axis: "6b7580", cell: "232a32")

    static let fonts =
        #"system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif"#

    /// The content of the picture's `style`.
    static let rules = """
        text{font:11px \(fonts)}
        .h{font-size:16px;font-weight:600}
        .p{font-weight:600}
        .e{text-anchor:end}.c{text-anchor:middle}
        .g,.a,.l,.r{fill:none}
        .l{stroke-width:1.8;stroke-linejoin:round}
        .r{stroke-width:1.2;stroke-dasharray:1 3}
        .b{fill-opacity:.2}
        .o{paint-order:stroke;stroke-width:3.5px;stroke-linejoin:round}
        .k{stroke-width:1;fill:none}
        .w{stroke-width:.4;fill:none}
        \(dashes)
        \(rules(light, \.light))
        @media (prefers-color-scheme:dark){
        \(rules(dark, \.dark))
        }
        """

    /// Rules of a page around a picture.
    static let page = """
        body{margin:2rem auto;max-width:60rem;padding:0 1rem;font:15px/1.5 \(fonts);\
        background:#\(light.ground);color:#\(light.text)}
        figure{margin:0}figure svg{max-width:100%;height:auto}
        figcaption,summary{color:#\(light.quiet)}
        table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums}
        th,td{padding:.15rem .7rem;text-align:right;border-bottom:1px solid #\(light.grid)}
        th:first-child,td:first-child{text-align:left}
        @media (prefers-color-scheme:dark){
        body{background:#\(dark.ground);color:#\(dark.text)}
        figcaption,summary{color:#\(dark.quiet)}
        th,td{border-color:#\(dark.grid)}
        }
        """

    private static let dashes = Ink.allCases.filter { !$0.dashes.isEmpty }.map { ink in
        ".d\(ink.rawValue){stroke-dasharray:\(ink.dashes.map(String.init).joined(separator: " "))}"
    }.joined()

    private static func rules(_ ground: Ground, _ colour: (Ink) -> String) -> String {
        let inks = Ink.allCases.map { ink in
            ".s\(ink.rawValue){stroke:#\(colour(ink))}.f\(ink.rawValue){fill:#\(colour(ink))}"
        }.joined()
        return """
            text{fill:#\(ground.text)}.m{fill:#\(ground.quiet)}.bg{fill:#\(ground.ground)}
            .o{stroke:#\(ground.ground)}.n{stroke:#\(ground.ground);fill:none}
            .g{stroke:#\(ground.grid)}.a{stroke:#\(ground.axis)}.z{fill:#\(ground.cell)}
            \(inks)
            """
    }
}
