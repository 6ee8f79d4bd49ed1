/// The worker asks for the part of the data that begins at `offset`.
package struct FetchData: Sendable, Equatable {
    package let digest: String
    package let offset: Int

    package init(digest: String, offset: Int) {
        self.digest = digest
        self.offset = offset
    }
}
