// swift-tools-version: 6.2
import PackageDescription

/// The same language settings for every Swift target.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "lockstep",
    dependencies: [
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "CBLAS", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CCSV", providers: [.apt(["libcsv-dev"])]),
        .target(name: "CKernels", linkerSettings: [.linkedLibrary("m")]),
        .target(name: "Neural", dependencies: ["CKernels", "CBLAS"], swiftSettings: strict),
        .target(name: "Series", dependencies: ["Neural", "CCSV"], swiftSettings: strict),
        .target(
            name: "Training", dependencies: ["Series", "Neural", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict),
        .testTarget(name: "CKernelsTests", dependencies: ["CKernels"], swiftSettings: strict),
        .testTarget(name: "NeuralTests", dependencies: ["Neural"], swiftSettings: strict),
        .testTarget(name: "SeriesTests", dependencies: ["Series", "Neural"], swiftSettings: strict),
        .testTarget(name: "TrainingTests", dependencies: ["Training", "Series", "Neural"], swiftSettings: strict),
    ]
)
