package import Neural
package import Series

/// A message between coordinator and worker, as a value. `Cluster` turns it into protobuf and back.
package enum Message: Sendable, Equatable {
    // Worker to coordinator.
    case hello(Hello)
    case ready(Ready)
    case fetchData(FetchData)
    case gradient(Gradient)
    case evaluation(Evaluation)
    case leaving(Leaving)
    case memoryAttached(MemoryAttached)
    // Coordinator to worker.
    case welcome(Welcome)
    case refused(Refused)
    case prepare(Prepare)
    case dataChunk(DataChunk)
    case assignment(Assignment)
    case stop(Stop)
    case memoryOffer(MemoryOffer)
    // Both ways.
    case heartbeat(Heartbeat)
}

/// A message with the term it was sent in. Term 0 is what a worker uses before it has been welcomed.
package struct Envelope: Sendable, Equatable {
    package let term: UInt64
    package let message: Message

    package init(term: UInt64, message: Message) {
        self.term = term
        self.message = message
    }
}

/// A worker asks to join.
package struct Hello: Sendable, Equatable {
    /// Unique among the workers of a coordinator; a second worker of the same name replaces the first.
    package let name: String
    package let host: String
    package let pid: Int
    /// Threads that compute microbatches side by side, at least 1.
    package let threads: Int
    /// SHA-256 (64 hexadecimal digits) of a small fixed forward and backward pass.
    package let fingerprint: String

    package init(name: String, host: String, pid: Int, threads: Int, fingerprint: String) {
        self.name = name
        self.host = host
        self.pid = pid
        self.threads = threads
        self.fingerprint = fingerprint
    }
}

/// The coordinator admits a worker.
package struct Welcome: Sendable, Equatable {
    /// How often each side sends a heartbeat.
    package let heartbeatInterval: Duration
    /// How long a worker goes on waiting for a coordinator that has fallen silent.
    package let graceTime: Duration

    package init(heartbeatInterval: Duration, graceTime: Duration) {
        self.heartbeatInterval = heartbeatInterval
        self.graceTime = graceTime
    }
}

/// The coordinator turns a worker away.
package struct Refused: Sendable, Equatable {
    package enum Code: Int, Sendable, CaseIterable {
        /// The worker speaks another protocol version. It must be replaced by one of the coordinator's version.
        case protocolVersion = 1
        /// The worker's arithmetic gives other bits and the job does not allow mixed hardware.
        case fingerprint = 2
        /// The coordinator does not know the worker (any more): it says Hello again.
        case unknownWorker = 3
        /// The coordinator has as many workers as it can serve.
        case tooManyWorkers = 4
        /// The worker sent something malformed in its Hello.
        case malformed = 5
    }
    package let code: Code
    package let reason: String

    package init(code: Code, reason: String) {
        self.code = code
        self.reason = reason
    }
}

/// The coordinator names the job that the worker will compute for.
package struct Prepare: Sendable, Equatable {
    /// The run's identifier.
    package let run: String
    /// The resolved job file (YAML).
    package let job: String
    /// SHA-256 (64 hexadecimal digits) of the encoded series.
    package let dataDigest: String
    /// Size of the encoded series in bytes.
    package let dataBytes: Int

    package init(run: String, job: String, dataDigest: String, dataBytes: Int) {
        self.run = run
        self.job = job
        self.dataDigest = dataDigest
        self.dataBytes = dataBytes
    }
}

/// The worker holds the job's data and can compute.
package struct Ready: Sendable, Equatable {
    package let run: String

    package init(run: String) { self.run = run }
}

/// The worker asks for the part of the data that begins at `offset`.
package struct FetchData: Sendable, Equatable {
    package let digest: String
    package let offset: Int

    package init(digest: String, offset: Int) {
        self.digest = digest
        self.offset = offset
    }
}

/// A part of the data: at most `Limits.dataChunkBytes` bytes, less only at the end.
package struct DataChunk: Sendable, Equatable {
    package let digest: String
    package let offset: Int
    package let bytes: [UInt8]

    package init(digest: String, offset: Int, bytes: [UInt8]) {
        self.digest = digest
        self.offset = offset
        self.bytes = bytes
    }
}

