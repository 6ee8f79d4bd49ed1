import Launcher
import Synchronization
import Testing
import Training

struct ProgressDisplayTests {
    /// What a display wrote.
    private final class Screen: Sendable {
        private let texts = Mutex<[String]>([])
        func write(_ text: String) { texts.withLock { $0.append(text) } }
        /// What has come since the last call.
        func take() -> [String] {
            texts.withLock { texts in
                defer { texts = [] }
                return texts
            }
        }
    }

    private let screen = Screen()

    private func display(isTerminal: Bool) -> ProgressDisplay {
        ProgressDisplay(isTerminal: isTerminal, plainInterval: .seconds(5), write: screen.write)
    }

    private func at(_ seconds: Int64) -> Instant { Instant(nanoseconds: seconds * 1_000_000_000) }

    @Test func line_tellsEpochStepLossSpeedTimeLeftAndWorkers() throws {
        display(isTerminal: false).show(try SampleStatus.status(), at: at(0))
        let line =
            "demo-1  epoch 2/12  step 1,234/56,789  loss 0.5123  val 0.4000  12,346 samples/s  "
            + "3:07 min left  2 workers\n"
        #expect(screen.take() == [line])
    }

    @Test func jobThatDoesNotTrain_saysWhatItDoes() throws {
        let display = display(isTerminal: false)
        let validating = SampleStatus.job(("training", "validating"), ("0.4", "null"))
        display.show(try SampleStatus.status(job: validating), at: at(0))
        #expect(screen.take().first?.contains("  loss 0.5123  validating  12,346 samples/s") == true)
        let waiting = SampleStatus.job(("training", "waiting"))
        display.show(try SampleStatus.status(job: waiting, workers: "[]"), at: at(5))
        #expect(screen.take() == ["demo-1  waiting for workers to be ready (0 workers here)\n"])
    }

    @Test func clusterWithoutAJob_showsNothing() throws {
        display(isTerminal: false).show(try SampleStatus.status(job: "null"), at: at(0))
        #expect(screen.take() == [])
    }

    @Test func plainLines_comeWithEachEpochAndWithTime() throws {
        let display = display(isTerminal: false)
        let next = SampleStatus.job(("\"epoch\": 2", "\"epoch\": 3"))
        for (seconds, job, lines) in [
            (0, SampleStatus.job, 1), (4, SampleStatus.job, 0), (5, SampleStatus.job, 1), (6, next, 1),
            (7, next, 0),
        ] {
            display.show(try SampleStatus.status(job: job), at: at(Int64(seconds)))
            #expect(screen.take().count == lines, "after \(seconds) s")
        }
    }

    @Test func terminalsLine_isDrawnAgainInItsPlace() throws {
        let display = display(isTerminal: true)
        for second in 0..<2 {
            display.show(try SampleStatus.status(), at: at(Int64(second)))
            let drawn = screen.take()
            #expect(drawn.count == 1 && drawn[0].hasPrefix("\r\u{1B}[Kdemo-1  epoch 2/12"), "\(drawn)")
            #expect(!drawn[0].contains("\n") && drawn[0].count < Console.columns + 4)
        }
    }

    @Test func lineOfItsOwn_takesTheDrawnLinesPlace() throws {
        let display = display(isTerminal: true)
        display.erase()
        #expect(screen.take() == [])
        display.show(try SampleStatus.status(), at: at(0))
        _ = screen.take()
        display.say("note")
        display.erase()
        #expect(screen.take() == ["\r\u{1B}[K", "note\n"])
    }

    @Test func incidents_areSaidOnceAndFromTheFirstAgainAfterARestart() throws {
        let display = display(isTerminal: false)
        func said(_ incidents: [String], of count: Int) throws -> [String] {
            display.show(
                try SampleStatus.status(job: "null", incidents: incidents, incidentCount: count), at: at(0))
            return screen.take()
        }
        #expect(try said(["a", "b"], of: 2) == ["! a\n", "! b\n"])
        #expect(try said(["a", "b"], of: 2) == [])
        #expect(try said(["b", "c"], of: 3) == ["! c\n"])
        // More than a status holds.
        #expect(try said(["x", "y"], of: 9) == ["! x\n", "! y\n"])
        // A coordinator that was started again counts from nothing.
        #expect(try said(["d"], of: 1) == ["! d\n"])
    }
}
