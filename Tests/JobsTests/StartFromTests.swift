import Forecasting
import Jobs
import Neural
import Series
import Tables
import TestJobs
import Testing

/// Jobs whose weights begin with a trained model's.
struct StartFromTests {
    private static let text = TestJobs.text + "\nstart_from: base.safetensors"

    /// A model of the small job, or of one that was changed, with weights of its own.
    private static func model(_ text: String = TestJobs.text) throws -> TrainedModel {
        let job = try TestJobs.prepared(text)
        let digest = String(repeating: "ab", count: 32)
        let origin = ModelOrigin(release: "0", seed: 1, job: "", jobDigest: digest, dataDigest: digest)
        return TrainedModel(
            description: try job.modelDescription(origin: origin),
            weights: job.plan.model.initialWeights(seed: 99), steps: 0, epochs: 0)
    }

    private static func prepared(_ text: String = text, from start: TrainedModel) throws -> PreparedJob {
        let file = try JobReader.read(text, file: "small.yaml")
        let table = Table.demo(DemoOptions(rows: 400, channels: 3), seed: 7)
        return try PreparedJob(file, table: table, name: "demo", start: start)
    }

    private static func weights(_ text: String = text, from start: TrainedModel) throws -> StartWeights {
        let job = try prepared(text, from: start)
        return try StartWeights(start, job.plan, file: JobReader.read(text, file: "small.yaml"))
    }

    private static func error(_ text: String = text, from start: TrainedModel) throws -> JobError {
        try #require(#expect(throws: JobError.self) { try prepared(text, from: start) })
    }

    @Test func layersOfOneNameAndShape_beginWithTheModelsWeights() throws {
        let start = try Self.model()
        let found = try Self.weights(from: start)
        #expect(found.weights == start.weights)
        #expect(found.note == "Weights begin with the start model's: lstm_2, dense_3.")
        #expect(try Self.prepared(from: start).dataReport?.notes.last == found.note)
    }

    @Test func layersThatTheModelLacks_beginWithInitialWeights() throws {
        let start = try Self.model()
        let text = Self.text.replacing(
            "  - dense: {units: 6}", with: "  - layer_normalization\n  - dense: {units: 6}")
        let found = try Self.weights(text, from: start)
        let plan = try Self.prepared(text, from: start).plan
        let initial = plan.model.initialWeights(seed: 7)
        let taken = plan.model.parameters.entries.filter { $0.layer == 2 }.reduce(0) { $0 + $1.count }
        #expect(found.weights.prefix(taken).elementsEqual(start.weights.prefix(taken)))
        #expect(found.weights.dropFirst(taken).elementsEqual(initial.dropFirst(taken)))
        #expect(
            found.note
                == "Weights begin with the start model's: lstm_2; with initial ones: layer_normalization_3, "
                + "dense_4.")
    }

    @Test func layerOfAnotherShape_isRefusedWithBothUnlessItBeginsAnew() throws {
        let start = try Self.model(
            TestJobs.text.replacing("horizon: 2", with: "horizon: 1").replacing("units: 6", with: "units: 3"))
        let error = try Self.error(from: start)
        #expect(error.code == .inconsistent && error.key == "start_from" && error.line == 19)
        for part in [
            "dense_3", "kernel (5 x 3), bias (3) there", "kernel (5 x 6), bias (6) here", "anew: [dense_3]",
        ] {
            #expect(error.message.contains(part), "\(error)")
        }
        let text = TestJobs.text + "\nstart_from: {model: base.safetensors, anew: [dense_3]}"
        let found = try Self.weights(text, from: start)
        #expect(found.note.contains("lstm_2; with initial ones: dense_3"))
        #expect(found.weights.prefix(180).elementsEqual(start.weights.prefix(180)))
    }

    @Test func modelWithoutALikeLayer_isRefused() throws {
        let start = try Self.model(
            TestJobs.text.replacing("lstm: {units: 5, dropout: 0.2, recurrent_dropout: 0.3}", with: "flatten")
                .replacing("  - dropout: {rate: 0.2, noise_shape: [1, null, 1]}\n", with: ""))
        let error = try Self.error(from: start)
        #expect(error.code == .inconsistent)
        #expect(error.message.contains("it has dense_2, the job lstm_2, dense_3"))
    }

    @Test func nameThatIsNoLayer_isRefused() throws {
        let text = TestJobs.text + "\nstart_from: {model: base.safetensors, anew: [lstm]}"
        let error = try Self.error(text, from: Self.model())
        #expect(error.key == "start_from.anew" && error.message.contains("there are: lstm_2, dense_3"))
    }

    // MARK: Scaling

    @Test func scaling_isTheModelsUnlessItIsFittedAnew() throws {
        let split = "split: {train: 250, validation: 70, test: 80}"
        let start = try Self.model(
            TestJobs.text.replacing(split, with: "split: {train: 100, validation: 70}"))
        #expect(start.description.scalers != (try TestJobs.prepared().series.scalers))
        #expect(try Self.prepared(from: start).series.scalers == start.description.scalers)
        let text = TestJobs.text + "\nstart_from: {model: base.safetensors, scaling: refit}"
        #expect(try Self.prepared(text, from: start).series.scalers == TestJobs.prepared().series.scalers)
    }

    @Test func otherScaling_isRefused() throws {
        let start = try Self.model(
            TestJobs.text.replacing("horizon: 2", with: "horizon: 2\n  scaling: minmax"))
        let error = try Self.error(from: start)
        #expect(error.key == "data.scaling" && error.message.contains("set scaling: minmax"))
    }

    @Test func columnThatTheModelDoesNotKnow_isRefused() throws {
        func read(_ columns: String, _ start: TrainedModel?) throws -> PreparedJob {
            let rows = (0..<60).map { "\($0 * 7 % 11),\($0 * 5 % 13)" }.joined(separator: "\n")
            let from = start == nil ? "" : "\nstart_from: base.safetensors"
            let text = """
                data: {csv: x.csv, lookback: 3, horizon: 1}
                model: [{lstm: {units: 1}}, {dense: {units: 2}}]
                """
            let file = try JobReader.read(text + from, file: "job.yaml")
            let table = try Table.csv(
                Array("\(columns)\n\(rows)".utf8).span, name: "x.csv", options: file.job.data.tableOptions)
            return try PreparedJob(file, table: table, name: "x.csv", start: start)
        }
        let first = try read("load,wind", nil)
        let digest = String(repeating: "ab", count: 32)
        let start = TrainedModel(
            description: try first.modelDescription(
                origin: ModelOrigin(release: "0", seed: 1, job: "", jobDigest: digest, dataDigest: digest)),
            weights: first.plan.model.initialWeights(seed: 1), steps: 0, epochs: 0)
        // Columns are told by name, wherever they stand.
        let turned = try read("wind,load", start).series.scalers[0]
        #expect(turned.offset == Array(start.description.scalers[0].offset.reversed()))
        let error = #expect(throws: JobError.self) { try read("load,sun", start) }
        #expect(error?.key == "start_from")
        for part in ["no column 'sun'", "wind", "scaling: refit"] {
            #expect(error?.message.contains(part) == true)
        }
    }
}
