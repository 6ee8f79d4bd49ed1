/// Rows one after another that windows are cut from: a whole series, or what lies between two holes in one.
/// No window spans two stretches.
package struct Stretch: Sendable, Equatable {
    package let train: Range<Int>
    package let validation: Range<Int>
    package let calibration: Range<Int>
    package let test: Range<Int>

    /// Parts of so many rows, from row `start` on.
    package init(start: Int = 0, train: Int, validation: Int, calibration: Int = 0, test: Int) {
        self.train = start..<start + train
        self.validation = self.train.upperBound..<self.train.upperBound + validation
        self.calibration = self.validation.upperBound..<self.validation.upperBound + calibration
        self.test = self.calibration.upperBound..<self.calibration.upperBound + test
    }

    /// What a piece of a table's rows has of each part.
    package init(_ piece: Range<Int>, of split: Split) {
        self.init(
            start: piece.lowerBound, train: piece.clamped(to: split.train).count,
            validation: piece.clamped(to: split.validation).count,
            calibration: piece.clamped(to: split.calibration).count,
            test: piece.clamped(to: split.test).count)
    }

    /// The same parts, so many rows further to the front.
    func moved(by rows: Int) -> Stretch {
        Stretch(
            start: train.lowerBound - rows, train: train.count, validation: validation.count,
            calibration: calibration.count, test: test.count)
    }

    package var rows: Range<Int> { train.lowerBound..<test.upperBound }

    package func range(_ part: ForecastSeries.Part) -> Range<Int> {
        switch part {
        case .train: train
        case .validation: validation
        case .calibration: calibration
        case .test: test
        }
    }
}
