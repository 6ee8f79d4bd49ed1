/// Rows one after another that windows are cut from: a whole series, or what lies between two holes in one.
/// No window spans two stretches.
package struct Stretch: Sendable, Equatable {
    package let train: Range<Int>
    package let validation: Range<Int>
    package let test: Range<Int>

    /// Parts of so many rows, from row `start` on.
    package init(start: Int = 0, train: Int, validation: Int, test: Int) {
        self.train = start..<start + train
        self.validation = self.train.upperBound..<self.train.upperBound + validation
        self.test = self.validation.upperBound..<self.validation.upperBound + test
    }

    package init(_ split: Split) {
        self.init(train: split.train.count, validation: split.validation.count, test: split.test.count)
    }

    package var rows: Range<Int> { train.lowerBound..<test.upperBound }

    package func range(_ part: ForecastSeries.Part) -> Range<Int> {
        switch part {
        case .train: train
        case .validation: validation
        case .test: test
        }
    }
}
