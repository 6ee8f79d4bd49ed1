import Neural
import Training

/// Forecasts that somebody orders from a simulated cluster: a cheap stand-in for a model's outputs, a pure
/// function of the order and the slice.
struct SimulatedOrder {
    private let number: Int
    let slices: Int
    /// The worker whose memory does not hold the model; nil: all have enough.
    let unable: Int?

    init(number: Int, slices: Int, unable: Int?) {
        self.number = number
        self.slices = slices
        self.unable = unable
    }

    var digest: String { "order \(number)" }

    /// What a coordinator knows of it.
    var known: ForecastOrder {
        ForecastOrder(
            digest: digest, bytes: SimulatedRun.dataChunks * SimulatedRun.chunkBytes, fingerprint: "same",
            numbers: (0..<slices).map { outputs(slice: $0).count })
    }

    func outputs(slice: Int) -> Vector {
        let key = BitMixer.mix(UInt64(number) << 32 | UInt64(slice))
        return Vector(
            (0..<2 + slice % 3).map {
                Float(Int32(truncatingIfNeeded: BitMixer.mix(key &+ UInt64($0)) >> 32)) * 0x1p-31
            })
    }

    /// What all slices come to, one after the other.
    var outputs: [Float] { (0..<slices).flatMap { outputs(slice: $0) } }
}
