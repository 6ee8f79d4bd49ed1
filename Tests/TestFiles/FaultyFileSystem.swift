package import Glibc
import Synchronization
package import System

/// What happens at one operation of a `FaultyFileSystem`.
package enum Fault: CaseIterable {
    /// The process dies before the operation.
    case deathBefore
    /// The process dies in the middle of a write; before any other operation.
    case deathTorn
    /// The process dies after the operation.
    case deathAfter
    /// The disk is full: half of a write is done, and the process lives on.
    case diskFull

    package var isDeath: Bool { self != .diskFull }
}

/// The local files, with a fault at the operation of one number. After a death nothing is done any more.
package final class FaultyFileSystem: FileSystem {
    private struct State {
        var operations: [String] = []
        var isDead = false
    }

    private let local = LocalFileSystem()
    private let fault: Fault
    private let number: Int?
    private let state = Mutex(State())

    /// - Parameter number: the operation to fail, from 0; nil: none, to count them.
    package init(_ fault: Fault = .deathBefore, at number: Int?) {
        self.fault = fault
        self.number = number
    }

    /// The operations begun so far, by their names.
    package var operations: [String] { state.withLock { $0.operations } }

    package func create(_ path: String, mode: mode_t) throws(SystemError) -> OpenFile {
        let isDue = try begin("create")
        let file = try local.create(path, mode: mode)
        try end(isDue)
        return file
    }

    package func write(_ bytes: RawSpan, to file: borrowing OpenFile) throws(SystemError) {
        let isDue = try begin("write")
        let isTorn = isDue && (fault == .deathTorn || fault == .diskFull)
        try local.write(isTorn ? bytes.extracting(first: bytes.byteCount / 2) : bytes, to: file)
        try end(isDue)
    }

    package func sync(_ file: borrowing OpenFile) throws(SystemError) {
        let isDue = try begin("sync")
        try local.sync(file)
        try end(isDue)
    }

    package func rename(_ path: String, to destination: String) throws(SystemError) {
        let isDue = try begin("rename")
        try local.rename(path, to: destination)
        try end(isDue)
    }

    package func syncFolder(_ path: String) throws(SystemError) {
        let isDue = try begin("syncFolder")
        try local.syncFolder(path)
        try end(isDue)
    }

    package func remove(_ path: String) throws(SystemError) {
        let isDue = try begin("remove")
        try local.remove(path)
        try end(isDue)
    }

    /// Counts an operation; returns whether the fault is due after (or within) it.
    private func begin(_ operation: String) throws(SystemError) -> Bool {
        let (isDead, isDue) = state.withLock { state in
            defer { state.operations.append(operation) }
            return (state.isDead, state.operations.count == number)
        }
        if isDead { throw SystemError(.storage, "dead") }
        guard isDue else { return false }
        if fault == .deathBefore || (operation != "write" && fault != .deathAfter) { try end(true) }
        return true
    }

    private func end(_ isDue: Bool) throws(SystemError) {
        guard isDue else { return }
        if fault.isDeath { state.withLock { $0.isDead = true } }
        throw SystemError(fault == .diskFull ? .diskFull : .storage, "injected: \(fault)")
    }
}
