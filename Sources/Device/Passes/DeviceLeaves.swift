/// Leaves of the reduction tree that stand side by side in a device's passes.
package struct DeviceLeaves: Hashable, Sendable {
    /// Samples of each, at least 1.
    package let sizes: [Int]
    /// Leaves whose gradients are added up, from the first to the last.
    package let nodes: [Range<Int>]

    package init(sizes: [Int], nodes: [Range<Int>]) {
        precondition(!sizes.isEmpty && sizes.allSatisfy { $0 >= 1 }, "a leaf has at least one sample")
        self.sizes = sizes
        self.nodes = nodes
    }

    /// One leaf alone.
    package init(samples: Int) { self.init(sizes: [samples], nodes: [0..<1]) }

    /// S, of all leaves.
    package var samples: Int { sizes.reduce(0, +) }

    /// Whether there is something to be added up.
    var addsUp: Bool { nodes.contains { $0.count > 1 } }

    /// As kernels read them: each leaf's first sample and its samples, then each node's first leaf and its
    /// leaves.
    var words: [Int32] {
        var words: [Int32] = []
        var first = 0
        for size in sizes {
            words += [Int32(first), Int32(size)]
            first += size
        }
        for node in nodes { words += [Int32(node.lowerBound), Int32(node.count)] }
        return words
    }
}
