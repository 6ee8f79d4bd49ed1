import Jobs

/// Every bound on a queue, a wait, a retry or a size, with unit and reason.
///
/// Here stand those that decisions depend on. A target above with bounds of its own adds them in a file
/// `Limits+TARGET`; `NeuralLimits` and `SystemLimits` stand below. `LimitsTests` holds those that lean on
/// each other against each other.
package enum Limits {
    // Messages.

    /// Bytes of a protobuf header: a resolved job file fits in; nothing from the network sizes an allocation
    /// unchecked.
    package static let headerBytes = 64 * 1024
    /// Bytes of a job file's text: a header less what else `Prepare` and `Submit` carry.
    package static let jobBytes = headerBytes - 8 * 1024
    /// Bytes of a raw frame: 256 Mi parameters. Anything larger is dropped by ZeroMQ before it is allocated.
    package static let frameBytes = 4 * JobLimits.parameters
    /// Partials that a worker can have in shared memory: for each thread one that is computed and one that is
    /// handed over, and some on the way up the tree.
    package static func sharedSlots(threads: Int) -> Int { 2 * threads + 6 }
    /// Bytes of a data chunk: small enough that a heartbeat behind one waits at most some milliseconds.
    package static let dataChunkBytes = 1 << 20
    /// Bytes of an encoded series that a worker agrees to fetch.
    package static let dataBytes = 64 << 30
    /// Messages waiting for one peer: an assignment in hand, one waiting, heartbeats and data chunks.
    package static let queuedMessages = 64
    /// How long a closing socket goes on delivering what it has been given.
    package static let farewell = Duration.milliseconds(500)
    /// Workers of one coordinator.
    package static let workers = 4096
    /// Threads of one worker.
    package static let threads = 1024

    // Time.

    /// Between two heartbeats of a worker.
    package static let heartbeatInterval = Duration.milliseconds(250)
    /// A worker that has been silent for this long has lost its work: three heartbeats were missed, the last
    /// of which had as long to arrive as lies between two.
    package static let silence = Duration.milliseconds(1000)
    /// A worker that says it has nothing to do this long after it was given something never got the message:
    /// more than a heartbeat's interval, since heartbeats sent before the message arrived say so rightly.
    package static let lostMessage = Duration.milliseconds(750)
    /// How long a worker waits for a silent coordinator to come back before it exits (local cluster) or goes
    /// on trying (any other).
    package static let graceTime = Duration.seconds(20)
    /// A lost worker that has not come back for this long is missed no more: another may have taken its
    /// place.
    package static let missed = Duration.seconds(600)
    /// Between two attempts of a worker to join.
    package static let helloInterval = Duration.milliseconds(500)
    /// A fetch of data that brought nothing for this long is asked for again.
    package static let fetchTimeout = Duration.seconds(2)
    /// A share of work is late after this many times the time it should take ...
    package static let lateFactor = 3.0
    /// ... and never before this, so that noise does not make work be done twice.
    package static let lateMinimum = Duration.milliseconds(200)
    /// A worker whose speed is not known yet should be done with its share in this time.
    package static let unknownShare = Duration.seconds(1)
    /// A worker that was late gets no work for this long, so that a machine in trouble does not slow every
    /// step ...
    package static let lateRest = Duration.seconds(2)
    /// ... and twice as long each time that it has answered nothing since, up to this.
    package static let lateLongestRest = Duration.seconds(64)
    /// The slowest line, in bytes a second, by which a worker can take part: 1 Mbit/s. What may be on its way
    /// for so long is not taken for lost.
    package static let slowestLine = 125_000.0
    /// The slowest line's share of what a usual one carries, at which vectors are expected while nothing is
    /// known of theirs ...
    package static let slowestOfUsualLine = 1.0 / 16
    /// ... within this, so that nobody waits long for a worker that never answers.
    package static let unknownWay = Duration.seconds(5)
    /// Shares of a worker that are remembered until they have come back: each can be on its way while the
    /// next is given.
    package static let sharesOnTheWay = 3
    /// A tick that comes so much too late tells that the coordinator's own loop was away, not the others.
    package static let awayLoop = Duration.milliseconds(250)
    /// A worker that was too slow to be given any work gets one microbatch after this time ...
    package static let probeInterval = Duration.seconds(10)
    /// ... and no sooner than after so many steps, so that it can slow but a few of them: it may be faster by
    /// now.
    package static let probeSteps = 20
    /// By how much longer the messages of one worker must be on the way than another's to be of account for
    /// its share.
    package static let noticeableDelay = Duration.milliseconds(5)
    /// After this time a delay that was not seen again is forgotten.
    package static let delayMemory = Duration.seconds(2)
    /// A worker is slow, for people to know, where it is below this share of the others' speed ...
    package static let slowShare = 0.5
    /// ... and no more where it is above this.
    package static let slowShareOver = 0.7
    /// How long it must be slow until that is an incident: a moment's load on a machine is none.
    package static let slowPatience = Duration.seconds(5)
    /// How long it must be slow, or its messages long on the way, until `why` says so.
    package static let slowFinding = Duration.seconds(1)
    /// Results of a worker before its speed is judged.
    package static let slowMeasurements = 8
    /// Between two looks of a coordinator at silence and lateness: well below the times that it watches.
    package static let tick = Duration.milliseconds(50)

    /// Signals within this time are one: the kernel announces a parent's death once for each of its threads
    /// that ends.
    package static let signalEcho = Duration.milliseconds(500)

    // Supervision.

    /// How long a started cluster may take until it answers.
    package static let startWait = Duration.seconds(15)
    /// Between two looks at the coordinator's status, and two attempts to tell it something.
    package static let watchInterval = Duration.milliseconds(200)
    /// A process that lives for less than this died quickly ...
    package static let quickDeath = Duration.seconds(5)
    /// ... is started again after this pause, doubled with each quick death in a row ...
    package static let restartPause = Duration.milliseconds(100)
    /// ... and is given up after so many.
    package static let quickDeaths = 6
    /// A worker that ended in order is started again after this pause, should the cluster still be there:
    /// longer than a coordinator needs to end that has sent its workers home.
    package static let returnPause = Duration.seconds(2)
    /// Between a worker's last chance to leave by itself and the end of the process.
    package static let stopWait = Duration.seconds(5)

    // Forecasts.

    /// Slices of an order: each is a message.
    package static let orderSlices = 1 << 20
    /// Bytes of an order: a model and the rows that it forecasts from.
    package static let orderBytes = 16 << 30
    /// Orders that a coordinator knows at a time.
    package static let orders = 64
    /// An order that nobody has asked about for this long is given up: whoever waits for it asks many times
    /// in it.
    package static let orderPatience = Duration.seconds(10)
    /// How long a worker computes for an order until it is free for the run at work, if that needs it ...
    package static let orderShare = Duration.seconds(1)
    /// ... and the slices that it has in hand meanwhile, unless it has more threads: what waits for a
    /// connection that is away is kept.
    package static let slicesAtOnce = 32
    /// An order that a worker has had nothing to do for in this time takes no memory there any more.
    package static let orderMemory = Duration.seconds(10)

    // Second opinions.

    /// How often in a row a worker is late without an answer until what others answer counts without its
    /// opinion: a moment's trouble is over by then.
    package static let unansweredShares = 2
    /// A second opinion of somebody who was late, and has answered nothing since, is late after this time at
    /// the latest, and others are asked: how fast it is now nobody knows.
    package static let unansweredPatience = Duration.seconds(5)
    /// How often a worker is asked again about what it and others do not agree on.
    package static let auditQuestions = 2
    /// How long workers that contradict each other wait for one who can decide: a lost one may come back
    /// meanwhile.
    package static let auditPatience = Duration.seconds(15)

    // Checkpoints.

    /// Between two checkpoints, beside those that the job asks for: the most that the death of a coordinator
    /// costs.
    package static let checkpointInterval = Duration.seconds(10)

    // Memory of what happened.

    /// Incidents kept for `status`; the run's history on disk keeps all.
    package static let incidents = 100
    /// Between two reports of what strangers can bring about as often as they like; doubled while they go on
    /// ...
    package static let incidentPause = Duration.seconds(1)
    /// ... up to this.
    package static let incidentLongestPause = Duration.seconds(64)
    /// Checkpoints kept per run: the newest and the ones to fall back to.
    package static let checkpoints = 3
}
