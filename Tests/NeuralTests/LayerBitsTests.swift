import Neural
import Testing

/// Initial weights and masks are the bits that they always were: a run that is resumed, or repeated years
/// later, draws the same ones.
@Suite("The bits of initial weights and masks")
struct LayerBitsTests {
    private static func model() throws -> Model {
        try Model(
            layers: [
                .dropout(Dropout(rate: 0.3, noiseShape: [1, nil, 1])),
                .spatialDropout1D(SpatialDropout1D(rate: 0.2)),
                .lstm(LSTM(units: 9, returnSequences: true, dropout: 0.1, recurrentDropout: 0.4)),
                .lstm(
                    LSTM(
                        units: 5, useBias: false, returnSequences: true, dropout: 0.1, recurrentDropout: 0.4,
                        dropoutMasks: .shared, kernelInitializer: .orthogonal,
                        recurrentInitializer: .glorotUniform)),
                .lstm(LSTM(units: 6, unitForgetBias: false, returnSequences: true, biasInitializer: .ones)),
                .lstm(LSTM(units: 7, dropout: 0.2, biasInitializer: .glorotUniform)),
                .dropout(Dropout(rate: 0.5)),
                .dense(
                    Dense(units: 4, kernelInitializer: .orthogonal, biasInitializer: .glorotUniform)),
                .dense(Dense(units: 3, kernelInitializer: .ones, biasInitializer: .zeros)),
                .dense(Dense(units: 2, useBias: false)),
            ], timeSteps: 6, features: 4)
    }

    private static let tensors: [(name: String, digest: UInt64)] = [
        ("lstm_2/kernel", 0x7dd31ee3232b2ca7),
        ("lstm_2/recurrent_kernel", 0xed5afc1552024a82),
        ("lstm_2/bias", 0xbf0bb7a53ec34e75),
        ("lstm_3/kernel", 0xfaa10c73461efb65),
        ("lstm_3/recurrent_kernel", 0xa3ed58f57ddd6c7a),
        ("lstm_4/kernel", 0x4bc7c02b4c51d537),
        ("lstm_4/recurrent_kernel", 0xd51dcc92037ed2f5),
        ("lstm_4/bias", 0x379a2338003c2305),
        ("lstm_5/kernel", 0xddb76ea5bdfa491e),
        ("lstm_5/recurrent_kernel", 0x86151b52b7808169),
        ("lstm_5/bias", 0x208b13e146d24e0),
        ("dense_7/kernel", 0xead17a2678620b50),
        ("dense_7/bias", 0x8ad025954240601c),
        ("dense_8/kernel", 0xdd6f74aae6106495),
        ("dense_8/bias", 0xd94d12186c0f2fb7),
        ("dense_9/kernel", 0x150603f1c83db124),
    ]

    private static let masks: [(layer: Int, mask: Int, digest: UInt64)] = [
        (0, 0, 0xa1796dbdfec6cb93),
        (1, 0, 0xc8c91b0ac2506495),
        (2, 0, 0x9a484eaea2ef6755),
        (2, 1, 0x732f52f8a575a4b9),
        (2, 2, 0x8c472a4a1011ae9),
        (2, 3, 0x809a8b4cbcfe22f5),
        (2, 4, 0x161ae2cbf497ffaf),
        (2, 5, 0x3d93242f052ac653),
        (2, 6, 0xbde8b56b87043c24),
        (2, 7, 0xaf3a8d0bcdba7d3e),
        (3, 0, 0x29953df478fe12b3),
        (3, 4, 0xbec3a193baaa1efd),
        (5, 0, 0xa72806f9f816a32d),
        (6, 0, 0x86011cc1ce80a50f),
    ]

    @Test func initialWeightsAreTheBitsTheyWere() throws {
        let model = try Self.model()
        let weights = model.initialWeights(seed: 0x1234_5678_9abc_def0)
        let found = model.parameters.entries.map { entry in
            (name: entry.name, digest: digest(weights[entry.offset..<entry.offset + entry.count]))
        }
        #expect(found.map(\.name) == Self.tensors.map(\.name))
        for (found, expected) in zip(found, Self.tensors) {
            #expect(found.digest == expected.digest, "\(found.name): \(String(found.digest, radix: 16))")
        }
    }

    @Test func masksAreTheBitsTheyWere() throws {
        let model = try Self.model()
        let draw = DropoutDraw(seed: 0xfedc_ba98_7654_3210, step: 77, firstSlot: 5)
        let found = try model.layers.indices.flatMap { layer in
            try model.maskIndices(layer: layer).map { mask in
                let drawn = try #require(model.dropoutMask(layer: layer, mask: mask, samples: 3, draw: draw))
                return (layer: layer, mask: mask, digest: digest(drawn.values))
            }
        }
        #expect(found.map(\.layer) == Self.masks.map(\.layer))
        #expect(found.map(\.mask) == Self.masks.map(\.mask))
        for (found, expected) in zip(found, Self.masks) {
            #expect(
                found.digest == expected.digest,
                "\(found.layer), \(found.mask): \(String(found.digest, radix: 16))")
        }
    }

    /// FNV-1a of the bits (Fowler, Noll and Vo).
    private func digest(_ values: some Sequence<Float>) -> UInt64 {
        values.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1.bitPattern)) &* 0x100_0000_01b3 }
    }
}
