import Launcher
import Testing
import Training

struct WhyAnswerTests {
    @Test func noJob_isSaid() {
        #expect(
            WhyCommand.Answer(job: nil, findings: []).lines == [
                "there is no job; lockstep submit JOB gives the cluster one"
            ])
    }

    @Test func jobThatNothingSlows_isToldWithItsPace() throws {
        let job = try SampleStatus.status().job
        #expect(
            WhyCommand.Answer(job: job, findings: []).lines == [
                "demo-1 is training, step 1,234 of 56,789, 12.3 ms a step", "nothing slows it",
            ])
    }

    @Test func findings_sayWhetherTheyStopOrSlow() {
        let findings = [
            Finding(.pause, stops: true, "the coordinator is stopped"), Finding(.network, "far away"),
        ]
        #expect(
            WhyCommand.Answer(job: nil, findings: findings).lines == [
                "stopped by pause: the coordinator is stopped", "slowed by network: far away",
            ])
    }
}
