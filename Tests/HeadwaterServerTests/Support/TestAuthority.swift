import Foundation
import NIOSSL

/// An authority that signs certificates of this machine's, made anew for each run by openssl.
struct TestAuthority: Sendable {
    struct Failure: Error { var text: String }

    /// What a server shows, and its key.
    struct Certificate: Sendable {
        /// How a server with it is set up.
        let server: TLSConfiguration
    }

    /// Where openssl is; nil where it isn't installed.
    static let openssl = [
        "/usr/bin/openssl", "/usr/local/bin/openssl", "/opt/homebrew/bin/openssl",
    ]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// Its own certificate.
    let root: NIOSSLCertificate
    private let rootFile: [UInt8]
    private let rootKey: [UInt8]

    init() throws {
        let files = try Self.inFolder { folder in
            try Self.run(
                ["req", "-x509"] + Self.newKey + ["-keyout", "ca.key", "-out", "ca.pem"]
                    + ["-days", "2", "-subj", "/CN=An authority of tests"],
                folder
            )
            return try [Self.read("ca.pem", folder), Self.read("ca.key", folder)]
        }
        (rootFile, rootKey) = (files[0], files[1])
        root = try NIOSSLCertificate(bytes: rootFile, format: .pem)
    }

    /// A certificate for these names, signed by it.
    func certificate(_ names: String...) throws -> Certificate {
        let files = try Self.inFolder { folder in
            try Data(rootFile).write(to: folder.appendingPathComponent("ca.pem"))
            try Data(rootKey).write(to: folder.appendingPathComponent("ca.key"))
            let list = names.map { "DNS:\($0)" }.joined(separator: ",")
            try Data("subjectAltName=\(list)\n".utf8)
                .write(to: folder.appendingPathComponent("names"))
            try Self.run(
                ["req"] + Self.newKey + ["-keyout", "key", "-out", "asked", "-subj", "/CN=a host"],
                folder
            )
            try Self.run(
                ["x509", "-req", "-in", "asked", "-CA", "ca.pem", "-CAkey", "ca.key"]
                    + ["-CAcreateserial", "-days", "2", "-out", "signed", "-extfile", "names"],
                folder
            )
            return try [Self.read("signed", folder), Self.read("key", folder)]
        }
        return Certificate(
            server: .makeServerConfiguration(
                certificateChain: [
                    .certificate(try NIOSSLCertificate(bytes: files[0], format: .pem))
                ],
                privateKey: .privateKey(try NIOSSLPrivateKey(bytes: files[1], format: .pem))
            )
        )
    }

    /// How a client is set up that trusts it and nobody else.
    var client: TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates([root])
        return configuration
    }

    private static let newKey = [
        "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
    ]

    private static func inFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("headwater-authority-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let result = Result { try body(folder) }
        try FileManager.default.removeItem(at: folder)
        return try result.get()
    }

    private static func read(_ name: String, _ folder: URL) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
    }

    private static func run(_ arguments: [String], _ folder: URL) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: openssl ?? "/nowhere")
        process.arguments = arguments
        process.currentDirectoryURL = folder
        let said = Pipe()
        process.standardError = said
        process.standardOutput = said
        try process.run()
        let text = said.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(text: String(decoding: text, as: UTF8.self))
        }
    }
}
