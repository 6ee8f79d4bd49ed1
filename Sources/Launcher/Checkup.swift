import Device
import Foundation
import Glibc
import Neural
import Store
import System
import Training
import Transport

/// `lockstep doctor`: looks over machine and installation.
package enum Checkup {
    /// One thing that was looked at.
    package struct Item: Sendable {
        package let isProblem: Bool
        package let topic: String
        package let text: String

        /// The finding as a line for people.
        package var line: String {
            let verdict = isProblem ? "PROBLEM" : "ok     "
            return "\(verdict)  \(topic.padding(toLength: 12, withPad: " ", startingAt: 0))  \(text)"
        }

        static func good(_ topic: String, _ text: String) -> Item {
            Item(isProblem: false, topic: topic, text: text)
        }
        static func bad(_ topic: String, _ text: String) -> Item {
            Item(isProblem: true, topic: topic, text: text)
        }
    }

    /// Looks at everything.
    ///
    /// - Parameter state: Path of the state directory.
    package static func all(state: String) -> [Item] {
        [machine(), arithmetic(), device(), executables(), zeroMQ()] + folders(state)
    }

    private static func machine() -> Item {
        let gigabytes = Double(ProcessInfo.processInfo.physicalMemory) / 1e9
        return .good(
            "machine",
            String(format: "%@, %d processor(s), %.0f GB of memory", Host.name, Host.processors, gigabytes))
    }

    private static func arithmetic() -> Item {
        let fingerprint = Digest.sha256(weights: NumericsProbe.run())
        let again = Digest.sha256(weights: NumericsProbe.run())
        guard fingerprint == again else {
            return .bad(
                "arithmetic", "the same computation gave different bits twice: suspect memory or processor")
        }
        return .good("arithmetic", "\(NumericsDescription.text); fingerprint \(fingerprint.prefix(12))")
    }

    /// None is no problem: `--device cuda` alone asks for one.
    private static func device() -> Item {
        let device: CudaDevice
        do throws(DeviceError) {
            device = try CudaDevice(0, cache: nil)
        } catch {
            return .good("device", "none beside the processor: \(error)")
        }
        do throws(DeviceError) {
            let compiler = try KernelCompiler()
            try DeviceCheck.run(device, isThorough: true)
            return .good(
                "device",
                "cuda:0 is \(device.name), \(device.architecture); NVRTC \(compiler.version); the same "
                    + "bits as the processor"
            )
        } catch {
            return .bad("device", "cuda:0 is \(device.name), but \(error)")
        }
    }

    private static func executables() -> Item {
        do {
            _ = try Installation.executable("lockstep-coordinator")
            _ = try Installation.executable("lockstep-worker")
            return .good("executables", "lockstep-coordinator and lockstep-worker lie beside lockstep")
        } catch {
            return .bad("executables", "\(error)")
        }
    }

    private static func zeroMQ() -> Item {
        do {
            _ = try CurveKeyPair.generate()
            return .good("ZeroMQ", "\(ZeroMQVersion.text), CURVE works")
        } catch {
            return .bad("ZeroMQ", "\(ZeroMQVersion.text): \(error); install libzmq with libsodium")
        }
    }

    private static func folders(_ path: String) -> [Item] {
        let state: StateDirectory
        do {
            state = try StateDirectory(existing: path)
        } catch let error as StoreError where error.code == .notFound {
            let parent = FileManager.default.fileExists(atPath: path) ? path : Folder.parent(of: path)
            return [
                access(parent.isEmpty ? "." : parent, W_OK) == 0
                    ? .good("state", "\(path) will be created by the first run")
                    : .bad(
                        "state",
                        "\(path) cannot be created: no right to write to \(parent); choose another --state")
            ]
        } catch {
            return [.bad("state", "\(error)")]
        }
        let isLocked = (try? state.isLocked()) == true
        let user = isLocked ? ", in use by coordinator \(state.lockHolder ?? 0)" : ""
        var findings = [
            access(state.path, W_OK) == 0
                ? Item.good(
                    "state",
                    state.path + user
                )
                : .bad("state", "\(state.path) cannot be written to; choose another --state")
        ]
        if let free = try? FileManager.default.attributesOfFileSystem(forPath: state.path)[.systemFreeSize]
            as? Int
        {
            let text = String(format: "%.1f GB free", Double(free) / 1e9)
            findings.append(
                free > 100_000_000 ? .good("disk", text) : .bad("disk", "only \(text): checkpoints may fail"))
        }
        findings.append(sockets(state))
        return findings
    }

    private static func sockets(_ state: StateDirectory) -> Item {
        do {
            _ = try state.address(of: .query)
            return .good("sockets", state.socketFolder)
        } catch {
            return .bad("sockets", "\(error)")
        }
    }
}
