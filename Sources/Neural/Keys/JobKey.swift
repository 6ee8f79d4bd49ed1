/// One key of a job file: its name, what it takes, and which property it sets.
///
/// A job is read, written and described by lists of these. The default is what the property has before
/// anything is read.
package struct JobKey<Root>: Sendable {
    package typealias Place<Value> = any WritableKeyPath<Root, Value> & Sendable

    package enum Value: Sendable {
        case integer(Place<Int>, ClosedRange<Int>)
        case number(Place<Double>, ClosedRange<Double>)
        case flag(Place<Bool>)
        case word(Words)
        /// One size of at least 1, or nothing, for each axis; nothing as a whole leaves out the key.
        case axes(Place<[Int?]?>)
        /// A number, or nothing, which leaves out the key.
        case numberOrNothing(Place<Double?>, ClosedRange<Double>)
        case integerList(Place<[Int]>, ClosedRange<Int>)
        case numberList(Place<[Double]>, ClosedRange<Double>)
        /// Steps or epochs, so many of either.
        case steps(Place<StepCount>, ClosedRange<Int>)
        case stepList(Place<[StepCount]>, ClosedRange<Int>)
        /// One of some kinds by name, or a list of such, with options that they have elsewhere, too.
        case held(any HeldPlace<Root>)
        /// One of several things by name, with options of its own.
        case choice(any ChosenPlace<Root>)
        /// Something with keys of its own, or nothing, which leaves out the key.
        case keyed(any KeyedPlace<Root>)
    }

    /// One of a few words.
    package struct Words: Sendable {
        package let all: [String]
        /// Those that the model refuses later, saying why; the reference does not offer them.
        package let refused: [String]
        package let get: @Sendable (Root) -> String
        /// Takes one of `all`.
        package let set: @Sendable (inout Root, String) -> Void
    }

    /// As a job file writes it, such as `recurrent_dropout`.
    package let name: String
    package let value: Value
    /// A value to show to whoever left out the key; nil where it may be left out.
    package let example: String?
}

extension JobKey {
    /// - Parameter example: given where every job must have the key.
    package static func integer(
        _ name: String, _ place: Place<Int>, in range: ClosedRange<Int>, example: String? = nil
    ) -> JobKey {
        JobKey(name: name, value: .integer(place, range), example: example)
    }

    /// - Parameter example: given where every job must have the key.
    package static func number(
        _ name: String, _ place: Place<Double>, in range: ClosedRange<Double>, example: String? = nil
    ) -> JobKey {
        JobKey(name: name, value: .number(place, range), example: example)
    }

    package static func number(
        _ name: String, _ place: Place<Double?>, in range: ClosedRange<Double>
    ) -> JobKey {
        JobKey(name: name, value: .numberOrNothing(place, range), example: nil)
    }

    /// - Parameter example: given where every job must have the key.
    package static func integerList(
        _ name: String, _ place: Place<[Int]>, in range: ClosedRange<Int>, example: String? = nil
    ) -> JobKey {
        JobKey(name: name, value: .integerList(place, range), example: example)
    }

    /// - Parameter example: given where every job must have the key.
    package static func numberList(
        _ name: String, _ place: Place<[Double]>, in range: ClosedRange<Double>, example: String? = nil
    ) -> JobKey {
        JobKey(name: name, value: .numberList(place, range), example: example)
    }

    /// - Parameter example: given where every job must have the key.
    package static func steps(
        _ name: String, _ place: Place<StepCount>, in range: ClosedRange<Int>, example: String? = nil
    ) -> JobKey {
        JobKey(name: name, value: .steps(place, range), example: example)
    }

    /// - Parameter example: given where every job must have the key.
    package static func stepList(
        _ name: String, _ place: Place<[StepCount]>, in range: ClosedRange<Int>, example: String? = nil
    ) -> JobKey {
        JobKey(name: name, value: .stepList(place, range), example: example)
    }

    /// - Parameters:
    ///   - kinds: those that may stand here.
    ///   - example: given where every job must have the key.
    package static func held<Choice: JobChoice>(
        _ name: String, _ place: Place<Choice>, of kinds: [any JobVariant<Choice>.Type],
        example: String? = nil
    ) -> JobKey {
        JobKey(name: name, value: .held(HeldOne(place: place, kinds: kinds)), example: example)
    }

    /// - Parameters:
    ///   - kinds: those that may stand here.
    ///   - example: given where every job must have the key.
    package static func held<Choice: JobChoice>(
        _ name: String, _ place: Place<[Choice]>, of kinds: [any JobVariant<Choice>.Type],
        example: String? = nil
    ) -> JobKey {
        JobKey(name: name, value: .held(HeldList(place: place, kinds: kinds)), example: example)
    }

    package static func choice<Choice: JobChoice>(_ name: String, _ place: Place<Choice>) -> JobKey {
        JobKey(name: name, value: .choice(ChoicePlace(place: place)), example: nil)
    }

    package static func keyed<Keyed: JobKeyed>(_ name: String, _ place: Place<Keyed?>) -> JobKey {
        JobKey(name: name, value: .keyed(OptionalPlace(place: place)), example: nil)
    }

    package static func flag(_ name: String, _ place: Place<Bool>) -> JobKey {
        JobKey(name: name, value: .flag(place), example: nil)
    }

    package static func axes(_ name: String, _ place: Place<[Int?]?>) -> JobKey {
        JobKey(name: name, value: .axes(place), example: nil)
    }

    /// - Parameter refused: words that can be read, but that the model refuses with a reason.
    package static func word<Word: RawRepresentable<String> & CaseIterable & Sendable>(
        _ name: String, _ place: Place<Word>, refused: [Word] = []
    ) -> JobKey {
        words(name, Word.self, refused: refused, get: { $0[keyPath: place] }) { $0[keyPath: place] = $1 }
    }

    /// A word that is chosen where a job leaves it out.
    ///
    /// - Parameter choice: what is chosen, and written.
    package static func word<Word: RawRepresentable<String> & CaseIterable & Sendable>(
        _ name: String, _ place: Place<Word?>, choice: any KeyPath<Root, Word> & Sendable
    ) -> JobKey {
        words(name, Word.self, refused: [], get: { $0[keyPath: choice] }) { $0[keyPath: place] = $1 }
    }

    private static func words<Word: RawRepresentable<String> & CaseIterable & Sendable>(
        _ name: String, _ type: Word.Type, refused: [Word], get: @escaping @Sendable (Root) -> Word,
        set: @escaping @Sendable (inout Root, Word) -> Void
    ) -> JobKey {
        let words = Words(
            all: Word.allCases.map(\.rawValue), refused: refused.map(\.rawValue),
            get: { get($0).rawValue },
            set: { root, word in if let word = Word(rawValue: word) { set(&root, word) } })
        return JobKey(name: name, value: .word(words), example: nil)
    }
}
