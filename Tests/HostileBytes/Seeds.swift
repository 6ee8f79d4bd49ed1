import Jobs
import Neural
import Series
import Tables
import TestMessages
import Training
import Transport

extension Decoder {
    /// Inputs that hold a value each: where every search begins. They are made, not kept, so that they follow
    /// the formats.
    package func seeds() throws -> [[UInt8]] {
        switch self {
        case .envelope: try Seeds.envelopes()
        case .request: try WireFixture.requests.map { MessageCheck.input(try Wire.encode($0)) }
        case .reply: try Seeds.replies()
        case .frame: Seeds.frames
        case .checkpoint: try Seeds.checkpoints()
        case .model: try ModelSeeds.inputs()
        case .order: try OrderCheck.seeds()
        case .series: try Seeds.series()
        case .job: Seeds.jobs.map { Array($0.utf8) }
        case .csv:
            Seeds.tables.map { [$0.options] + Array($0.text.utf8) }
                + Seeds.formattedTables.map { [$0.options | 128, $0.format] + $0.bytes }
        case .draft: DraftCheck.seeds
        case .zone: ZoneCheck.seeds
        case .holidays: HolidayCheck.seeds
        }
    }
}

private enum Seeds {
    // MARK: Messages

    static func envelopes() throws -> [[UInt8]] {
        var inputs: [[UInt8]] = []
        for envelope in WireFixture.envelopes.map(short) {
            let packed = try Wire.encode(envelope)
            inputs.append(MessageCheck.input(packed))
            if packed.frame != nil { inputs.append(MessageCheck.input(packed, isRepaired: true)) }
        }
        // The same numbers in shared memory, as the coordinator and a worker find them.
        for envelope in WireFixture.framed {
            let options: UInt8
            switch envelope.message {
            case .gradient: options = 0
            case .assignment: options = 4
            default: continue
            }
            let place = SharedPlace(memory: 1, slot: 0)
            var input = MessageCheck.input(try Wire.encode(envelope) { _ in place })
            input[0] |= options
            inputs.append(input)
        }
        return inputs
    }

    /// An input has at most 4096 bytes: a longer job gives way to a short one.
    private static func short(_ envelope: Envelope) -> Envelope {
        guard case .prepare(let prepare) = envelope.message else { return envelope }
        let short = Prepare(
            run: prepare.run, job: "name: größer\n", dataDigest: prepare.dataDigest,
            dataBytes: prepare.dataBytes)
        return Envelope(term: envelope.term, message: .prepare(short))
    }

    static func replies() throws -> [[UInt8]] {
        try WireFixture.replies.flatMap { reply in
            let packed = try Wire.encode(reply)
            let input = MessageCheck.input(packed)
            return packed.frame == nil ? [input] : [input, MessageCheck.input(packed, isRepaired: true)]
        }
    }

    /// Every message with the size and CRC-32C of 8 bytes.
    static let frames: [[UInt8]] = (0..<4).map { [$0 | 12] + Array(repeating: 0, count: 12) + Array(0..<8) }

    // MARK: Files

    static func checkpoints() throws -> [[UInt8]] {
        var state = TrainingState(
            weights: Vector((0..<9).map { Float($0) / 8 }), slots: [Vector(zeros: 9), Vector(zeros: 9)])
        state.step = 12
        state.epochLoss = 0.5
        state.epochSamples = 320
        var validated = state
        validated.epochs = [
            EpochRecord(step: 6, trainLoss: 1.5, validationLoss: nil),
            EpochRecord(
                step: 12, trainLoss: .nan, validationLoss: 0.25,
                validation: ForecastMeasures(numbers: [1, 2, 3, 4, 5, .nan, .nan])),
        ]
        validated.bestWeights = Vector(zeros: 9)
        validated.stoppedEarly = true
        validated.average = Vector(zeros: 9)
        validated.scalars = [0.5]
        validated.computing = .seconds(7)
        validated.lastStep = 12
        return try [state, validated].flatMap { state in
            let digest = WireFixture.digest
            let checkpoint = Checkpoint(
                of: RunIdentity(id: "etth1-3", jobDigest: digest, dataDigest: digest), fingerprint: "",
                state: state)
            return try [false, true].map { try CheckpointCheck.input(checkpoint, isRepaired: $0) }
        }
    }

