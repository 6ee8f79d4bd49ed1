import Glibc
import System
import Training

/// Why nobody can be reached at an address: libzmq tries for ever, and says nothing.
package enum ConnectionProbe {
    /// Tries once, by the ways of the operating system; that may take as long as it looks for a name, and
    /// `Limits.connectTimeout` for each of the addresses behind it.
    ///
    /// - Parameter address: `ipc://PATH` or `tcp://HOST:PORT`.
    /// - Returns: what is in the way, in words for a person; nil where nothing is, or nothing is known.
    package static func problem(of address: String) -> String? {
        if let path = try? unixSocketPath(of: address) {
            if unixSocketAnswers(path) { return nil }
            return Folder.exists(path)
                ? "nobody listens at \(path): its coordinator has ended" : "there is no socket \(path)"
        }
        guard let place = HostPlace(address) else { return nil }
        do throws(HostPlace.Unknown) {
            var problem: String?
            for found in try place.addresses() {
                guard let words = found.connect(timeout: Limits.connectTimeout) else { return nil }
                problem = "\(place.host) port \(place.port): \(words)"
            }
            return problem
        } catch {
            return "\(place.host): \(error.words)"
        }
    }
}
