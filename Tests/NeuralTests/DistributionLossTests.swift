import Neural
import Testing

/// Losses whose models put out several numbers for a target.
struct DistributionLossTests {
    /// Target, mean, deviation or scale, degrees; minus the logarithm of the normal and of the Student-t
    /// density there, by mpmath 1.3 with 40 digits (scipy 1.17.1 gives the same to 15).
    static let densities: [(numbers: [Float], gaussian: Double, studentT: Double)] = [
        ([0.5, 1.25, 0.75, 3.5], 1.1312564607528919, 1.2672489824397597),
        ([-2, 1, 0.125, 2.25], 286.8394969915248, 7.964788096938516),
        ([3, 3, 2, 30], 1.612085713764618, 1.6204175059387909),
        ([1000, -1, 0.5, 2.5], 2004002.2257913526, 25.326641583249252),
        ([0.1, 0.1001, 1e-6, 1e6], 4987.272731845044, 4962.441457708077),
        ([7, -5, 40, 1e9], 4.652817987318609, 4.652817987611584),
    ]

    private static func buffer(_ numbers: [Float]) -> FloatBuffer {
        let buffer = FloatBuffer(count: numbers.count)
        buffer.set(numbers)
        return buffer
    }

    @Test(arguments: densities.indices)
    func densities_areThoseOfSciPy(index: Int) {
        let (numbers, gaussian, studentT) = Self.densities[index]
        for (loss, expected) in [(Loss.gaussian, gaussian), (.studentT, studentT)] {
            let value = loss.evaluate(
                output: Self.buffer(Array(numbers[1...].prefix(loss.form.width))),
                target: Self.buffer([numbers[0]]), samples: 1, outputs: 1, gradient: nil)
            #expect((value - expected).magnitude <= 4e-15 * expected.magnitude, "\(loss.kind)")
        }
    }

