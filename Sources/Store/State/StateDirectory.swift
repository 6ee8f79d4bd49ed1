import Glibc
package import System

/// The folder where a cluster keeps everything: lock, term, sockets, logs, data, runs, forecasts.
package struct StateDirectory: Sendable {
    /// A local socket of the coordinator.
    package enum Socket: String, Sendable, CaseIterable {
        case workers
        case query

        var fileName: String { rawValue + ".sock" }
    }

    /// Who takes the state directory, each with a lock file of its own.
    package enum Role: String, Sendable {
        /// Whoever serves what lies in it.
        case coordinator = "lock"
        /// Whoever starts processes there. A coordinator that nobody looks after needs none.
        case launcher = "launcher.lock"
    }

    /// Absolute, without symbolic links.
    package let path: String
    /// Whether it may be changed: a command that only looks leaves nothing behind.
    private let isOwn: Bool
    private let fileSystem: any FileSystem

    /// Opens a state directory, creating what is missing of it with mode 0700, and removes what dead
    /// processes left.
    ///
    /// - Throws: `SystemError.storage`, also where somebody else owns it or anything in it, or may write
    ///   there, with the path; `.diskFull`.
    package init(creating path: String) throws {
        try self.init(creating: path, fileSystem: LocalFileSystem())
    }

    /// The same, with the term written by another file system.
    ///
    /// - Throws: the same.
    package init(creating path: String, fileSystem: any FileSystem) throws {
        try Folder.create(path, mode: 0o700)
        self.path = try Folder.realPath(path)
        isOwn = true
        self.fileSystem = fileSystem
        try PrivateFolder.checkAll(self.path)
        for folder in [data, runs, logs, forecasts.path] { try Folder.create(folder, mode: 0o700) }
        for folder in [self.path, data] { try TemporaryFile.removeLeftovers(in: folder) }
    }

    /// Opens a state directory that exists, for commands that only look.
    ///
    /// - Throws: `StoreError.notFound` if no coordinator was ever started there; `SystemError.storage` where
    ///   somebody else owns it or may write there.
    package init(existing path: String) throws {
        guard Folder.isFolder(path + "/runs") else {
            throw StoreError(
                .notFound,
                "\(path) is no state directory of Lockstep: it does not exist or has no folder runs")
        }
        self.path = try Folder.realPath(path)
        try PrivateFolder.check(self.path)
        isOwn = false
        fileSystem = LocalFileSystem()
    }

    /// Data by digest; see `DataCache`.
    package var data: String { path + "/data" }
    /// Runs; see `RunStore`.
    package var runs: String { path + "/runs" }
    /// Outputs of orders; see `ForecastsFolder`.
    package var forecasts: ForecastsFolder { ForecastsFolder(path: path + "/forecasts") }
    /// One log for each process.
    package var logs: String { path + "/logs" }
    private func lockFile(of role: Role) -> String { path + "/" + role.rawValue }

    // MARK: Lock and term

    /// Takes the state directory for this process.
    ///
    /// - Throws: `StoreError.inUse`, naming the directory and the process that has it.
    package func lock(as role: Role = .coordinator) throws -> StateLock {
        try StateLock(path: lockFile(of: role))
    }

    /// Whether a living process has the state directory.
    ///
    /// - Throws: `SystemError.storage` where the lock's file cannot be opened.
    package func isLocked(by role: Role = .coordinator) throws -> Bool {
        try StateLock.isHeld(lockFile(of: role))
    }

    /// The coordinator that has the state directory or, if none has it, had it last.
    package var lockHolder: Int? { lockHolder(as: .coordinator) }

    /// The process that has the state directory or, if nobody has it, had it last.
    package func lockHolder(as role: Role) -> Int? { StateLock.holder(lockFile(of: role)) }

    /// A term higher than all before, safe on the disk before it is returned; 1 the first time. The caller
    /// holds the lock.
    ///
    /// - Throws: `StoreError.corrupt` if the last term cannot be read, with the remedy; `.diskFull`;
    ///   `.storage`.
    package func nextTerm() throws -> UInt64 {
        try TermFile(path: path + "/term", fileSystem: fileSystem).next()
    }

    // MARK: Sockets

    /// The folder of the sockets: `sockets` in the state directory, or where that would make too long a path,
    /// `/tmp/lockstep-UID-HASH` with the first 16 digits of the SHA-256 of the state directory's path.
    package var socketFolder: String {
        let inside = path + "/sockets"
        let longest = Socket.allCases.map { (inside + "/" + $0.fileName).utf8.count }.max() ?? 0
        if longest <= SystemLimits.socketPathBytes { return inside }
        return "/tmp/lockstep-\(geteuid())-\(Digest.sha256(Array(path.utf8)).prefix(16))"
    }

    /// The ZeroMQ address of a socket. Whoever runs a cluster here has the sockets' folder created with mode
    /// 0700 where it is missing; for those who only look, nobody listens there then.
    ///
    /// - Throws: `SystemError.storage` if somebody else owns the folder or can write to it.
    package func address(of socket: Socket) throws -> String {
        if isOwn {
            try PrivateFolder.prepare(socketFolder)
        } else if Folder.exists(socketFolder) {
            try PrivateFolder.check(socketFolder)
        }
        return "ipc://\(socketFolder)/\(socket.fileName)"
    }

    /// Removes the sockets. The caller holds the lock: nobody listens there.
    ///
    /// - Throws: `SystemError.storage`, also where the folder is not this user's alone.
    package func removeSockets() throws {
        guard Folder.exists(socketFolder) else { return }
        try PrivateFolder.check(socketFolder)
        for socket in Socket.allCases { try LocalFileSystem().remove("\(socketFolder)/\(socket.fileName)") }
        // Fails while it holds anything else, which is then not ours to remove.
        rmdir(socketFolder)
    }

    /// Removes the sockets unless a coordinator has the state directory: then they are its own.
    package func removeAbandonedSockets() throws {
        try StateLock.whileFree(lockFile(of: .coordinator)) { try removeSockets() }
    }
}
