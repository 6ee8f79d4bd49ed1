import Device
import Neural
import Testing

@Suite("Passes on an emulated device")
struct DeviceRunnerTests {
    @Test("give a processor's bits, whichever thread comes first", arguments: DeviceCase.all, [false, true])
    func sameBits(_ item: DeviceCase, isReversed: Bool) throws {
        let (processor, device) = try item.compare(on: EmulatedDriver(isReversed: isReversed))
        expectSameBits(processor, device)
    }

    @Test(
        "give a processor's bits step by step, where blocks cannot wait for each other",
        arguments: DeviceCase.all)
    func sameBitsStepByStep(_ item: DeviceCase) throws {
        let driver = EmulatedDriver(multiprocessors: 0, sharedBytes: 72 << 10)
        let (processor, device) = try item.compare(on: driver)
        expectSameBits(processor, device)
    }

    @Test("use the kernels that are made for a shape")
    func kernels() throws {
        let few = EmulatedDriver(), many = EmulatedDriver()
        _ = try DeviceCase.all[0].compare(on: few)
        _ = try DeviceCase.all[3].compare(on: many)
        #expect(few.kernels.contains("lstm_narrow_backward"))
        #expect(!few.kernels.contains("lstm_backward"))
        #expect(many.kernels.contains("lstm_backward"))
    }

    @Test("throw where the device is lost", arguments: [4, 9, 13, 21, 40])
    func lostDevice(calls: Int) {
        #expect(throws: DeviceError(.failed, "")) {
            _ = try DeviceCase.all[1].compare(on: EmulatedDriver(lasts: calls))
        }
    }

    @Test("are held against a processor's before a device is used")
    func check() throws {
        try DeviceCheck.run(EmulatedDriver())
        #expect(throws: DeviceError(.failed, "")) { try DeviceCheck.run(EmulatedDriver(lasts: 12)) }
    }

    @Test("of several microbatches side by side, with loss, tree and update, give a processor's weights")
    func step() throws {
        let layers = DeviceCase.all[0].layers
        let model = try Model(layers: layers, timeSteps: 6, features: 7)
        let stream = RandomStream(seed: 3)
        let (samples, count) = (9, 3)
        let input = stream.normal(count: 6 * samples * 7, domain: StreamDomain(.demo))
        let target = stream.normal(count: samples * 24, domain: StreamDomain(.demo, layer: 1))
        let draw = DropoutDraw(seed: 5, step: 2, firstSlot: 8)
        let plan = try DeviceModel(
            model, capacity: samples, leafCapacity: samples / count, leaves: count, on: EmulatedDriver())
        let step = try DeviceStep(
            plan, input: input, target: target, weights: model.initialWeights(seed: 1), draw: draw)
        var twin = StepTwin(
            model: model, samples: samples, microbatches: count, input: input, target: target, draw: draw)
        for _ in 0..<2 {
            try step.run(1)
            twin.step()
        }
        expectSameBits([Array(twin.weights)], [try step.currentWeights()])
    }

    @Test("are refused where a processor would leave a product to OpenBLAS")
    func obstacles() throws {
        let model = try Model(
            layers: [.lstm(LSTM(units: 720)), .dense(Dense(units: 1))], timeSteps: 2, features: 40)
        let obstacle = try #require(DeviceModel.obstacle(model, capacity: 32))
        #expect(obstacle.contains("layer 0 has products of more than 2^26 multiply-adds"))
        let small = try Model(layers: [.lstm(LSTM(units: 64))], timeSteps: 2, features: 7)
        #expect(DeviceModel.obstacle(small, capacity: 128) == nil)
        for layer in [
            Layer.lstm(LSTM(units: 4, recurrentActivation: .silu)),
            .dense(Dense(units: 2, activation: .silu)),
        ] {
            let further = try Model(layers: [layer], timeSteps: 4, features: 7)
            let obstacle = try #require(DeviceModel.obstacle(further, capacity: 32))
            #expect(obstacle == "layer 0 has the activation silu, which devices do not have yet")
        }
    }

    private func expectSameBits(_ left: [[Float]], _ right: [[Float]]) {
        #expect(left.count == right.count)
        for (index, (left, right)) in zip(left, right).enumerated() {
            let differ = zip(left, right).count { $0.bitPattern != $1.bitPattern }
            #expect(
                left.count == right.count && differ == 0, "list \(index): \(differ) of \(left.count) differ")
        }
    }
}

@Suite("A device's name")
struct DeviceNameTests {
    @Test("is read as it is written", arguments: ["cpu", "cuda:0", "cuda:7"])
    func roundTrip(_ text: String) throws {
        #expect(try #require(DeviceName(text)).description == text)
    }

    @Test("that nobody has is asked for in vain, before anything is started")
    func absent() throws {
        try DeviceName.cpu.require()
        let error = try #require(throws: DeviceError.self) { try DeviceName.cuda(63).require() }
        #expect(error.isUsersFault)
    }

    @Test("without a number is the first one's")
    func first() { #expect(DeviceName("cuda") == .cuda(0)) }

    @Test(
        "is nothing else",
        arguments: ["", "gpu", "cuda:", "cuda:-1", "cuda:x", "cuda:01", "cpu:0", "cuda:64"])
    func others(_ text: String) { #expect(DeviceName(text) == nil) }
}
