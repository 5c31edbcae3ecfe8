import Foundation
import Synchronization
import Testing

/// `Tests/Peers/jetstream_server.py`, running.
final class PeerServer: Sendable {
    /// The Python that has what `Tests/Peers/requirements.txt` names; nil where none is given.
    static let python = ProcessInfo.processInfo.environment["HEADWATER_PYTHON"]
    static let absence: Comment =
        "HEADWATER_PYTHON names no Python with Tests/Peers/requirements.txt"

    private struct State {
        var lines: [String] = []
        var isOver = false
        var waiters: [(@Sendable ([String]) -> Bool, CheckedContinuation<Void, any Error>)] = []
    }

    struct Ended: Error { var lines: [String] }

    private let process = Mutex<Process?>(nil)
    private let input = Pipe()
    private let state = Mutex(State())

    /// Starts a server that behaves as its script says, one word for each connection.
    init(
        events: Int,
        script: [String] = [],
        seed: UInt64 = 0,
        padding: Int = 0,
        certificate: (path: String, key: String)? = nil
    ) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.python ?? "/usr/bin/python3")
        process.arguments =
            [
                Fixtures.tests.appendingPathComponent("Peers/jetstream_server.py").path,
                "--golden", Fixtures.jetstream.appendingPathComponent("golden_v1.jsonl").path,
                "--dictionary",
                Fixtures.jetstream.appendingPathComponent("legacy_subscribe.zdict").path,
                "--events", "\(events)", "--seed", "\(seed)", "--padding", "\(padding)",
            ] + (certificate.map { ["--certificate", $0.path, "--key", $0.key] } ?? [])
            + ["--script"] + script
        process.standardInput = input
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        self.process.withLock { $0 = process }
        let handle = output.fileHandleForReading
        Thread.detachNewThread { [self] in
            var rest = Data()
            while true {
                let data = handle.availableData
                if data.isEmpty { break }
                rest.append(data)
                while let end = rest.firstIndex(of: 0x0A) {
                    note(String(decoding: rest[rest.startIndex..<end], as: UTF8.self))
                    rest = Data(rest[(end + 1)...])
                }
            }
            finish()
        }
    }

    /// Ends the server.
    func stop() throws { try input.fileHandleForWriting.close() }

    /// What the server has said so far.
    var lines: [String] { state.withLock { $0.lines } }

    /// The rest of the first line that begins with that word, as soon as there is one.
    func first(_ word: String) async throws -> String {
        try await wait { $0.contains { $0.hasPrefix(word + " ") || $0 == word } }
        let line = lines.first { $0.hasPrefix(word + " ") || $0 == word } ?? ""
        return String(line.dropFirst(word.count + 1))
    }

    /// Returns once what the server has said is so.
    func wait(until isSo: @escaping @Sendable ([String]) -> Bool) async throws {
        try await withCheckedThrowingContinuation { continuation in
            let answer: Result<Void, any Error>? = state.withLock { state in
                if isSo(state.lines) { return .success(()) }
                if state.isOver { return .failure(Ended(lines: state.lines)) }
                state.waiters.append((isSo, continuation))
                return nil
            }
            if let answer { continuation.resume(with: answer) }
        }
    }

    /// Where it serves.
    func url(_ scheme: String = "ws") async throws -> String {
        "\(scheme)://127.0.0.1:\(try await first("PORT"))"
    }

    /// The events that must arrive, as ``RecordingSink`` words them, sorted.
    func expected() async throws -> [String] {
        let path = try await first("EXPECT")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return text.split(separator: "\n").map(String.init).sorted()
    }

    private func note(_ line: String) {
        let ready = state.withLock { state in
            state.lines.append(line)
            let lines = state.lines
            let ready = state.waiters.filter { $0.0(lines) }.map(\.1)
            state.waiters.removeAll { $0.0(lines) }
            return ready
        }
        for waiter in ready { waiter.resume() }
    }

    private func finish() {
        let (waiters, lines) = state.withLock { state in
            state.isOver = true
            let waiters = state.waiters.map(\.1)
            state.waiters = []
            return (waiters, state.lines)
        }
        for waiter in waiters { waiter.resume(throwing: Ended(lines: lines)) }
    }
}