/// The coordinator has set memory aside that a worker on the same machine can share with it for a run's vectors.
package struct MemoryOffer: Sendable, Equatable {
    package let run: String
    /// Another one for each memory that a coordinator sets aside for a worker's partials.
    package let memory: Int
    /// P, numbers of each vector.
    package let numbers: Int
    /// Where the worker opens the memory for its partials.
    package let partials: String
    /// Vectors that the memory for partials has room for.
    package let slots: Int
    /// Where the worker opens the memory with the weights.
    package let weights: String
    /// Tells these two memories from any others that the paths may lead to.
    package let token: UInt64

    package init(
        run: String, memory: Int, numbers: Int, partials: String, slots: Int, weights: String, token: UInt64
    ) {
        self.run = run
        self.memory = memory
        self.numbers = numbers
        self.partials = partials
        self.slots = slots
        self.weights = weights
        self.token = token
    }
}

/// The worker has attached the memory that it was offered: vectors may be named instead of sent.
package struct MemoryAttached: Sendable, Equatable {
    package let run: String

    package init(run: String) { self.run = run }
}

/// What a piece of work is for.
package enum Purpose: Int, Sendable, CaseIterable {
    case train = 1
    case validate = 2
    case test = 3
}

/// A contiguous range of microbatches (for `train`) or evaluation slices, to be computed by one worker.
package struct Assignment: Sendable, Equatable {
    package let run: String
    package let step: Int
    package let purpose: Purpose
    package let microbatches: Range<Int>
    /// The number of updates that made these weights.
    package let weightsVersion: Int
    /// The P weights; nil where the worker already holds this version.
    package let weights: Vector?

    package init(
        run: String, step: Int, purpose: Purpose, microbatches: Range<Int>, weightsVersion: Int,
        weights: Vector?
    ) {
        self.run = run
        self.step = step
        self.purpose = purpose
        self.microbatches = microbatches
        self.weightsVersion = weightsVersion
        self.weights = weights
    }
}

/// One whole node of a training step's reduction tree.
package struct Gradient: Sendable, Equatable {
    package let run: String
    package let step: Int
    package let node: TreeNode
    package let samples: Int
    /// Sum over the node's samples.
    package let loss: Double
    /// Time that a thread spent on each microbatch of the node, summed.
    package let computeTime: Duration
    /// The sum of the gradients of the node's samples: P numbers.
    package let partial: Vector

    package init(
        run: String, step: Int, node: TreeNode, samples: Int, loss: Double, computeTime: Duration,
        partial: Vector
    ) {
        self.run = run
        self.step = step
        self.node = node
        self.samples = samples
        self.loss = loss
        self.computeTime = computeTime
        self.partial = partial
    }
}

/// One whole node of a validation's or test's reduction tree.
package struct Evaluation: Sendable, Equatable {
    package let run: String
    package let step: Int
    package let purpose: Purpose
    package let node: TreeNode
    package let sums: MetricSums
    package let computeTime: Duration

    package init(
        run: String, step: Int, purpose: Purpose, node: TreeNode, sums: MetricSums, computeTime: Duration
    ) {
        self.run = run
        self.step = step
        self.purpose = purpose
        self.node = node
        self.sums = sums
        self.computeTime = computeTime
    }
}

/// A sign of life. The coordinator answers each with one of its own.
package struct Heartbeat: Sendable, Equatable {
    package let state: WorkerState
    package let step: Int

    package init(state: WorkerState, step: Int) {
        self.state = state
        self.step = step
    }
}

/// What a worker is doing, as it tells others.
package enum WorkerState: Int, Sendable, CaseIterable {
    /// Joined; no job yet.
    case idle = 1
    /// Fetching the data or setting up for a job.
    case preparing = 2
    /// Ready for work; has none in hand.
    case waiting = 3
    /// Computing microbatches.
    case computing = 4
}

/// A worker says goodbye; its work goes to others at once.
package struct Leaving: Sendable, Equatable {
    package let reason: String

    package init(reason: String) { self.reason = reason }
}

/// The coordinator sends the worker home: it exits.
package struct Stop: Sendable, Equatable {
    package let reason: String

    package init(reason: String) { self.reason = reason }
}
