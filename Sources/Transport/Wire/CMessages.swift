import CLockstepProtos

// The generated C structures under names that can be read.

typealias CEnvelope = Lockstep__V1__Envelope
typealias CFrame = Lockstep__V1__Frame
typealias CSharedVector = Lockstep__V1__SharedVector
typealias CTreeNode = Lockstep__V1__TreeNode
typealias CMetricSums = Lockstep__V1__MetricSums
typealias CPurpose = Lockstep__V1__Purpose
typealias CWorkerState = Lockstep__V1__WorkerState

typealias CHello = Lockstep__V1__Hello
typealias CReady = Lockstep__V1__Ready
typealias CFetchData = Lockstep__V1__FetchData
typealias CGradient = Lockstep__V1__Gradient
typealias CEvaluation = Lockstep__V1__Evaluation
typealias CLeaving = Lockstep__V1__Leaving

typealias CWelcome = Lockstep__V1__Welcome
typealias CRefused = Lockstep__V1__Refused
typealias CPrepare = Lockstep__V1__Prepare
typealias CDataChunk = Lockstep__V1__DataChunk
typealias CAssignment = Lockstep__V1__Assignment
typealias CStop = Lockstep__V1__Stop
typealias CHeartbeat = Lockstep__V1__Heartbeat
typealias CMemoryOffer = Lockstep__V1__MemoryOffer
typealias CMemoryAttached = Lockstep__V1__MemoryAttached

typealias CQuery = Lockstep__V1__Query
typealias CSubmit = Lockstep__V1__Submit
typealias CControl = Lockstep__V1__Control
typealias CReply = Lockstep__V1__Reply
