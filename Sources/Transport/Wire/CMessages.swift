import CLockstepProtos

// The generated C structures that several messages have part in, under names that can be read.

typealias CEnvelope = Lockstep__V1__Envelope
typealias CFrame = Lockstep__V1__Frame
typealias CSharedVector = Lockstep__V1__SharedVector
typealias CTreeNode = Lockstep__V1__TreeNode
typealias CPurpose = Lockstep__V1__Purpose
