/// What can be wrong with a trained model, or with what it is to forecast from.
package struct ForecastingError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: Sendable {
        /// Something else than a trained model.
        case foreign
        /// A trained model as another release writes it.
        case unknownVersion
        /// Something that every model says of itself, or that a layer needs, is not there.
        case missingKey
        /// Something that no model says of itself, or that no layer has.
        case unknownKey
        /// A text that is not JSON, or holds something else than it should.
        case malformed
        /// A number or word outside what is allowed.
        case badValue
        /// Columns, layers and weights that do not belong together.
        case inconsistent
        /// A number that is not finite: a weight, an offset, a value of a window.
        case notFinite
        /// A table without a column that the model reads.
        case missingColumn
        /// A value that has to be given, and is not.
        case missingValue
        /// A table without times, for a model that makes columns from them.
        case missingTimes
        /// A series that the model was not trained on, or none where it was trained on several.
        case unknownSeries
        /// Fewer rows than a window has.
        case tooFewRows
        /// A pass through the model that takes more memory than is allowed.
        case tooLarge
    }

    package let code: Code
    /// What is wrong, with the offending value, and what would be right.
    package let message: String
    /// The name of the metadata, and what in it, such as `layers[1].lstm.units`.
    package let key: String?

    package init(_ code: Code, _ message: String, key: String? = nil) {
        self.code = code
        self.message = message
        self.key = key
    }

    /// Errors are equal when their codes are.
    package static func == (left: ForecastingError, right: ForecastingError) -> Bool {
        left.code == right.code
    }

    package var description: String { key.map { "\($0): \(message)" } ?? message }
}
