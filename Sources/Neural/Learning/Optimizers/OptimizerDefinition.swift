/// What an optimizer is: everything that training asks of it.
protocol OptimizerDefinition: JobVariant<Optimizer> {
    /// What updates are multiplied by.
    var learningRate: LearningRate { get }
    /// The vectors of P numbers that updates carry on, at most three, all zero before the first; named as in
    /// Keras.
    var slotNames: [String] { get }

    /// Numbers that updates carry on beside the slots, before the first.
    var firstScalars: [Double] { get }
    /// Brings the scalars to an update, before its parts are made.
    func advance(_ scalars: inout [Double], to update: Int)

    /// Updates a part of the weights and the slots. Parts may be updated at the same time, and the bits do
    /// not depend on where one ends.
    func apply(_ update: Update)
}

extension OptimizerDefinition {
    var firstScalars: [Double] { [] }
    func advance(_: inout [Double], to _: Int) {}
}

/// One update of a part of the weights.
struct Update {
    /// From 1.
    var number: Int
    var learningRate: Double
    /// As `advance` has brought them to this update.
    var scalars: [Double]
    /// Numbers in this part.
    var count: Int
    var gradient: UnsafePointer<Float>
    var weights: UnsafeMutablePointer<Float>
    /// The slots in the order of `slotNames`. The first is only read by optimizers that have one.
    var first: UnsafeMutablePointer<Float>
    var second, third: UnsafeMutablePointer<Float>?

    func part(_ range: Range<Int>) -> Update {
        let offset = range.lowerBound
        return Update(
            number: number, learningRate: learningRate, scalars: scalars, count: range.count,
            gradient: gradient + offset,
            weights: weights + offset, first: first + offset, second: second.map { $0 + offset },
            third: third.map { $0 + offset })
    }
}

/// The ranges that optimizers' options share.
enum OptimizerRange {
    static let learningRate = 0.0...1e6
    static let momentum = 0.0...1.0
    /// Below 1: at 1 the averages would never take anything in.
    static let decay = 0.0...0.999999999
    static let epsilon = 1e-30...1.0
}
