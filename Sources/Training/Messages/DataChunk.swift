/// A part of the data: at most `Limits.dataChunkBytes` bytes, less only at the end.
package struct DataChunk: Sendable, Equatable {
    package let digest: String
    package let offset: Int
    package let bytes: [UInt8]

    package init(digest: String, offset: Int, bytes: [UInt8]) {
        self.digest = digest
        self.offset = offset
        self.bytes = bytes
    }
}
