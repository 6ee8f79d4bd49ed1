// swift-tools-version: 6.2
import PackageDescription

/// The path of libFuzzer, which `deploy/fuzz.sh` alone sets: our code then tells the fuzzer which way it
/// went.
let fuzzer = Context.environment["LOCKSTEP_FUZZER"]

/// The same language settings for every Swift target.
var strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
    // What is `package` is inlined into other targets by this alone; `public` would be without. An exchange
    // of small gradients takes a tenth longer otherwise.
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]
if fuzzer != nil {
    let coverage = "edge,inline-8bit-counters,pc-table,trace-cmp,indirect-calls"
    strict.append(.unsafeFlags(["-sanitize-coverage=\(coverage)"]))
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "lockstep",
    products: [
        .executable(name: "lockstep", targets: ["lockstep"]),
        .executable(name: "lockstep-coordinator", targets: ["lockstep-coordinator"]),
        .executable(name: "lockstep-worker", targets: ["lockstep-worker"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "CZMQ", path: "CZMQ", providers: [.apt(["libzmq3-dev"])]),
        .systemLibrary(name: "CBLAS", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CCSV", providers: [.apt(["libcsv-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CISAL", providers: [.apt(["libisal-dev"])]),
        .target(
            name: "CLockstepProtos", path: "Protos", exclude: ["lockstep.proto", "generate.sh"],
            publicHeadersPath: ".", linkerSettings: [.linkedLibrary("protobuf-c")]),
        .target(name: "CKernels", exclude: ["cuda"], linkerSettings: [.linkedLibrary("m")]),
        .target(name: "Neural", dependencies: ["CKernels", "CBLAS"], swiftSettings: strict),
        .target(name: "Tables", dependencies: ["CCSV"], swiftSettings: strict),
        .target(name: "Series", dependencies: ["Tables", "Neural"], swiftSettings: strict),
        .target(name: "Plotting", dependencies: ["Tables"], swiftSettings: strict),
        .target(name: "Forecasting", dependencies: ["Series", "Tables", "Neural"], swiftSettings: strict),
        .target(
            name: "Jobs",
            dependencies: [
                "Forecasting", "Series", "Tables", "Neural", .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict),
        .target(
            name: "Training", dependencies: ["Jobs", "Series", "Tables", "Neural"], swiftSettings: strict),
        .target(
            name: "Simulation", dependencies: ["Training", "Jobs", "Series", "Tables", "Neural"],
            swiftSettings: strict),
        .target(name: "System", dependencies: ["CISAL", "CLinux"], swiftSettings: strict),
        .target(
            name: "Device",
            dependencies: [
                "Neural", "CKernels", "System", .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        .target(
            name: "Transport",
            dependencies: [
                "Training", "Jobs", "Series", "Neural", "System", "CZMQ", "CLinux", "CLockstepProtos",
            ],
            swiftSettings: strict),
        .target(
            name: "Store",
            dependencies: [
                "Training", "Jobs", "Forecasting", "Series", "Tables", "Neural", "System",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        .target(
            name: "Services",
            dependencies: [
                "Transport", "Store", "Device", "Training", "Jobs", "Forecasting", "Series", "Neural",
                "System",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .target(
            name: "Launcher",
            dependencies: [
                "Transport", "Device", "Store", "Plotting", "Training", "Jobs", "Forecasting", "Series",
                "Tables", "Neural", "System", "CLinux",
            ],
            swiftSettings: strict),
        .target(
            name: "Benchmarks",
            dependencies: [
                "Launcher", "Services", "Simulation", "Transport", "Store", "Device", "Training", "Jobs",
                "Forecasting", "Series", "Tables", "Neural", "System", "CKernels",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "lockstep",
            dependencies: [
                "Launcher", "Benchmarks", "Services", "Transport", "Store", "Device", "Training", "Neural",
                "System", argumentParser,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "lockstep-coordinator",
            dependencies: ["Launcher", "Services", "System", "Training", argumentParser],
            swiftSettings: strict),
        .executableTarget(
            name: "lockstep-worker",
            dependencies: [
                "Launcher", "Services", "Transport", "Device", "Training", "Jobs", "System", argumentParser,
            ],
            swiftSettings: strict),
        // The state machines and the simulator once more, with bugs to be found: for tests alone, by links to
        // the sources.
        .testTarget(
            name: "PlantedTraining", dependencies: ["Jobs", "Series", "Tables", "Neural"],
            path: "Tests/Planted/Training", swiftSettings: strict + [.define("PLANTED_FAULTS")]),
        .testTarget(
            name: "PlantedSimulation",
            dependencies: ["PlantedTraining", "Jobs", "Series", "Tables", "Neural"],
            path: "Tests/Planted/Simulation",
            swiftSettings: strict + [.unsafeFlags(["-module-alias", "Training=PlantedTraining"])]),
        // How long tests may take, and on which threads.
        .testTarget(name: "Pace", swiftSettings: strict),
        .testTarget(name: "LayoutTests", swiftSettings: strict),
        .testTarget(
            name: "LimitsTests",
            dependencies: [
                "Benchmarks", "Launcher", "Services", "Store", "Transport", "Training", "Jobs", "Neural",
                "System",
            ],
            swiftSettings: strict),
        .testTarget(name: "CKernelsTests", dependencies: ["CKernels"], swiftSettings: strict),
        .target(
            name: "EmulatedDevice", dependencies: ["CKernels"], path: "Tests/EmulatedDevice",
            cSettings: [.headerSearchPath("."), .headerSearchPath("../../Sources/CKernels")]),
        .testTarget(
            name: "DeviceTests",
            dependencies: [
                "Device", "EmulatedDevice", "Services", "TestJobs", "Training", "Jobs", "Series", "Neural",
                "Tables", "System", "CKernels", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "NeuralTests", dependencies: ["Neural"], exclude: ["Keras"], swiftSettings: strict),
        .testTarget(
            name: "TablesTests", dependencies: ["Tables", "TestFiles"], swiftSettings: strict),
        .testTarget(
            name: "PlottingTests", dependencies: ["Plotting", "Tables", "TestFiles"], swiftSettings: strict),
        .testTarget(
            name: "SeriesTests", dependencies: ["Series", "Tables", "Neural"], exclude: ["Samples"],
            swiftSettings: strict),
        .testTarget(
            name: "ForecastingTests",
            dependencies: ["Forecasting", "Training", "Jobs", "Series", "Tables", "Neural"],
            swiftSettings: strict),
        .target(
            name: "TestJobs", dependencies: ["Jobs", "Series", "Tables"], path: "Tests/TestJobs",
            swiftSettings: strict),
        .testTarget(
            name: "JobsTests",
            dependencies: ["Jobs", "TestJobs", "Forecasting", "Series", "Tables", "Neural"],
            swiftSettings: strict),
        .testTarget(
            name: "TrainingTests", dependencies: ["Training", "Jobs", "TestJobs", "Series", "Neural"],
            swiftSettings: strict),
        .testTarget(
            name: "SimulationTests",
            dependencies: [
                "Simulation", "PlantedSimulation", "PlantedTraining", "Pace",
            ],
            swiftSettings: strict),
        .target(name: "TestFiles", dependencies: ["System"], path: "Tests/TestFiles", swiftSettings: strict),
        .target(
            name: "TestMessages", dependencies: ["Transport", "Training", "Jobs", "Series", "Neural"],
            path: "Tests/TestMessages", swiftSettings: strict),
        .testTarget(name: "SystemTests", dependencies: ["System", "TestFiles"], swiftSettings: strict),
        .testTarget(
            name: "TransportTests",
            dependencies: [
                "Transport", "Training", "Jobs", "Series", "Neural", "System", "TestFiles", "TestMessages",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "StoreTests",
            dependencies: [
                "Store", "Training", "Jobs", "Forecasting", "Series", "Tables", "Neural", "System", "Pace",
                "TestFiles",
            ],
            exclude: ["Pandas", "Faults"],
            swiftSettings: strict),
        .testTarget(
            name: "ServicesTests", dependencies: ["Services", "Transport", "Training"],
            swiftSettings: strict),
        .testTarget(
            name: "LauncherTests",
            dependencies: [
                "Launcher", "Store", "Plotting", "Training", "Jobs", "Forecasting", "Series", "Tables",
                "Neural", "System", "TestFiles",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "BenchmarksTests",
            dependencies: ["Benchmarks", "System"],
            swiftSettings: strict),
        .testTarget(
            name: "ClusterTests",
            dependencies: [
                "Launcher", "Transport", "Store", "Training", "Jobs", "Forecasting", "Series", "Tables",
                "Neural",
                "System",
                "Pace", "TestFiles",
                "TestMessages", "CLinux", "lockstep", "lockstep-coordinator", "lockstep-worker",
            ],
            swiftSettings: strict),
        .target(
            name: "HostileBytes",
            dependencies: [
                "TestMessages", "Transport", "Store", "Training", "Jobs", "Forecasting", "Series", "Tables",
                "Neural",
                "System", "TestFiles",
                "CLinux", "CLockstepProtos",
            ],
            path: "Tests/HostileBytes", swiftSettings: strict),
        .testTarget(
            name: "HostileBytesTests", dependencies: ["HostileBytes", "Jobs", "Series", "Tables", "Pace"],
            exclude: ["Corpus"],
            swiftSettings: strict),
    ]
)

if let fuzzer {
    package.targets.append(
        .executableTarget(
            name: "lockstep-fuzz", dependencies: ["HostileBytes"], path: "Tests/lockstep-fuzz",
            swiftSettings: strict,
            linkerSettings: [.unsafeFlags([fuzzer]), .linkedLibrary("stdc++")]))
}
