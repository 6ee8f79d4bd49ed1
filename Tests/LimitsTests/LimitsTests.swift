import Benchmarks
import Jobs
import Launcher
import Neural
import Services
import Store
import System
import Testing
import Training
import Transport

/// Bounds that lean on each other. Whoever changes one learns here what else it was chosen for.
@Suite struct LimitsTests {
    /// Bytes that a link of 1 Gbit/s carries in a second, less what frames and acknowledgements take.
    private let gigabitLink = 117e6

    private func seconds(toCarry bytes: Int) -> Double { Double(bytes) / gigabitLink }

    // MARK: Messages

    @Test func headersHoldAJobAndWhatElseGoesWithIt() {
        let prepare = Limits.nameCharacters * 4 + Digest.length + 64
        #expect(Limits.jobBytes + prepare <= Limits.headerBytes)
        #expect(Limits.textCharacters * 4 + Limits.nameCharacters * 4 + 64 <= Limits.headerBytes)
        #expect(Limits.jobBytes + Limits.pathBytes + 64 <= Limits.headerBytes)
        #expect(2 * Limits.pathBytes + Limits.nameCharacters * 4 + 64 <= Limits.headerBytes)
    }

    @Test func framesHoldTheLargestModelAndNothingMoreIsAgreedTo() {
        #expect(JobLimits.parameters * 4 == Limits.frameBytes)
        #expect(JobLimits.parameters <= NeuralLimits.weights)
        #expect(Limits.dataChunkBytes <= Limits.frameBytes)
        #expect(Limits.replyBytes <= Limits.frameBytes)
        #expect(Limits.dataChunkBytes < Limits.dataBytes)
    }

    @Test func aReplyHoldsTheStatusOfAsManyWorkersAsThereCanBe() {
        #expect(Limits.workers * 1024 + Limits.incidents * Limits.textCharacters <= Limits.replyBytes)
    }

    @Test func aTurnTakesAllThatOnePeerCanHaveWaiting() {
        #expect(Limits.queuedMessages <= Limits.messagesPerTurn)
        #expect(Limits.requestsPerTurn < Limits.messagesPerTurn)
    }

    @Test func countersAreFarFromOverflowAndCoverEveryStep() {
        #expect(Limits.counter <= Int.max >> 8)
        #expect(JobLimits.batchSize <= Int(UInt32.max), "a slot has 32 bits")
        #expect(JobLimits.epochs * JobLimits.batchSize <= Limits.counter)
        #expect(JobLimits.microbatches <= Limits.counter)
    }

    @Test func runsHaveNamesThatMessagesCarryAndRecordsHold() {
        #expect(Limits.runNameCharacters + 20 <= Limits.nameCharacters, "NAME-N, with an N of 64 bits")
        #expect(Limits.jobBytes < Limits.recordBytes)
    }

    // MARK: Forecasts

    @Test func runsAreGivenUpLaterThanLaunchersGiveUpWhoWasKilled() {
        #expect(Limits.attempts > Limits.quickDeaths + 1)
        #expect(Limits.fruitlessAttempts < Limits.quickDeaths)
    }

    @Test func whoeverWaitsForForecastsAsksOftenEnough() {
        #expect(2 * (Limits.requestTimeout.inSeconds - 0.5) <= Limits.orderPatience.inSeconds)
        #expect(Limits.watchInterval < Limits.requestTimeout)
        #expect(Limits.orderPatience < Limits.graceTime)
    }

    @Test func slicesOfOneWorkerFitIntoItsQueue() {
        #expect(2 * Limits.slicesAtOnce <= Limits.queuedMessages)
        #expect(Limits.orderBytes <= Limits.dataBytes)
        #expect(Limits.orderShare <= Limits.unknownShare)
    }

    // MARK: Shared memory

