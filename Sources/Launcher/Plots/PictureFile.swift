import Foundation
package import Plotting
import System

/// A file that a chart is written to: what it holds follows from its name.
package struct PictureFile {
    private enum Kind: String, CaseIterable {
        case svg, png, html
    }

    /// As the user named it.
    private let name: String
    private let file: OutputFile
    private let kind: Kind

    /// - Throws: `LaunchError.badRequest` for a name that ends in something else; `.notFound` where the
    ///   folder is not there.
    package init(_ name: String) throws {
        let end = name.split(separator: ".").last?.lowercased() ?? ""
        guard let kind = Kind(rawValue: end), name.contains(".") else {
            throw LaunchError(.badRequest, "\(name): the name must end in .svg, .png or .html")
        }
        self.name = name
        self.kind = kind
        file = try OutputFile(name)
    }

    /// Writes the file in one step.
    ///
    /// - Throws: `SystemError` where it cannot be written; `LaunchError` where a PNG cannot be made.
    package func write(_ chart: Chart) throws {
        switch kind {
        case .svg: try file.write(Array(SVGPicture.text(chart).utf8))
        case .html: try file.write(Array(HTMLPage.text(chart).utf8))
        case .png: try file.write(PNGConversion.bytes(of: SVGPicture.text(chart), insteadOf: name))
        }
    }
}
