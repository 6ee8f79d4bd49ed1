package import Training

/// The bounds that concern nothing but local clusters and whoever asks a coordinator something.
extension Limits {
    /// Windows of a series before a forecast that adaptive intervals learn from.
    static let pastWindows = 4096

    /// Worker processes that one command starts on this machine.
    package static let localWorkers = 1024
    /// How long a look at the coordinator's status waits.
    package static let watchTimeout = Duration.milliseconds(500)
    /// How long a command waits for a coordinator's answer.
    package static let requestTimeout = Duration.seconds(5)
    /// How long a command waits while the coordinator reads a submitted job's data.
    package static let submitTimeout = Duration.seconds(600)
    /// How long a program may take that makes a PNG of a picture; it takes a part of a second.
    static let pictureSeconds = 60.0
    /// Lines of the loss curve and of the forecast at the end of a training.
    static let smallCurveLines = 9
    static let smallForecastLines = 16
    /// Slots whose masks one picture shows beside each other.
    package static let plottedSlots = 8
}
