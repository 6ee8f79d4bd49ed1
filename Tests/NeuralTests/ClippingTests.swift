import Neural
import Testing

/// What is done to gradients that are too large.
struct ClippingTests {
    private static func clipped(_ clipping: Clipping, _ gradient: [Float]) throws -> [Float] {
        // A kernel of (2, 1) and a bias of one number.
        let model = try Model(layers: [.dense(Dense(units: 1))], timeSteps: 1, features: 2)
        var vector = Vector(gradient)
        clipping.apply(to: &vector, model.parameters)
        return Array(vector)
    }

    @Test func value_isTheLargestMagnitude() throws {
        #expect(try Self.clipped(.value(0.5), [-3, 0.5, 0.625]) == [-0.5, 0.5, 0.5])
        #expect(try Self.clipped(.value(0.5), [0.25, -0.5, 0]) == [0.25, -0.5, 0])
    }

    @Test func norm_isOfEachTensor() throws {
        #expect(try Self.clipped(.norm(2.5), [3, -4, 2]) == [1.5, -2, 2])
        #expect(try Self.clipped(.norm(2.5), [1, 2, -5]) == [1, 2, -2.5])
    }

    @Test func globalNorm_isOfAll() throws {
        #expect(try Self.clipped(.globalNorm(3.5), [2, 3, -6]) == [1, 1.5, -3])
        #expect(try Self.clipped(.globalNorm(7), [2, 3, -6]) == [2, 3, -6])
    }
}
