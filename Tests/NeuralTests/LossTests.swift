import Foundation
import Neural
import Testing

struct LossTests {
    static let losses: [Loss] = [
        .meanSquaredError, .meanAbsoluteError, .huber(), .huber(Huber(delta: 0.3)), .logCosh,
    ]

    private static func term(_ loss: Loss, _ difference: Double) -> Double {
        switch loss {
        case .meanSquaredError: difference * difference
        case .meanAbsoluteError: difference.magnitude
        case .huber(let huber):
            difference.magnitude <= huber.delta
                ? 0.5 * difference * difference
                : huber.delta * difference.magnitude - 0.5 * huber.delta * huber.delta
        case .logCosh: log(cosh(difference))
        case .pinball, .gaussian, .studentT: .nan
        }
    }

    @Test(arguments: losses)
    func valueAndGradient_agreeWithTheDefinition(loss: Loss) {
        let (samples, outputs) = (7, 5)
        let stream = RandomStream(seed: 1)
        let buffers = (0..<3).map { layer in
            let buffer = FloatBuffer(count: samples * outputs + 3)
            buffer.set(stream.normal(count: buffer.count, domain: StreamDomain(.demo, layer: layer)))
            return buffer
        }
        buffers[1][4] = buffers[0][4]
        let before = buffers[2].values
        let value = loss.evaluate(
            output: buffers[0], target: buffers[1], samples: samples, outputs: outputs, gradient: buffers[2])
        let differences = (0..<samples * outputs).map { Double(buffers[0][$0]) - Double(buffers[1][$0]) }
        let expected = differences.reduce(0) { $0 + Self.term(loss, $1) } / Double(outputs)
        #expect((value - expected).magnitude < 1e-12 * expected)
        let slopes = differences.map { d in
            (Self.term(loss, d + 1e-6) - Self.term(loss, d - 1e-6)) / 2e-6 / Double(outputs)
        }
        #expect(relativeDifference(Array(buffers[2].values[..<35]), slopes) < 1e-6)
        #expect(buffers[2][4] == 0)
        #expect(buffers[2].values[35...] == before[35...], "nothing behind the last sample is touched")
        let again = loss.evaluate(
            output: buffers[0], target: buffers[1], samples: samples, outputs: outputs, gradient: nil)
        #expect(again == value)
    }

    @Test(arguments: losses)
    func notANumber_staysVisible(loss: Loss) {
        let output = FloatBuffer(count: 3)
        let target = FloatBuffer(count: 3)
        let gradient = FloatBuffer(count: 3)
        output[1] = .nan
        let value = loss.evaluate(output: output, target: target, samples: 1, outputs: 3, gradient: gradient)
        #expect(value.isNaN && gradient[1].isNaN)
        #expect(gradient[0] == 0)
    }
}