    static func series() throws -> [[UInt8]] {
        let table = Table(
            columns: ["a", "größe", ""],
            values: (0..<36).map { $0 == 16 ? .nan : Double($0 * $0 % 37) - 7.5 },
            features: [0, 2],
            targets: [1, 0])
        let single = try Scaling.allCases.map { scaling in
            try ForecastSeries(
                table: table, options: SeriesCheck.options, split: Split(train: 8, validation: 2, test: 2),
                scaling: scaling, name: "t.csv")
        }
        let calibrated = try ForecastSeries(
            table: table, options: SeriesCheck.options,
            split: Split(train: 6, validation: 2, calibration: 2, test: 2), scaling: .standard, name: "t.csv")
        return try (single + [calibrated] + ScalingScope.allCases.map(long)).flatMap { series in
            [SeriesCheck.input(series, isRepaired: false), SeriesCheck.input(series, isRepaired: true)]
        }
    }

    /// Two series.
    private static func long(_ scope: ScalingScope) throws -> ForecastSeries {
        let table = Table(
            columns: ["a"], values: (0..<18).map { Double($0 * $0 % 17) }, features: [0], targets: [0],
            series: [Table.Series(name: "b", rows: 0..<9), Table.Series(name: "ä", rows: 9..<18)])
        let splits = [0, 9].map { Split(start: $0, train: 6, validation: 3, test: 0) }
        let selection = SeriesSelection(
            table, splits: splits, pieces: nil, options: SeriesCheck.options, scaling: .standard, per: scope)
        return try ForecastSeries(
            table: table, selection: selection, options: SeriesCheck.options, scaling: .standard, per: scope,
            name: "t.csv")
    }

    // MARK: Texts

    static let jobs = [
        DemoJob.text,
        """
        name: "a: b"
        data: {csv: 'ETTh1.csv', time: [date], features: [HUFL, OT], targets: OT, lookback: 96, horizon: 24,
          split: {train: 8640, validation: 0}, scaling: minmax, missing: forward_fill, \
        missing_values: ["", NA]}
        model:
          - dropout: {rate: 0.3, noise_shape: [null, 1, null]}
          - lstm: {units: 8, activation: relu, recurrent_activation: sigmoid, use_bias: true, \
        unit_forget_bias: false,
              return_sequences: true, go_backwards: true, dropout: 0.2, recurrent_dropout: 0.2,
              dropout_masks: per_gate, kernel_initializer: zeros, recurrent_initializer: orthogonal,
              bias_initializer: ones}
          - LSTM: {units: 4}
          - Dense: {units: 24, activation: tanh, use_bias: false, kernel_regularizer: {l1: 0.1, l2: 1e-3},
              kernel_constraint: {max_norm: 2}, trainable: false}
        training: {batch_size: 256, microbatches: 8, epochs: 20, loss: {huber: {delta: 0.5}},
          optimizer: {sgd: {learning_rate: 0.1, momentum: 0.9, nesterov: true, global_clipnorm: 1.0}},
          checkpoint_steps: 0}
        start_from: {model: base.safetensors, scaling: refit, anew: [dense_3]}
        mixed_hardware: true
        """,
        """
        seed: 18446744073709551615
        data: {demo: {rows: 100, channels: 2, noise: 0.5, seed: 3}, lookback: 8, horizon: 1}
        model: [lstm: {units: 1}, dense: {units: 1}]
        training: {loss: mae, optimizer: rmsprop}
        """,
        """
        data: {csv: a.csv, lookback: 1, horizon: 1, time: t, time_zone: Europe/Berlin, series: s,
          scaling_per: table, split: {train: until 2017-06-01 13:00, validation: until 2017-09-01},
          scaling: robust, missing: mask}
        model: [dense: {units: 1}]
        """,
        """
        data: {csv: a.csv, lookback: 1, horizon: 1}
        model: [dense: &d {units: 1}, dense: *d]
        training: {optimizer: {adamw: {weight_decay: 1e-3, beta_1: 0.9, beta_2: 0.99, epsilon: 1e-7}}}
        """,
        """
        data: {csv: a.csv, lookback: 1, horizon: 1, time: [d, t], time_format: "%d.%m.%y %H:%M",
          format: {delimiter: semicolon, decimal: ",", thousands: " ", encoding: latin-1, skip_rows: 3},
          missing_values: {CO: [-200, ""], "N Ox": -1}}
        model: [dense: {units: 1}]
        """,
        """
        data: {csv: a.csv, lookback: 1, horizon: 1}
        model: [dense: {units: 1}]
        training: {optimizer: {rmsprop: {rho: 0.9, momentum: 0.1, centered: true}}, loss: huber}
        """,
    ]

