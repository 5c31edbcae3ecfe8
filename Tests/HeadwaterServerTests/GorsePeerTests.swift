import Foundation
import Testing

@testable import HeadwaterServer

/// Gorse's own Python client, which we didn't write, against a server on a real socket.
@Suite("Gorse's API: its own Python client")
struct GorsePeerTests {
    private static let python = ProcessInfo.processInfo.environment["HEADWATER_PYTHON"]
    private static let script = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Peers/gorse_client.py").path

    @Test(
        "Each of its calls does what Gorse does, in both of its clients",
        .enabled(
            if: python != nil,
            "HEADWATER_PYTHON names no Python with Tests/Peers/requirements.txt"
        )
    )
    func client() async throws {
        let settings = { @Sendable (settings: inout ServerSettings) in
            Gorse.spoken(&settings)
            Tokens.keysAlone(&settings)
        }
        try await LiveServer.with(settings) { _, port in
            let python = try #require(Self.python)
            let key = try #require(Tokens.keys.first { $0.name == "all" }?.secret)
            let (status, said) = try await Self.run(
                python,
                [Self.script, "http://127.0.0.1:\(port)", key]
            )
            #expect(status == 0, "\(said)")
            let done = said.split(separator: "\n").filter { $0.hasPrefix("ok ") }
            #expect(done.count == 38, "\(said)")
        }
    }

    /// Runs a program to its end: its status, and what it said.
    private static func run(
        _ program: String,
        _ arguments: [String]
    ) async throws -> (status: Int32, said: String) {
        try await withCheckedThrowingContinuation { continuation in
            let process = Process()
            process.executableURL = URL(fileURLWithPath: program)
            process.arguments = arguments
            let output = Pipe()
            process.standardOutput = output
            process.standardError = output
            do { try process.run() } catch {
                continuation.resume(throwing: error)
                return
            }
            Thread.detachNewThread {
                let said = output.fileHandleForReading.readDataToEndOfFile()
                process.waitUntilExit()
                continuation.resume(
                    returning: (process.terminationStatus, String(decoding: said, as: UTF8.self))
                )
            }
        }
    }
}