    @Test func pinball_isTheMeanOverQuantiles() {
        let gradient = FloatBuffer(count: 6)
        let value = Loss.pinball().evaluate(
            output: Self.buffer([1, 2, 3, -1, 0.5, 0.5]), target: Self.buffer([2.5, 0.5]), samples: 2,
            outputs: 1, gradient: gradient)
        // e = 1.5, 0.5, -0.5, then 1.5, 0, 0.
        let expected = (0.1 * 1.5 + 0.5 * 0.5 + 0.1 * 0.5 + 0.1 * 1.5) / 3
        #expect((value - expected).magnitude < 1e-15)
        let slopes = [-0.1, -0.5, 0.1, -0.1, 0, 0].map { Float($0 / 3) }
        for (found, slope) in zip(gradient.values, slopes) { #expect((found - slope).magnitude < 1e-8) }
    }

    static let losses: [Loss] = [
        .pinball(), .pinball(Pinball(quantiles: [0.5])),
        .pinball(Pinball(quantiles: [0.01, 0.25, 0.5, 0.75, 0.99])), .gaussian, .studentT,
    ]

    /// Numbers that a model puts out, as what they say; 35 targets, one more than two sixteens.
    private static func said(_ loss: Loss) -> (output: FloatBuffer, said: FloatBuffer, target: FloatBuffer) {
        let stream = RandomStream(seed: 3)
        let output = FloatBuffer(count: 35 * loss.form.width)
        output.set(stream.normal(count: output.count, domain: StreamDomain(.demo)))
        let target = FloatBuffer(count: 35)
        target.set(stream.normal(count: 35, domain: StreamDomain(.demo, layer: 1)))
        return (output, said(loss, output), target)
    }

    private static func said(_ loss: Loss, _ output: FloatBuffer) -> FloatBuffer {
        let said = buffer(output.values)
        loss.form.bound(output, into: said, count: output.count / loss.form.width)
        return said
    }

    /// Through the bounds of deviation and degrees, as in training.
    @Test(arguments: losses)
    func gradient_agreesWithCentralDifferences(loss: Loss) {
        let (output, said, target) = Self.said(loss)
        let gradient = FloatBuffer(count: output.count)
        _ = loss.evaluate(output: said, target: target, samples: 7, outputs: 5, gradient: gradient)
        loss.form.pullBack(gradient, output: output, count: 35)
        for place in 0..<output.count {
            let error = said[place] - target[place / loss.form.width]
            // Where a line ends and another begins there is no slope.
            if loss.kind == "pinball", error.magnitude < 0.05 { continue }
            func value(_ shift: Float) -> (Double, Double) {
                let moved = Self.buffer(output.values)
                moved[place] += shift
                let value = loss.evaluate(
                    output: Self.said(loss, moved), target: target, samples: 7, outputs: 5, gradient: nil)
                return (value, Double(moved[place]))
            }
            let (above, right) = value(1e-2)
            let (below, left) = value(-1e-2)
            let slope = (above - below) / (right - left)
            let isNear = (Double(gradient[place]) - slope).magnitude < 2e-3 * max(slope.magnitude, 0.1)
            #expect(isNear, "\(place): \(gradient[place]), \(slope)")
        }
    }

    @Test(arguments: LossTests.losses + losses)
    func weights_multiplyTheirTargetsTerms(loss: Loss) {
        let (_, said, target) = Self.said(loss)
        let weights = FloatBuffer(count: 35)
        weights.set((0..<35).map { Float($0 % 3) })
        let gradients = (0..<4).map { _ in FloatBuffer(count: said.count) }
        func value(_ weights: FloatBuffer?, _ gradient: Int) -> Double {
            loss.evaluate(
                output: said, target: target, weights: weights, samples: 7, outputs: 5,
                gradient: gradients[gradient])
        }
        let weighted = value(weights, 0)
        let plain = value(nil, 1)
        // Alone, a target has its own term.
        var sum = 0.0
        for place in 0..<35 {
            let one = FloatBuffer(count: 35)
            one[place] = 1
            sum += value(one, 2) * Double(place % 3)
            for number in place * loss.form.width..<(place + 1) * loss.form.width {
                #expect(gradients[2][number] == gradients[1][number])
                #expect(gradients[0][number] == gradients[1][number] * Float(place % 3))
            }
        }
        #expect((weighted - sum).magnitude < 1e-12 * max(1, sum.magnitude))
        weights.set([Float](repeating: 1, count: 35))
        #expect(value(weights, 3) == plain && gradients[3].values == gradients[1].values)
    }

    @Test(arguments: LossTests.losses + losses)
    func missingTarget_countsNothing(loss: Loss) {
        let (_, said, target) = Self.said(loss)
        let weights = FloatBuffer(count: 35)
        weights.set((0..<35).map { $0 == 17 ? 0 : 1 })
        let gradients = (0..<2).map { _ in FloatBuffer(count: said.count) }
        let without = loss.evaluate(
            output: said, target: target, weights: weights, samples: 7, outputs: 5, gradient: gradients[0])
        target[17] = .nan
        let missing = loss.evaluate(
            output: said, target: target, samples: 7, outputs: 5, gradient: gradients[1])
        #expect(missing == without)
        #expect(gradients[1].values == gradients[0].values)
    }

    @Test func boundedNumbers_areSoftplusAboveTheirBounds() {
        let xs: [Float] = [-30, -2.5, 0, 1.75, 40, 1e30, -1e30]
        // ln(1 + e^x) and its derivative by mpmath.
        let softplus = [
            9.357622968839737e-14, 0.07888973429254963, 0.6931471805599453, 1.9102241504380872, 40, 1e30, 0,
        ]
        let slopes = [
            9.357622968839299e-14, 0.07585818002124355, 0.5, 0.8519528019683106, 1, 1, 0,
        ]
        let output = Self.buffer(xs.flatMap { [7, $0, $0] })
        let said = FloatBuffer(count: output.count)
        TargetForm.studentT.bound(output, into: said, count: xs.count)
        let gradient = Self.buffer([Float](repeating: 1, count: output.count))
        TargetForm.studentT.pullBack(gradient, output: output, count: xs.count)
        for index in xs.indices {
            #expect(said[3 * index] == 0 && gradient[3 * index] == 1)
            let (length, degrees) = (Float(1e-6 + softplus[index]), Float(2 + softplus[index]))
            #expect((said[3 * index + 1] - length).magnitude <= 2 * length.ulp)
            #expect((said[3 * index + 2] - degrees).magnitude <= degrees.ulp)
            let slope = Float(slopes[index])
            #expect((gradient[3 * index + 1] - slope).magnitude <= 2 * slope.ulp)
        }
    }

    @Test func quantiles_arePutInOrderValueByValue() {
        let form = Loss.pinball().form
        let numbers = Self.buffer([3, 1, 2, 5, 6, 4, 9, 8, 7])
        form.sort(numbers, count: 2)
        #expect(numbers.values == [1, 2, 3, 4, 5, 6, 9, 8, 7])
        #expect(form.point == 1 && form.width == 3)
        let wide = Pinball(quantiles: [0.1, 0.2, 0.5])
        #expect(Loss.pinball(wide).form.point == 2)
    }

    @Test(arguments: losses)
    func notANumber_staysVisible(loss: Loss) {
        let (_, said, target) = Self.said(loss)
        let gradient = FloatBuffer(count: said.count)
        said[3 * loss.form.width] = .nan
        let value = loss.evaluate(output: said, target: target, samples: 7, outputs: 5, gradient: gradient)
        #expect(value.isNaN && gradient[3 * loss.form.width].isNaN)
        #expect(gradient[2 * loss.form.width].isFinite)
    }
}
