import CLinux
import Glibc

/// A process started by this one.
package final class ChildProcess {
    /// How a process ended.
    package enum End: Sendable, Equatable {
        case exited(Int32)
        case signalled(Int32)
    }

    package let pid: Int32
    package private(set) var end: End?

    /// Starts `executable` in a process group of its own, so that a terminal's Ctrl-C reaches this process
    /// alone, with all signals open and standard output and error appended to `log`, which is no link.
    ///
    /// - Throws: `process` with the system's words.
    package init(executable: String, arguments: [String], log: String, newSession: Bool = false)
        throws(SystemError)
    {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(
            &actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        // Whoever waits for the end of a pipe of ours must not wait for a daemon's end.
        posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        let group = newSession ? Self.newSessionFlag : Int16(POSIX_SPAWN_SETPGROUP)
        posix_spawnattr_setflags(
            &attributes, group | Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))

        var pid: pid_t = 0
        var words: [UnsafeMutablePointer<CChar>?] = ([executable] + arguments).map { strdup($0) }
        defer { words.forEach { free($0) } }
        words.append(nil)
        // Threads that OpenBLAS would start when it is loaded, and that nobody would use.
        setenv("OPENBLAS_NUM_THREADS", "1", 1)
        let code = posix_spawn(&pid, executable, &actions, &attributes, words, environ)
        guard code == 0 else {
            throw SystemError(
                .process, "cannot start \(executable) (log \(log)): \(SystemCall.words(code))")
        }
        self.pid = pid
    }

    /// Whether the process has ended; never waits.
    package func poll() -> End? {
        if end != nil { return end }
        var status: Int32 = 0
        let result = waitpid(pid, &status, WNOHANG)
        if result == pid {
            let signal = linux_ending_signal(status)
            end = signal == 0 ? .exited(linux_exit_code(status)) : .signalled(signal)
        } else if result < 0 && errno == ECHILD {
            end = .exited(-1)
        }
        return end
    }

    package func send(_ signal: Int32) {
        if end == nil { kill(pid, signal) }
    }

    /// POSIX_SPAWN_SETSID of glibc, which Swift's Glibc module leaves out.
    private static let newSessionFlag: Int16 = 0x80
}
