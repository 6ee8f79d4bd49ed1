import Glibc
import System
import Testing

@Suite struct ProcessStateTests {
    @Test func process_hasAParentAndIsNotStopped() {
        #expect(ProcessState.parent(of: Int(getpid())) == Int(getppid()))
        #expect(!ProcessState.isStopped(Int(getpid())))
    }

    @Test func processThatThereIsNot_hasNone() {
        #expect(ProcessState.parent(of: Int(Int32.max)) == nil)
        #expect(!ProcessState.isStopped(Int(Int32.max)))
    }
}
