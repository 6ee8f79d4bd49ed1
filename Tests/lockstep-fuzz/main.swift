// The fuzzer: `lockstep-fuzz DECODER` with libFuzzer's own arguments behind it, or
// `lockstep-fuzz seeds DECODER FOLDER`.
//
// libFuzzer starts this program anew for some of its work, with its own arguments alone: the environment then
// names the decoder.
import Glibc
import HostileBytes

@_silgen_name("LLVMFuzzerRunDriver")
func runFuzzer(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// From here on, the leak detector passes over what this thread allocates.
@_silgen_name("__lsan_disable") func passOverLeaks()
@_silgen_name("__lsan_enable") func lookForLeaks()

let variable = "LOCKSTEP_DECODER"

enum Chosen {
    /// The decoder that this process feeds.
    static let decoder = getenv(variable).flatMap { Decoder(rawValue: String(cString: $0)) }
}

func say(_ text: String) {
    let bytes = Array("\(text)\n".utf8)
    write(STDERR_FILENO, bytes, bytes.count)
}

func fail(_ text: String) -> Never {
    say(text)
    exit(2)
}

func writeSeeds(of decoder: Decoder, to folder: String) {
    do {
        for (number, seed) in try decoder.seeds().enumerated() {
            guard let file = fopen("\(folder)/seed-\(number)", "w") else {
                fail("\(folder) cannot be written to")
            }
            fwrite(seed, 1, seed.count, file)
            fclose(file)
        }
    } catch {
        fail("no seeds: \(error)")
    }
}

/// Has the tables made that live as long as the process, such as those of a job's keys: in some of their
/// pointers an enum's case takes the upper bits, and the leak detector does not know them again.
func makeTables(of decoder: Decoder) {
    passOverLeaks()
    defer { lookForLeaks() }
    do {
        for seed in try decoder.seeds() { _ = try seed.withUnsafeBytes { try decoder.check($0) } }
    } catch {
        fail("a seed is no input: \(error)")
    }
}

let names = Decoder.allCases.map(\.rawValue).joined(separator: ", ")
var arguments = CommandLine.arguments
if arguments.count == 4, arguments[1] == "seeds" {
    guard let decoder = Decoder(rawValue: arguments[2]) else { fail("the decoders are: \(names)") }
    passOverLeaks()
    writeSeeds(of: decoder, to: arguments[3])
    exit(0)
}
if arguments.count > 1, Decoder(rawValue: arguments[1]) != nil {
    setenv(variable, arguments.remove(at: 1), 1)
}
guard let decoder = Chosen.decoder else { fail("the first argument must be one of: \(names)") }
makeTables(of: decoder)

var pointers = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: arguments.count + 1)
for (index, argument) in arguments.enumerated() { pointers[index] = strdup(argument) }
pointers[arguments.count] = nil
var count = Int32(arguments.count)
exit(
    runFuzzer(&count, &pointers) { bytes, count in
        do {
            _ = try Chosen.decoder?.check(UnsafeRawBufferPointer(start: bytes, count: count))
        } catch {
            say("BROKEN PROMISE: \(error)")
            abort()
        }
        return 0
    })
