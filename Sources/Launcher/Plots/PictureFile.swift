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
    private let path: String
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
        path = Folder.absolute(name, in: FileManager.default.currentDirectoryPath)
        guard Folder.isFolder(Folder.parent(of: path)) else {
            throw LaunchError(
                .notFound, "\(name): there is no folder \(Folder.parent(of: path)); make it first")
        }
    }

    /// Writes the file in one step.
    ///
    /// - Throws: `SystemError` where it cannot be written; `LaunchError` where a PNG cannot be made.
    package func write(_ chart: Chart) throws {
        switch kind {
        case .svg: try AtomicFile.write(SVGPicture.text(chart), to: path)
        case .html: try AtomicFile.write(HTMLPage.text(chart), to: path)
        case .png:
            let bytes = try PNGConversion.bytes(of: SVGPicture.text(chart), insteadOf: name)
            try AtomicFile.write(bytes.span.bytes, to: path)
        }
    }
}
