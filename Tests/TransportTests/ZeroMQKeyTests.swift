import Glibc
import System
import TestFiles
import TestMessages
import Testing
import Transport

@Suite struct ZeroMQKeyTests {
    @Test func pair_comesBackFromItsFiles() throws {
        let folder = try ZeroMQFolder()
        let pair = try CurveKeyPair.generate()
        let paths = try KeyFiles.write(pair, name: "worker-1", folder: folder.path)
        #expect(paths.secret == "\(folder.path)/worker-1.secret")
        #expect(paths.publicKey == "\(folder.path)/worker-1.pub")
        let back = try KeyFiles.readPair(paths.secret)
        #expect(back.secret == pair.secret)
        #expect(back.publicKey == pair.publicKey)
        #expect(try KeyFiles.readPublicKey(paths.publicKey) == pair.publicKey)
        var status = stat()
        #expect(stat(paths.secret, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
    }

    @Test func existingFiles_areNeverOverwritten() throws {
        let folder = try ZeroMQFolder()
        let pair = try CurveKeyPair.generate()
        folder.write("precious", to: "a.pub")
        #expect(throws: TransportError(.keyExists, "")) {
            try KeyFiles.write(pair, name: "a", folder: folder.path)
        }
        // Half a pair would be of no use.
        #expect(access("\(folder.path)/a.secret", F_OK) != 0)
        try KeyFiles.write(pair, name: "b", folder: folder.path)
        #expect(throws: TransportError(.keyExists, "")) {
            try KeyFiles.write(pair, name: "b", folder: folder.path)
        }
        #expect(try KeyFiles.readPair("\(folder.path)/b.secret").secret == pair.secret)
    }

    @Test func secretThatOthersCanRead_isRefused() throws {
        let folder = try ZeroMQFolder()
        let paths = try KeyFiles.write(try CurveKeyPair.generate(), name: "a", folder: folder.path)
        for mode in [0o640, 0o604, 0o660] as [mode_t] {
            #expect(chmod(paths.secret, mode) == 0)
            let error = #expect(throws: TransportError(.badKey, "")) {
                _ = try KeyFiles.readPair(paths.secret)
            }
            #expect(error?.message.contains("chmod 600") == true)
        }
    }

    @Test func filesWithoutAKey_areRefusedByNameAndKeepTheirContents() throws {
        let folder = try ZeroMQFolder()
        let secret = String(repeating: "s", count: 39)
        for text in [
            "", "\n \n", secret, String(repeating: "s", count: 41), String(repeating: "~", count: 40),
        ] {
            folder.write(text, to: "a.secret", mode: 0o600)
            let error = #expect(throws: TransportError(.badKey, "")) {
                _ = try KeyFiles.readPair("\(folder.path)/a.secret")
            }
            #expect(error?.message.hasPrefix("\(folder.path)/a.secret: ") == true)
            #expect(error?.message.contains("sss") == false)
        }
        #expect(throws: TransportError(.keyFile, "")) {
            _ = try KeyFiles.readPair("\(folder.path)/none.secret")
        }
    }

    @Test(.enabled(if: SmallDisk.isPossible, "a file system can be mounted by root alone"))
    func fullDisk_isTheMachinesFaultAndLeavesNoHalfAPair() throws {
        let disk = try SmallDisk()
        let full = disk("filler")
        try put([], at: full)
        let file = try OpenFile(full, O_WRONLY)
        while (try? file.write(Array(repeating: 0, count: 1024).span.bytes)) != nil {}
        let pair = try CurveKeyPair.generate()
        let error = #expect(throws: TransportError(.keyStorage, "")) {
            try KeyFiles.write(pair, name: "a", folder: disk.path)
        }
        #expect(error?.isUsersFault == false)
        #expect(try disk.names() == ["filler"])
    }

    @Test func namesThatLeadElsewhere_areRefused() throws {
        let folder = try ZeroMQFolder()
        let pair = try CurveKeyPair.generate()
        for name in ["", "../a", ".a"] {
            #expect(throws: TransportError(.keyFile, "")) {
                try KeyFiles.write(pair, name: name, folder: folder.path)
            }
        }
    }

    @Test func publicKey_belongsToItsSecret() throws {
        // The server's test key pair that libzmq documents in zmq_curve(7).
        let pair = try CurveKeyPair(secret: "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6")
        #expect(pair.publicKey.text == "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7")
        #expect("\(pair)".contains(pair.secret) == false)
    }
}
