import Plotting
import Tables
import TestFiles

/// Charts that the tests look at.
enum ChartSamples {
    static let hour: Int64 = 3_600_000_000_000

    static func wave(_ count: Int, _ height: Double = 1) -> [Double] {
        (0..<count).map { Double(($0 * 37) % 101) / 101 * height }
    }

    static func line(_ name: String, _ ys: [Double], ink: Ink = .blue) -> Mark {
        .line(Line(name, xs: ys.indices.map(Double.init), ys: ys, ink: ink))
    }

    static func chart(_ marks: [Mark], title: String = "A title") -> Chart {
        Chart(title: title, panels: [Panel(x: Axis("x"), y: Axis("y"), marks: marks)])
    }

    static let loss = LossCurve(
        run: "demo-1", loss: "mse",
        epochs: (1...20).map {
            LossCurve.Epoch(
                epoch: $0, step: $0 * 15, training: 1 / Double($0), validation: 0.2 + 1 / Double($0))
        },
        best: 20, rates: [(0, 0.001), (20, 0.0001)]
    ).chart

    static let forecast = ForecastPicture(
        title: "Forecast of load-2", subtitle: "24 steps of 1 hour",
        targets: [
            ForecastPicture.Target(
                name: "load", history: ((0..<72).map { $0 * hour }, wave(72)),
                times: (72..<96).map { $0 * hour }, forecast: wave(24), truth: wave(24, 0.9),
                intervals: [
                    .init(level: 0.5, lower: wave(24, 0.8), upper: wave(24, 1.2)),
                    .init(level: 0.9, lower: wave(24, 0.5), upper: wave(24, 1.5)),
                ])
        ], origin: 71 * hour
    ).chart { CivilDate.text(nanoseconds: $0, isUTC: true) }

    static let intervals = CoveragePicture(
        title: "Intervals of load-2", subtitle: "100 windows",
        targets: [
            .init(
                name: "load",
                levels: [.init(nominal: 0.9, coverage: wave(24), widths: wave(24))])
        ]
    ).chart

    static let errors = ErrorPicture(
        title: "Errors of load-2", subtitle: "100 windows", measure: "mean absolute error (scaled)",
        targets: ["a", "b", "c"].map { name in
            .init(name: name, errors: [("model", wave(24)), ("last value", wave(24, 2))])
        }
    ).chart

    static let folds = FoldPicture(
        title: "Backtest of load-2", subtitle: "3 folds", measure: "mean squared error",
        folds: ["2024-01-01 00:00", "a <b>", ""],
        errors: [
            .init(forecast: "model", folds: [1, .nan, 3], steps: wave(24)),
            .init(forecast: "last value", folds: [2, 2, 2], steps: wave(24, 2)),
        ]
    ).chart

    static let masks = MaskPictures(
        model: "demo-1", seed: 7, step: 3, slots: [0, 9],
        masks: [nil, 0.2].flatMap { deviation in
            [0, 9].map { slot in
                MaskPictures.Mask(
                    title: "layer", slot: slot, rowNames: ["feature 0", "feature 1"], across: "time step",
                    columns: 24, values: wave(48).map { Float($0 < 0.3 ? 0 : deviation ?? 1) },
                    deviation: deviation)
            }
        }
    ).chart

    static let weights = WeightHistograms(
        model: "demo-1", origin: "300 steps",
        tensors: [
            .init(name: "lstm_0/kernel", shape: [5, 40], values: wave(200).map(Float.init)),
            .init(name: "lstm_0/bias", shape: [40], values: Array(repeating: 1, count: 40)),
            .init(name: "dense_1/kernel", shape: [2], values: [.nan, .infinity]),
        ]
    ).chart

    static let all = [
        ("loss", loss), ("forecast", forecast), ("intervals", intervals), ("errors", errors),
        ("folds", folds),
        ("masks", masks), ("weights", weights),
    ]

    /// Clocks of central Europe, changed by today's rule at all times.
    static func berlin() throws -> TimeZoneRules {
        let bytes = ZoneFile.bytes("CET-1CEST,M3.5.0,M10.5.0/3", first: 3600)
        return try TimeZoneRules(bytes.span, name: "Europe/Berlin", version: "7")
    }
}
