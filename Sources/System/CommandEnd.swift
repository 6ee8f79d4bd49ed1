/// Ends a command with an exit code; what is to be said has been said.
package struct CommandEnd: Error {
    package let status: Int32

    package init(_ status: Int32) { self.status = status }
}
