import Glibc
import Launcher
import TestFiles
import Testing

struct ConsoleTests {
    @Test func longText_isWrittenWhole() throws {
        let folder = try TemporaryFolder()
        let descriptor = open(folder("text"), O_WRONLY | O_CREAT, 0o600)
        let text = String(repeating: "größer\n", count: 100_000)
        Console.write(text, to: descriptor)
        close(descriptor)
        #expect(try bytes(of: folder("text")) == Array(text.utf8))
    }

    @Test func descriptorThatTakesNothing_isNoError() { Console.write("text", to: -1) }

    @Test func width_isNeverTooLittleForALine() { #expect(Console.columns > 20) }
}
