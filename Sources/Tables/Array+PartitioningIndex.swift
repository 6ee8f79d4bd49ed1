extension Array {
    /// The first index whose element is behind a border, of elements that are sorted by it; the end where
    /// none is.
    package func partitioningIndex(where isBehind: (Element) -> Bool) -> Int {
        var (lower, upper) = (0, count)
        while lower < upper {
            let middle = (lower + upper) / 2
            if isBehind(self[middle]) { upper = middle } else { lower = middle + 1 }
        }
        return lower
    }
}
