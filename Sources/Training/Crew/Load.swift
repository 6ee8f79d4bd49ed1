/// What may be on its way between the coordinator and workers that do not share its memory.
package struct Load: Sendable, Equatable {
    /// Weights and partials.
    package var vectors = 0
    /// Parts of the data.
    package var parts = 0
    /// Outputs of forecasts.
    package var numbers = 0

    package init(vectors: Int = 0, parts: Int = 0, numbers: Int = 0) {
        self.vectors = vectors
        self.parts = parts
        self.numbers = numbers
    }

    mutating func replace(_ old: Load, by new: Load) {
        vectors += new.vectors - old.vectors
        parts += new.parts - old.parts
        numbers += new.numbers - old.numbers
    }
}
