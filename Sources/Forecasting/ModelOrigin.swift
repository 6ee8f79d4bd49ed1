package import Tables

/// Where a model comes from: what its weights are a function of, and who made it.
///
/// In all of this, nothing depends on time, host, path or the number of workers.
package struct ModelOrigin: Sendable, Equatable {
    /// The version of Lockstep that wrote the model.
    package let release: String
    /// The key of every random stream.
    package let seed: UInt64
    /// The resolved job file, without the path of its data: how the model was trained, and how
    /// rows are read that it is used with.
    package let job: String
    /// SHA-256 of `job`.
    package let jobDigest: String
    /// SHA-256 of the encoded series.
    package let dataDigest: String
    /// From where the time steps of the training's rows are counted; nil where they had no times, or no step.
    package let times: TimeOrigin?

    /// The slot of the first sample of a window's sampled paths, as the stream of `monteCarlo` counts them:
    /// the same whatever rows the window stands in.
    ///
    /// - Parameters:
    ///   - time: of the window's first target; nil without times.
    ///   - row: of it, which counts where there are no times.
    ///   - samples: C, of one window.
    package func slot(ofOrigin time: Int64?, row: Int, samples: Int) -> UInt32 {
        let steps = times.flatMap { times in time.map { times.steps(to: $0) } } ?? row
        return UInt32(truncatingIfNeeded: steps &* samples)
    }

    package init(
        release: String, seed: UInt64, job: String, jobDigest: String, dataDigest: String,
        times: TimeOrigin? = nil
    ) {
        self.release = release
        self.seed = seed
        self.job = job
        self.jobDigest = jobDigest
        self.dataDigest = dataDigest
        self.times = times
    }
}
