import Forecasting

/// Who computes forecasts: a cluster that is up in the state directory, or threads of this process. Both give
/// the same bits.
package struct ForecastEngine {
    private let threads: Int
    private let cluster: ClusterForecasting?
    private let show: (_ fraction: Double, _ secondsLeft: Double?) -> Void

    /// - Parameters:
    ///   - state: path of the state directory in which a cluster may be up; nil: none is looked for.
    ///   - threads: at least 1.
    ///   - show: is told the share that is done, and the seconds that are left as far as they are known.
    /// - Throws: as `ClusterForecasting.init`.
    package init(
        state: String?, threads: Int, show: @escaping (Double, Double?) -> Void = { _, _ in }
    ) throws {
        self.threads = threads
        self.show = show
        cluster = try state.flatMap { try ClusterForecasting(state: $0) }
    }

    /// Computes all slices of a work.
    ///
    /// - Parameter take: called for each slice, in their order; what it throws ends the work.
    /// - Throws: as `ClusterForecasting.run`; what `take` throws.
    func run(_ work: ForecastWork, _ take: (_ slice: Int, _ outputs: [Float]) throws -> Void) throws {
        if work.slices > Self.fewSlices, let cluster, try cluster.run(work, show: show, take: take) { return }
        try LocalForecasting(work, threads: threads).run { slice, outputs in
            try take(slice, outputs)
            show(Double(slice + 1) / Double(work.slices), nil)
        }
    }

    /// What is done here before a cluster has been asked.
    private static let fewSlices = 4
}
