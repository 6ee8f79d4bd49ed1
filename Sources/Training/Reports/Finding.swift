/// What slows or stops the job at work, as `lockstep why` tells it.
package struct Finding: Sendable, Codable, Equatable {
    package let cause: Incident.Cause
    /// The worker concerned; nil where it is nobody in particular.
    @ExplicitNull package var worker: String?
    /// Whether steps cannot be applied until it is over; else they only take longer.
    package let stops: Bool
    package let message: String

    package init(_ cause: Incident.Cause, worker: String? = nil, stops: Bool = false, _ message: String) {
        self.cause = cause
        self.worker = worker
        self.stops = stops
        self.message = message
    }
}