    @Test func everyWorkerThatThereCanBeMayShareMemory() {
        #expect(Limits.sharedSlots(threads: Limits.threads) <= Limits.mostSharedSlots)
        #expect(
            Limits.sharedSlots(threads: 1) >= 4, "one in hand, one handed over, two on the way up the tree")
        #expect(Limits.sharedNumbers <= JobLimits.parameters)
    }

    // MARK: Silence, lateness, slowness

    @Test func silenceIsMoreThanThreeHeartbeatsThatWereMissed() {
        #expect(Limits.silence > Limits.heartbeatInterval * 3 + Limits.tick)
        #expect(Limits.lostMessage > Limits.heartbeatInterval + Limits.tick)
        #expect(Limits.lostMessage < Limits.silence)
    }

    @Test func theCoordinatorLooksFarMoreOftenThanWhatItWatchesTakes() {
        #expect(Limits.tick * 4 <= Limits.heartbeatInterval)
        #expect(Limits.tick * 4 <= Limits.lateMinimum)
        #expect(Limits.wakefulWait < Limits.tick)
    }

    @Test func aHeartbeatBehindAChunkOfDataIsNotMissed() {
        #expect(seconds(toCarry: Limits.dataChunkBytes) < Limits.tick.inSeconds)
        #expect(seconds(toCarry: Limits.dataChunkBytes) < Limits.fetchTimeout.inSeconds)
    }

    @Test func lateWorkersAreLateBeforeTheyAreLost() {
        #expect(Limits.lateMinimum < Limits.silence)
        #expect(Limits.lateFactor > 1)
        #expect(Limits.unknownShare >= Limits.lateMinimum)
        #expect(Limits.lateRest > Limits.lateMinimum)
        #expect(Limits.probeInterval > Limits.lateRest)
    }

    @Test func slownessIsAFindingBeforeItIsAnIncidentAndEndsElsewhereThanItBegins() {
        #expect(0 < Limits.slowShare && Limits.slowShare < Limits.slowShareOver && Limits.slowShareOver < 1)
        #expect(Limits.slowFinding < Limits.slowPatience)
        #expect(Limits.noticeableDelay < Limits.lateMinimum)
        #expect(Limits.delayMemory < Limits.slowPatience)
    }

    @Test func whoCanDecideADisputeIsWaitedForUntilALostWorkerCanBeBack() {
        #expect(Limits.auditPatience > Limits.silence + Limits.returnPause + Limits.helloInterval)
        #expect(Limits.auditQuestions >= 1)
    }

    // MARK: Connections

    @Test func aConnectionIsGivenUpLongAfterItsWorkerIsLost() {
        #expect(Limits.keepAliveInterval.components.attoseconds == 0, "the kernel takes seconds")
        #expect(Limits.keepAliveInterval * Limits.keepAliveProbes >= Limits.unacknowledged)
        #expect(Limits.unacknowledged > Limits.silence + Limits.graceTime)
    }

    @Test func attemptsToConnectEndBeforeTheNextThingThatWaitsForThem() {
        #expect(Limits.handshakeTimeout > Limits.awayLoop * 4, "a busy coordinator answers in time")
        #expect(Limits.reconnectInterval <= Limits.reconnectIntervalMaximum)
        #expect(Limits.localReconnectInterval <= Limits.localReconnectIntervalMaximum)
        #expect(Limits.localReconnectIntervalMaximum < Limits.reconnectIntervalMaximum)
        #expect(Limits.reconnectIntervalMaximum < Limits.helloInterval)
    }

    @Test func socketsOfTheLongestStateFolderFitWhereTheyAreMovedTo() {
        let moved = "/tmp/lockstep-\(UInt32.max)-0123456789abcdef/workers.sock"
        #expect(moved.utf8.count <= SystemLimits.socketPathBytes)
    }

    @Test func keyFilesHoldAKey() { #expect(Limits.keyFileBytes > 41) }

    // MARK: Starts and ends

    @Test func workersWaitForACoordinatorThatIsStartedAgain() {
        #expect(Limits.graceTime > Limits.startWait)
        let pauses = Limits.restartPause * ((1 << Limits.quickDeaths) - 1)
        #expect(Limits.graceTime > pauses, "all pauses between quick deaths")
        #expect(Limits.helloInterval < Limits.graceTime)
    }

    @Test func whatIsToldToEndMayDoSoInOrder() {
        #expect(Limits.stopWait > Limits.farewell + Limits.signalEcho)
        #expect(Limits.returnPause > Limits.farewell + Limits.watchInterval)
        #expect(Limits.quickDeath > Limits.restartPause)
    }

    @Test func looksAreShorterThanWaits() {
        #expect(Limits.watchInterval <= Limits.watchTimeout)
        #expect(Limits.watchTimeout < Limits.requestTimeout)
        #expect(Limits.requestTimeout < Limits.submitTimeout)
        #expect(Limits.lockAttemptInterval * Limits.lockAttempts < Limits.watchTimeout)
    }

    // MARK: Numbers of things

    @Test func oneMachinesWorkersFitIntoACoordinator() {
        #expect(Limits.localWorkers <= Limits.workers)
        #expect(Limits.workers <= JobLimits.microbatches, "each could have something to do")
        #expect(Limits.descriptors >= 4 * Limits.workers)
    }

    @Test func logsAndIncidentsAreBounded() {
        #expect(Limits.incidentPause < Limits.incidentLongestPause)
        #expect(Limits.lines >= 1 && Limits.lineTopics >= Limits.workers / 4)
        #expect(Limits.checkpoints >= 2, "one to fall back to")
    }

    @Test func jobsStayWhereProductsOfTheirSizesFitIn64Bits() {
        #expect(NeuralLimits.units <= NeuralLimits.size)
        #expect(JobLimits.windowSteps <= NeuralLimits.size)
        let product = JobLimits.batchSize.multipliedReportingOverflow(by: JobLimits.windowSteps)
        #expect(!product.overflow && !product.partialValue.multipliedReportingOverflow(by: 4).overflow)
        #expect(!JobLimits.windowSteps.multipliedReportingOverflow(by: NeuralLimits.units).overflow)
    }

    // MARK: Benchmarks

    @Test func benchmarksLookMoreOftenThanWhatTheyMeasureTakes() {
        #expect(Limits.killLookInterval < Limits.killLookTimeout)
        #expect(Limits.recoveryTime > Limits.graceTime + Limits.startWait)
        #expect(Limits.closeLookInterval < Limits.closeLookTime)
        #expect(
            Limits.standInTime < Limits.wakefulWait, "an exchange that computes nothing is not slept through")
        #expect(Limits.exchangeUnits <= NeuralLimits.units)
    }
}
