// swift-tools-version: 6.2
import PackageDescription

// What every Swift target is compiled with: Swift 6, the upcoming features that the house style
// asks for, and no warning left standing.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// A library target of ours, with its test target where there is one.
func idea(
    _ name: String,
    _ dependencies: [Target.Dependency] = [],
    resources: [Resource]? = nil,
    tests testDependencies: [Target.Dependency]? = []
) -> [Target] {
    let target = Target.target(
        name: name,
        dependencies: dependencies,
        resources: resources,
        swiftSettings: settings
    )
    guard let testDependencies else { return [target] }
    return [
        target,
        .testTarget(
            name: "\(name)Tests",
            dependencies: [.byName(name: name)] + dependencies + testDependencies,
            swiftSettings: settings
        ),
    ]
}

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOWebSocket", package: "swift-nio"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
    .product(name: "AsyncHTTPClient", package: "async-http-client"),
    .product(name: "Logging", package: "swift-log"),
]

// In the order of the layers: a target imports only those above it.
let layers: [[Target]] = [
    [
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CStemmer", providers: [.apt(["libstemmer-dev"])]),
        .systemLibrary(
            name: "CSecp256k1",
            pkgConfig: "libsecp256k1",
            providers: [.apt(["libsecp256k1-dev"])]
        ),
        .target(name: "CHeadwaterKernels"),
        // Its table is compiled in by the one C file.
        .target(name: "CHeadwaterTables", exclude: ["static_table.bin"]),
    ],
    idea("HeadwaterCore"),
    idea("HeadwaterEvents", ["HeadwaterCore"]),
    idea("HeadwaterText", ["HeadwaterCore", "CStemmer"]),
    idea("HeadwaterLog", ["HeadwaterCore", "HeadwaterEvents"]),
    idea(
        "HeadwaterSQLite",
        [
            "HeadwaterCore", "HeadwaterEvents", "HeadwaterLog",
            .product(name: "GRDB", package: "GRDB.swift"),
        ]
    ),
    idea("HeadwaterCatalog", ["HeadwaterCore", "HeadwaterEvents", "HeadwaterLog"]),
    idea("HeadwaterSimulation", ["HeadwaterCore", "HeadwaterEvents"]),
    idea(
        "HeadwaterVisibility",
        ["HeadwaterCore", "HeadwaterEvents", "HeadwaterLog", "HeadwaterCatalog"],
        tests: ["HeadwaterSimulation"]
    ),
    idea(
        "HeadwaterMeaning",
        [
            "HeadwaterCore", "HeadwaterEvents", "HeadwaterText", "HeadwaterLog",
            "HeadwaterCatalog", "CHeadwaterKernels", "CHeadwaterTables", "CZlib",
        ]
    ),
    idea(
        "HeadwaterIndex",
        [
            "HeadwaterCore", "HeadwaterEvents", "HeadwaterText", "HeadwaterLog",
            "HeadwaterCatalog", "HeadwaterVisibility", "HeadwaterMeaning",
        ]
    ),
    idea(
        "HeadwaterGraph",
        ["HeadwaterCore", "HeadwaterEvents", "HeadwaterLog", "HeadwaterCatalog"],
        tests: ["HeadwaterSimulation"]
    ),
    idea(
        "HeadwaterLearn",
        [
            "HeadwaterCore", "HeadwaterEvents", "HeadwaterLog", "HeadwaterCatalog",
            "HeadwaterGraph", "HeadwaterMeaning", "CHeadwaterKernels",
        ],
        tests: ["HeadwaterSimulation"]
    ),
    idea(
        "HeadwaterFeed",
        [
            "HeadwaterCore", "HeadwaterEvents", "HeadwaterText", "HeadwaterLog",
            "HeadwaterCatalog", "HeadwaterVisibility", "HeadwaterMeaning", "HeadwaterGraph",
            "HeadwaterLearn",
        ],
        tests: ["HeadwaterSimulation"]
    ),
    idea(
        "HeadwaterAnswers",
        [
            "HeadwaterCore", "HeadwaterEvents", "HeadwaterText", "HeadwaterLog",
            "HeadwaterCatalog", "HeadwaterVisibility", "HeadwaterIndex",
        ]
    ),
    idea(
        "HeadwaterIngest",
        [
            "HeadwaterCore", "HeadwaterEvents", "HeadwaterLog", "CZstd", "CZlib",
            .product(name: "Crypto", package: "swift-crypto"),
        ] + nio
    ),
    idea(
        "HeadwaterEngine",
        [
            "HeadwaterCore", "HeadwaterEvents", "HeadwaterText", "HeadwaterLog",
            "HeadwaterCatalog", "HeadwaterVisibility", "HeadwaterMeaning", "HeadwaterIndex",
            "HeadwaterGraph", "HeadwaterLearn", "HeadwaterFeed", "HeadwaterAnswers",
        ],
        tests: ["HeadwaterSQLite", "HeadwaterSimulation"]
    ),
    idea(
        "HeadwaterDemo",
        ["HeadwaterCore", "HeadwaterEvents"],
        resources: [.copy("Resources")]
    ),
    idea(
        "HeadwaterServer",
        [
            "HeadwaterCore", "HeadwaterEvents", "HeadwaterLog", "HeadwaterIngest",
            "HeadwaterCatalog", "HeadwaterVisibility", "HeadwaterMeaning", "HeadwaterIndex",
            "HeadwaterGraph", "HeadwaterLearn", "HeadwaterFeed", "HeadwaterAnswers",
            "HeadwaterEngine", "HeadwaterDemo", "CZstd", "CZlib", "CSecp256k1",
            .product(name: "Hummingbird", package: "hummingbird"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "HTTPTypes", package: "swift-http-types"),
            .product(name: "JWTKit", package: "jwt-kit"),
            .product(name: "Crypto", package: "swift-crypto"),
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .product(name: "Logging", package: "swift-log"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        ],
        resources: [.copy("Console")],
        tests: [
            "HeadwaterSQLite", .product(name: "HummingbirdTesting", package: "hummingbird"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
        ]
    ),
    [
        .executableTarget(
            name: "headwater",
            dependencies: [
                "HeadwaterCore", "HeadwaterEvents", "HeadwaterLog", "HeadwaterSQLite",
                "HeadwaterText", "HeadwaterIngest", "HeadwaterCatalog", "HeadwaterSimulation",
                "HeadwaterVisibility",
                "HeadwaterMeaning", "HeadwaterIndex", "HeadwaterGraph", "HeadwaterLearn",
                "HeadwaterFeed", "HeadwaterAnswers", "HeadwaterEngine", "HeadwaterDemo",
                "HeadwaterServer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        )
    ],
]

let package = Package(
    name: "headwater",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "headwater", targets: ["headwater"]),
        // For Benchmarks/, a package of its own.
        .library(
            name: "HeadwaterParts",
            targets: [
                "HeadwaterCore", "HeadwaterEvents", "HeadwaterLog", "HeadwaterSQLite",
                "HeadwaterCatalog", "HeadwaterSimulation", "HeadwaterVisibility",
                "HeadwaterMeaning", "HeadwaterGraph", "HeadwaterLearn", "HeadwaterFeed",
                "HeadwaterEngine",
            ]
        ),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", exact: "2.28.1"),
        .package(url: "https://github.com/apple/swift-nio.git", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-http-types.git", exact: "1.8.0"),
        .package(url: "https://github.com/swift-server/async-http-client.git", exact: "1.37.0"),
        .package(url: "https://github.com/groue/GRDB.swift.git", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log.git", exact: "1.16.2"),
        .package(
            url: "https://github.com/swift-server/swift-service-lifecycle.git",
            exact: "2.13.0"
        ),
        .package(url: "https://github.com/vapor/jwt-kit.git", exact: "5.7.1"),
        .package(url: "https://github.com/apple/swift-crypto.git", exact: "4.5.2"),
    ],
    targets: layers.flatMap { $0 }
        // The house style as a test.
        + [.testTarget(name: "TidyTests", swiftSettings: settings)]
)