    static let tables: [(options: UInt8, text: String)] = [
        (0, "a,b\n1,2\n3,4.5e1\n"), (0, "\u{FEFF}\"a\"\"b\",c\r\n\" 1\",-2\r\n\r\n+3.25,.5\r\n"),
        (1, "x,y\n1,NA\n2,\n3,4\n"), (2, "a,b\r1,2\rnan,3\r,4\r5,\r"), (3, "x,y\n1,1\n,2\nnull,3\n4,4\n"),
        (4, "t,x\n2016-07-01 01:00,1\n2016-07-01 00:00:00.5,2\n2016-07-02,3\n"),
        (4, "t,x\n2016-07-01T13:00:00Z,1\n2016/7/1 10:00+02:00,2\n2016-07-01 00:00 -0130,3\n"),
        (8, "d,t,x\n2016-07-01,13:00,1\n2016-07-01,00:30:00.25,2\n"), (4, "t,x\n2,1\n-1e3,2\n0,3\n"),
        (12, "x,y\n3,1\n1,2\n"), (48, "x,y,z\n1,2,a\n3,4,b\n"), (113, "x,y\n1,-\n2,none\n3,4\n"),
        (0, "name,x\none,1\ntwo,2\n"), (0, "a;b\n1.234,5;2\n-3,25;4\n;\n"), (0, "sep=|\na|b\n1|2\n"),
        (0, "x,y,\n\"1,234.5\",\u{2212}2,\n\u{A0}1000.5,3,\n,,\n"), (0, "x\ty\n1 000,5\t1\n2\t3\n"),
        (65, "x;y\n-99,0;1\n2,5;-\nInfinity;3\n4;5\n"),
    ]

    static let formattedTables: [(options: UInt8, format: UInt8, bytes: [UInt8])] = [
        (0, 0b0000_1010, Array("a;b\n1,5;2\n3;4\n".utf8)), (0, 0b0100_0001, Array("a,b\n1.234,2\n".utf8)),
        (0, 0b1000_0000, Array("# note\na,b\n1,2\n".utf8)), (0, 0b0000_0100, Array("a|b\n1|2\n".utf8)),
        (0, 0b0011_0000, Array("gr\u{F6}\u{DF}e,b\n1,2\n".unicodeScalars.map { UInt8($0.value) })),
        (0, 0b0010_0000, "\u{FEFF}größe\tb\n1,5\t2\n".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }),
        (0, 0b0000_0000, "größe;b\n1,5;2\n".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }),
        (0, 5, [0] + Array("hour,day,month,year,a\n1,2,3,2016,7\n24,1,3,2016,8\n".utf8)),
        (0, 5, [1] + Array("d,hr,a\n2016-07-01,23,1\n2016-07-01,0,2\n".utf8)),
        (0, 6, [2] + Array("t,a\n31/12/2016 13:00,1\n1/1/2016 1:00 PM,2\n".utf8)),
        (0, 6, [2] + Array("t,a\n1/1/2016,1\n2/1/2016,2\n12/31/2015 00:00,3\n".utf8)),
        (0, 5, [2] + Array("t,a\n1467331200,1\n-5,2\n1467331200.25,3\n".utf8)),
        (0, 5, [3] + Array("d,t,a\n10.03.2004,18.00.00,1\n09.03.2004,9:00 am,2\n".utf8)),
        (0, 5, [6] + Array("t,a\n31/12/2016,1\n".utf8)),
        (0, 5, [34] + Array("s,t,a\n\"x,y\",2016-07-02,1\nä,2016-07-01,2\n\"x,y\",2016-07-01,3\n".utf8)),
        (1, 5, [34] + Array("t,a,s\n2,,b\n1,,b\n3,4, a \n3,5,a\n".utf8)),
        (0, 5, [66] + Array("t,a\n2024-10-27 02:30,1\n2024-10-27 02:30,2\n2024-10-27 01:30,0\n".utf8)),
        (0, 5, [162] + Array("s,t,a\nx,2016-07-02,1\ny,2261-12-31 23:59,2\nx,1678-01-01,3\n".utf8)),
        (0, 5, [11] + Array("d,t,a\n12/31/2016,1:05 PM,1\n".utf8)),
        (0, 5, [14] + Array("t,a\n2016366+0130,1\n".utf8)), (0, 5, [18] + Array("t,a\n18.00.01 5,1\n".utf8)),
        (0, 5, [22] + Array("t,a\nFeb 69,1\n".utf8)),
        (0, 5, [31] + Array("d,t,a\n\"May 1, 2016\",1:2:3,1\n".utf8)),
        // `gzip.compress(b"a,b\n1,2\n3,4\n", 9, mtime=0)` by Python 3.
        (
            0, 0b0000_0111,
            [
                0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x4B, 0xD4, 0x49, 0xE2, 0x32,
                0xD4, 0x31, 0xE2, 0x32, 0xD6, 0x31, 0xE1, 0x02, 0x00, 0xE5, 0xE9, 0xD6, 0xCE, 0x0C, 0x00,
                0x00, 0x00,
            ]
        ),
    ]
}
