import Foundation

/// The program `headwater` that was built beside these tests.
enum CommandLineTool {
    /// What a run came to.
    struct Outcome: Sendable {
        var status: Int32
        var out: String
        var errors: String
    }

    /// Where it is; nil where these tests were built without it.
    static let path: String? = {
        let here = ProcessInfo.processInfo.arguments.first ?? ""
        let directory = URL(fileURLWithPath: here).resolvingSymlinksInPath()
            .deletingLastPathComponent()
        let path = directory.appendingPathComponent("headwater").path
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }()

    /// Runs it to its end, against a server on this port where there is one.
    static func run(_ arguments: [String], port: Int? = nil) async throws -> Outcome {
        try await withCheckedThrowingContinuation { continuation in
            let process = Process()
            process.executableURL = URL(fileURLWithPath: path ?? "/nowhere")
            process.arguments = arguments
            process.environment = port.map { ["HEADWATER_SERVER": "http://127.0.0.1:\($0)"] } ?? [:]
            let (out, errors) = (Pipe(), Pipe())
            process.standardOutput = out
            process.standardError = errors
            do { try process.run() } catch { return continuation.resume(throwing: error) }
            Thread.detachNewThread {
                let said = out.fileHandleForReading.readDataToEndOfFile()
                let wrong = errors.fileHandleForReading.readDataToEndOfFile()
                process.waitUntilExit()
                continuation.resume(
                    returning: Outcome(
                        status: process.terminationStatus,
                        out: String(decoding: said, as: UTF8.self),
                        errors: String(decoding: wrong, as: UTF8.self)
                    )
                )
            }
        }
    }
}
