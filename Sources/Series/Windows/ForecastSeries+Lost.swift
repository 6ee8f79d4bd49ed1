extension ForecastSeries {
    /// Windows of a part that there would be, were no value missing and no row absent.
    package func lostWindows(_ part: Part) -> Int {
        let whole = named.isEmpty ? [stretches.indices] : named.map(\.stretches)
        return whole.reduce(0) { $0 + options.origins(of: Stretch(stretches[$1]), part).count }
            - windowCount(part)
    }
}

extension Stretch {
    /// Stretches of one series that follow each other, as if nothing lay between them.
    fileprivate init(_ pieces: ArraySlice<Stretch>) {
        self.init(
            start: pieces.first?.rows.lowerBound ?? 0, train: pieces.reduce(0) { $0 + $1.train.count },
            validation: pieces.reduce(0) { $0 + $1.validation.count },
            calibration: pieces.reduce(0) { $0 + $1.calibration.count },
            test: pieces.reduce(0) { $0 + $1.test.count })
    }
}
