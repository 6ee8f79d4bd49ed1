import Store

extension StateDirectory {
    /// Takes the state directory for a launcher, before it starts or leaves anything there.
    ///
    /// - Parameter advice: What somebody can do who finds it in use.
    /// - Throws: `LaunchError.inUse`, naming the coordinator or the launcher that has it; `SystemError`.
    func lockForLauncher(advice: String) throws -> StateLock {
        let lock: StateLock?
        do {
            lock = try self.lock(as: .launcher)
        } catch let error as StoreError where error.code == .inUse {
            lock = nil
        }
        // Only now: what another launcher has started until then is there.
        try requireNoCoordinator(advice: advice)
        guard let lock else {
            let launcher = lockHolder(as: .launcher) ?? 0
            throw LaunchError(
                .inUse, "\(path) is in use by launcher \(launcher), whose cluster starts or ends; \(advice)")
        }
        return lock
    }

    /// - Throws: `LaunchError.inUse`, naming the coordinator that has the state directory.
    func requireNoCoordinator(advice: String) throws {
        guard try isLocked() else { return }
        throw LaunchError(.inUse, "\(path) is in use by coordinator \(lockHolder ?? 0); \(advice)")
    }
}
