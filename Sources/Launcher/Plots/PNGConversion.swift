import Foundation
import Glibc
import System
import Training
import Transport

/// SVG to PNG by the program rsvg-convert of librsvg, which is not a part of Lockstep.
enum PNGConversion {
    private static let program = "rsvg-convert"

    /// - Parameters:
    ///   - svg: the text of a picture.
    ///   - name: the PNG file that is asked for, for messages.
    /// - Throws: `LaunchError.badRequest` where the program is not there; `.process` where it fails or does
    ///   not come to an end; `SystemError`.
    static func bytes(of svg: String, insteadOf name: String) throws -> [UInt8] {
        guard let executable = executable() else {
            throw LaunchError(
                .badRequest,
                "\(name): a PNG takes the program \(program), which is not there; install it (Debian and "
                    + "Ubuntu have it in librsvg2-bin), or name an .svg or .html file")
        }
        let folder = try Folder.makeTemporary("lockstep-plot")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (picture, image, log) = ("\(folder)/chart.svg", "\(folder)/chart.png", "\(folder)/log")
        try AtomicFile.write(svg, to: picture)
        let child = try ChildProcess(
            executable: executable, arguments: ["--zoom", "2", "--output", image, picture], log: log)
        guard try wait(for: child) == .exited(0), let data = FileManager.default.contents(atPath: image)
        else {
            throw LaunchError(
                .process, "\(name): \(executable) made no PNG of the picture: \(LogTail.lastLine(of: log))")
        }
        return Array(data)
    }

    private static func executable() -> String? {
        let folders = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return folders.split(separator: ":").map { "\($0)/\(program)" }
            .first { $0.hasPrefix("/") && access($0, X_OK) == 0 && !Folder.isFolder($0) }
    }

    private static func wait(for child: ChildProcess) throws -> ChildProcess.End {
        let start = Instant.now
        while true {
            if let end = child.poll() { return end }
            guard Instant.now.seconds(since: start) < Limits.pictureSeconds else {
                child.send(SIGKILL)
                throw LaunchError(
                    .process, "\(program) did not come to an end within \(Int(Limits.pictureSeconds)) s")
            }
            var moment = timespec(tv_sec: 0, tv_nsec: 5_000_000)
            nanosleep(&moment, nil)
        }
    }
}
