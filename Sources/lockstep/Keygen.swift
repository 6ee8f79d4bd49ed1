import ArgumentParser
import Launcher
import Transport

struct Keygen: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a key pair for TCP: NAME.secret, which stays where it is used, and NAME.pub.",
        discussion: """
            The coordinator needs its own secret key and a folder with the workers' public keys; each worker \
            needs its own secret key and the coordinator's public key. Existing files are never overwritten.
            """)

    @Argument(help: "Name of the machine or process that the keys are for; becomes the file name.")
    var name: String

    @Option(help: "Folder to write to.")
    var folder = "."

    func run() throws {
        let files = try KeyFiles.write(CurveKeyPair.generate(), name: name, folder: folder)
        Console.print("\(files.secret)  secret: keep it on the machine that uses it")
        Console.print("\(files.publicKey)  public: copy it to the other side")
    }
}
