// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that building Headwater builds no benchmark. From this folder:
//     swift run -c release benchmarks [NAME…] [--smoke] [--json] [--directory DIR] [--events FILE]
let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "headwater", path: "..")],
    targets: [
        .executableTarget(
            name: "benchmarks",
            dependencies: [.product(name: "HeadwaterParts", package: "headwater")],
            path: "Sources/HeadwaterBenchmarks",
            swiftSettings: [
                .swiftLanguageMode(.v6),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
                .treatAllWarnings(as: .error),
            ]
        )
    ]
)
