import Jobs
import Neural

/// Job files: the text.
enum JobCheck {
    static func check(_ bytes: UnsafeRawBufferPointer) throws -> Decoder.Outcome {
        // Both a file's and a message's text is held against UTF-8 before it is read as a job.
        guard let text = String(validating: bytes, as: UTF8.self) else { return .refused }
        let file: JobFile
        do { file = try JobReader.read(text, file: "job.yaml") } catch {
            try promise(!error.message.isEmpty && error.file == "job.yaml", "an error without words or file")
            try promise(error.line ?? 1 >= 1, "line \(error.line ?? 0)")
            return .refused
        }
        let job = resolved(file.job)
        let written = JobWriter.write(job)
        let again = try unfailing("reading the job that was written\n\(written)") {
            try JobReader.read(written, file: "job.yaml").job
        }
        try promise(again == job, "\(job) came back as \(again)\n\(written)")
        try promise(JobWriter.write(again) == written, "a job is written otherwise than it was\n\(written)")
        try checkPlan(file)
        return .accepted
    }

    /// The job as it is written: every default spelled out.
    private static func resolved(_ job: Job) -> Job {
        var job = job
        job.model = job.model.map { resolved($0.variant) }
        return job
    }

    /// With the words that are chosen where a job leaves them out.
    private static func resolved<Variant: JobVariant>(_ variant: Variant) -> Variant.Choice {
        var variant = variant
        for case .word(let words) in Variant.keys.map(\.value) { words.set(&variant, words.get(variant)) }
        return variant.choice
    }

    /// What is planned for a job that can be read, or the line of what does not fit.
    private static func checkPlan(_ file: JobFile) throws {
        let plan: WorkPlan
        do throws(NeuralError) {
            plan = try WorkPlan(
                job: file.job, features: 3,
                windows: WorkPlan.WindowCounts(train: 1000, validation: 100, test: 1))
        } catch {
            let place = file.error(.badValue, error.message, key: "model[\(error.layer ?? 0)]")
            try promise(place.line != nil, "no line for \(error)")
            return
        }
        try promise(
            (0...JobLimits.parameters * 4).contains(plan.model.parameters.count), "too many parameters")
        try promise(plan.steps >= 1, "\(plan.steps) steps")
        for step in [0, plan.steps - 1] {
            let slots = plan.slots(step: step, microbatch: plan.microbatches(step: step) - 1)
            try promise(slots.upperBound == plan.batch(step: step).count, "samples are left over")
        }
    }
}
