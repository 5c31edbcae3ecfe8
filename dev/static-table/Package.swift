// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that building Headwater doesn't build it; see make.py.
let package = Package(
    name: "static-table",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "headwater", path: "../..")],
    targets: [
        .executableTarget(
            name: "dump",
            dependencies: [.product(name: "HeadwaterParts", package: "headwater")],
            swiftSettings: [.swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny")]
        )
    ]
)
