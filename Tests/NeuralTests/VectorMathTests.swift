import Neural
import Testing

struct VectorMathTests {
    @Test(arguments: [0, 1, 15, 16, 17, 100, 700_001])
    func sumAndScale_goElementByElement(count: Int) {
        let source = Vector((0..<count).map { Float($0) * 0.5 })
        var target = Vector((0..<count).map { Float($0) })
        VectorMath.add(source, to: &target)
        VectorMath.scale(&target, by: 2)
        #expect(target == Vector((0..<count).map { Float($0) * 3 }))
        var copy = Vector(zeros: count)
        VectorMath.copy(target, to: &copy)
        #expect(copy == target)
    }

    @Test func largestMagnitude_namesTheFirstPlace() {
        #expect(VectorMath.largestMagnitude([]) == (0, 0))
        #expect(VectorMath.largestMagnitude([0, -0.0]) == (0, 0))
        var numbers = Vector((0..<50).map { Float($0 % 20) })
        numbers[33] = -40
        numbers[44] = 40
        #expect(VectorMath.largestMagnitude(numbers) == (40, 33))
        numbers[20] = -.infinity
        #expect(VectorMath.largestMagnitude(numbers) == (.infinity, 20))
        numbers[40] = -.nan
        let (value, index) = VectorMath.largestMagnitude(numbers)
        #expect(value.isNaN && index == 40)
    }

    @Test(arguments: [0, 15, 16, 39])
    func oneNumberThatIsNotFinite_isFound(place: Int) {
        var numbers = Vector(repeatElement(.greatestFiniteMagnitude, count: 40))
        var target = Vector(zeros: 40)
        #expect(VectorMath.scale(numbers, by: 0.5, into: &target).isFinite)
        #expect(target[39] == .greatestFiniteMagnitude / 2)
        for bad in [Float.nan, -.nan, .infinity, -.infinity, .signalingNaN] {
            numbers[place] = bad
            #expect(!VectorMath.scale(numbers, by: 0.5, into: &target).isFinite)
        }
    }

    @Test func oneOfManyNumbersThatIsNotFinite_isFound() {
        var numbers = Vector(zeros: 1_000_000)
        var target = Vector(zeros: 1_000_000)
        numbers[700_001] = .infinity
        #expect(!VectorMath.scale(numbers, by: 2, into: &target).isFinite)
        numbers[700_001] = 3
        #expect(VectorMath.scale(numbers, by: 2, into: &target).isFinite && target[700_001] == 6)
    }

    @Test func longGradient_isClippedToTheNorm() {
        var gradient: Vector = [3, 0, -4]
        #expect(VectorMath.clip(&gradient, globalNorm: 10) == 5)
        #expect(gradient == [3, 0, -4])
        #expect(VectorMath.clip(&gradient, globalNorm: 1) == 5)
        #expect(relativeDifference(Array(gradient), [0.6, 0, -0.8]) < 1e-7)
        var huge = Vector(repeatElement(1e30, count: 4))
        #expect((VectorMath.clip(&huge, globalNorm: 1) / 2e30 - 1).magnitude < 1e-6)
        #expect(relativeDifference(Array(huge), [0.5, 0.5, 0.5, 0.5]) < 1e-6)
    }

    @Test func buffer_isAlignedAndZero() {
        for count in [0, 1, 1000] {
            let buffer = FloatBuffer(count: count)
            buffer.withUnsafeBufferPointer { pointer in
                #expect(UInt(bitPattern: pointer.baseAddress) % 64 == 0)
                #expect(pointer.count == count && pointer.allSatisfy { $0 == 0 })
            }
        }
    }
}
