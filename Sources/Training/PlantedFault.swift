/// Small bugs that tests plant into the state machines, one at a time, to see that the simulator finds each.
///
/// The product has none of them: there `planted` is a constant, and what stands behind it is not compiled.
/// Only the copy of this module that the tests build with PLANTED_FAULTS can be told to misbehave.
package enum PlantedFault: String, CaseIterable, Sendable {
    // The coordinator.
    case staleTermsCount, otherStepsCount, otherEvaluationsCount
    case leavesCountTwice, lostWorkStaysGiven, checkpointsAreNeverDone
    case lostMessagesStayLost, strangersGetNoAnswer, namesakesStay, readyWorkersKeepTheirWeights
    case checkpointsOverlap, checkpointsLag, epochLossGoesOn
    case resumeForgetsTheEpochsLoss, resumeForgetsSlots, resumeForgetsTheBest, resumeForgetsTheEnd
    case resumeSkipsAStep, smallBatchesCountAsFull, bestIsNewest
    case resumeForgetsTheAverage, resumeForgetsScalars, resumeForgetsThePlateau, ratesLag
    case frozenWeightsMove, penaltyFollowsTheUpdate, startIsForgotten
    case disputesEndWithTheFirstAnswer, auditedSumsCountAtOnce, firstTickIsTheLast
    // The worker.
    case partOfTheDataWillDo, oldWeightsWillDo, oldResultsCount, fetchesAreNotRepeated, helloIsSaidOnce
    case assignmentsKeepOldSums, heartbeatsStopWhileIdle
    // Several runs, queues, lines, loops that are away.
    case runsShareATerm, unusableRunsAreNotKept, unusableRunsAreTriedAgain, unusableRunsBlockTheQueue
    case closedQueuesGoOn
    case heartbeatsWait, lastLeavesAreLeft
    case awayLoopsBlameOthers, silenceCountsTheWay, lostMessagesCountTheWay
    case fetchesAreRepeatedThoughOnTheWay, everyHelloIsANewOne
    case quarantineEndsWithTheConnection
    // Orders.
    case otherOrdersCount, allAreLent, lostSlicesStayGiven, outputsFollowArrival
    // Supervision.
    case deadWorkersStayDead, quickDeathsAreForgotten, othersCoordinatorsCount

    #if PLANTED_FAULTS
        /// The fault of the simulations that run; it is set between them.
        package nonisolated(unsafe) static var planted: PlantedFault?
    // Unsafe only where it is set while simulations run, which no test does.
    #endif
}

#if PLANTED_FAULTS
    func planted(_ fault: PlantedFault) -> Bool { PlantedFault.planted == fault }
#else
    @inline(__always) func planted(_: PlantedFault) -> Bool { false }
#endif
