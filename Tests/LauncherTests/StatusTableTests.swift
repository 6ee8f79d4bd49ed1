import Launcher
import Testing
import Training

struct StatusTableTests {
    @Test func jobAndWorkers_areTold() throws {
        #expect(
            StatusTable.lines(try SampleStatus.status()) == [
                "coordinator  pid 41, up 75 s, term 3",
                "job          demo-1 (demo): training",
                "progress     epoch 2 of 12, step 1,234 of 56,789, 12,346 samples/s, 3:07 min left",
                "loss         train 0.5123, validation 0.4000, learning rate 0.001",
                "checkpoint   step 1,000",
                "",
                "worker      pid  host       threads  state      step  microbatches  samples/s  last seen",
                "worker-1     50  here             2  computing  1235        98,765      8,000      0.1 s",
                "worker-10  4711  elsewhere       16  waiting       7             1          0   3:07 min",
            ])
    }

    @Test func nothingThere_isSaid() throws {
        let lines = StatusTable.lines(try SampleStatus.status(job: "null", workers: "[]"))
        #expect(
            lines == [
                "coordinator  pid 41, up 75 s, term 3",
                "job          none; lockstep submit JOB gives it one", "", "no workers",
            ])
    }

    @Test func numbersThatThereAreNotYet_areDashes() throws {
        let job = SampleStatus.job(
            ("0.51234", "null"), ("0.4", "null"), ("12345.6", "null"), ("187", "null"), ("1000", "null"))
        let lines = StatusTable.lines(try SampleStatus.status(job: job))
        #expect(lines[2].hasSuffix("- samples/s, - left"))
        #expect(lines[3] == "loss         train -, validation -, learning rate 0.001")
        #expect(lines[4] == "checkpoint   none yet")
    }

    @Test func whatIsNotAsItShouldBe_standsWithWhatItConcerns() throws {
        let job = SampleStatus.job(
            ("\"checkpoint_problem\": null", "\"checkpoint_problem\": \"disk full\""), ("false", "true"))
        let lines = StatusTable.lines(try SampleStatus.status(job: job))
        #expect(lines[1] == "job          demo-1 (demo): training, mixed hardware: bits not promised")
        #expect(lines[4] == "checkpoint   step 1,000; the newest failed: disk full")
    }

    @Test func findings_sayWhetherTheyStopOrSlow() throws {
        let findings = [
            Finding(.absence, stops: true, "no worker is there"), Finding(.disk, "no room"),
        ]
        let lines = StatusTable.lines(try SampleStatus.status(findings: findings))
        #expect(
            lines.suffix(4) == [
                "", "stopped by   absence: no worker is there", "", "slowed by    disk: no room",
            ])
    }

    @Test func incidents_areCountedAndTheNewestFiveTold() throws {
        let messages = (1...6).map { "worker-\($0) was lost" }
        let lines = StatusTable.lines(try SampleStatus.status(incidents: messages, incidentCount: 9))
        #expect(
            lines.suffix(7) == [
                "",
                "incidents    9 since the coordinator started (0 bad_message, 9 worker_lost); the newest:",
            ] + messages.dropFirst().map { "  12 s step 40 \($0)" })
    }
}
