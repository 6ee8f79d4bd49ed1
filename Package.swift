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
    targets: [
        .systemLibrary(name: "CBLAS", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CCSV", providers: [.apt(["libcsv-dev"])]),
        .target(name: "CKernels", linkerSettings: [.linkedLibrary("m")]),
        .target(name: "Neural", dependencies: ["CKernels", "CBLAS"], swiftSettings: strict),
        .target(name: "Series", dependencies: ["Neural", "CCSV"], swiftSettings: strict),
        .testTarget(name: "CKernelsTests", dependencies: ["CKernels"], swiftSettings: strict),
        .testTarget(name: "NeuralTests", dependencies: ["Neural"], swiftSettings: strict),
        .testTarget(name: "SeriesTests", dependencies: ["Series", "Neural"], swiftSettings: strict),
    ]
)
