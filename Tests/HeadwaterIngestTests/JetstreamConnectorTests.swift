import Foundation
import HeadwaterCore
import HeadwaterEvents
import Synchronization
import Testing

@testable import HeadwaterIngest

/// The connector against an independent WebSocket server that misbehaves.
@Suite(.enabled(if: PeerServer.python != nil, PeerServer.absence), .serialized)
struct JetstreamConnectorTests {
    /// Settings that make a test quick: short pauses, a short silence.
    private func settings(
        _ server: PeerServer,
        scheme: String = "ws"
    ) async throws
        -> JetstreamSettings
    {
        var settings = JetstreamSettings()
        settings.urls = [try await server.url(scheme)]
        settings.knobs.set(IngestKnobs.backoffFirstMs, to: 2)
        settings.knobs.set(IngestKnobs.backoffLastMs, to: 10)
        settings.knobs.set(IngestKnobs.silenceMs, to: 60_000)
        // Synthetic events are 50 ms apart: a connection goes back by a hundred of them.
        settings.knobs.set(IngestKnobs.rewindMs, to: 5_000)
        return settings
    }

    /// Follows the server until everything that is expected has arrived, and checks that nothing
    /// else has.
    @discardableResult
    private func follow(
        _ server: PeerServer,
        _ settings: JetstreamSettings,
        sink: RecordingSink = RecordingSink(cursor: "1")
    ) async throws -> (RecordingSink, ConnectorStatus) {
        let connector = JetstreamConnector(settings)
        let expected = try await server.expected()
        let task = Task { try await connector.run(into: sink) }
        await sink.waitFor(expected.count)
        task.cancel()
        try await task.value
        #expect(connector.status.phase == .stopped)
        #expect(sink.lines == expected)
        let cursors = sink.state.withLock { $0.cursors }
        #expect(cursors == cursors.sorted(), "a saved cursor went back")
        return (sink, connector.status)
    }

    @Test(arguments: [true, false])
    func everyEventArrives(compresses: Bool) async throws {
        let server = try PeerServer(events: 2000)
        var settings = try await settings(server)
        settings.compresses = compresses
        let (sink, status) = try await follow(server, settings)
        #expect(status.connections == 1)
        #expect(status.rejected.isEmpty)
        #expect(status.messages == 2010)
        #expect(sink.state.withLock { $0.duplicates } == 0)
        #expect(sink.state.withLock { $0.batches.allSatisfy { $0 <= 512 } })
        #expect(try await server.first("CLOSED") == "1001")
        try server.stop()
    }

    @Test(arguments: UInt64(1)...3)
    func nothingIsLostOverTwentyRandomDrops(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let script = (0..<20).map { _ in "drop:\(Int.random(in: 0...400, using: &random))" }
        let server = try PeerServer(events: 4000, script: script, seed: seed)
        var settings = try await settings(server)
        settings.compresses = seed % 2 == 0
        settings.seed = seed
        try await follow(server, settings)
        // Counted by the server: one that breaks off at once may never have opened for us.
        #expect(server.lines.count { $0.hasPrefix("CONNECT") } == 21, "seed \(seed)")
        try server.stop()
    }

    @Test func itGoesOnFromTheSavedCursorLessTheRewind() async throws {
        let server = try PeerServer(events: 1000, script: ["close:500"])
        let settings = try await settings(server)
        let (sink, status) = try await follow(server, settings)
        let asked = server.lines.compactMap { line -> Int64? in
            let words = line.split(separator: " ")
            return words.count == 4 && words[0] == "CONNECT" ? Int64(words[3]) : nil
        }
        #expect(asked.count == 2)
        let saved = sink.state.withLock { $0.cursors }
        #expect(saved.contains { $0 - 5_000_000 == asked[1] })
        // The hundred events of the overlap came twice and counted once.
        #expect(sink.state.withLock { $0.duplicates } > 50)
        #expect(status.lastFailure?.contains("1001") == true)
        try server.stop()
    }

    @Test func refusalsSilenceRepeatsFragmentsAndPingsAreSurvived() async throws {
        let script = [
            "refuse", "refuse", "silent:150", "reject", "repeat:3", "close:300", "fragment",
        ]
        for (number, word) in script.enumerated() {
            let server = try PeerServer(events: 600, script: [word, "ping:120"], seed: 9)
            var settings = try await settings(server)
            settings.compresses = number % 2 == 0
            if word.hasPrefix("silent") { settings.knobs.set(IngestKnobs.silenceMs, to: 400) }
            let (_, status) = try await follow(server, settings)
            switch word {
            case "refuse": #expect(status.lastFailure?.contains("503") == true)
            case "reject": #expect(status.lastFailure?.contains("400") == true)
            case "silent:150": #expect(status.lastFailure?.contains("nothing has come") == true)
            case "close:300":
                #expect(status.connections == 2)
                #expect(server.lines.contains("PONG"))
            default: #expect(status.connections == 1)
            }
            try server.stop()
        }
    }

    @Test(arguments: [true, false])
    func damagedMessagesAreCountedAndPassedOver(compresses: Bool) async throws {
        let server = try PeerServer(events: 500, script: ["damage:100"])
        var settings = try await settings(server)
        settings.compresses = compresses
        let (_, status) = try await follow(server, settings)
        #expect(status.connections == 1)
        let rejected = status.rejected.values.reduce(0, +)
        #expect(rejected == Int64(compresses ? 18 : 16) * 6)
        #expect(status.rejected["compression"] == Int64(compresses ? 7 : 5) * 6)
        #expect(status.lastRejection != nil)
        try server.stop()
    }

    @Test func aMessageBeyondTheLimitEndsTheConnectionNotTheConnector() async throws {
        let server = try PeerServer(events: 500, script: ["huge:200"])
        let (_, status) = try await follow(server, try await settings(server))
        #expect(status.connections == 2)
        #expect(status.lastFailure?.contains("protocol") == true)
        try server.stop()
    }

    @Test func whatTheHostHasLostIsReportedAsAGap() async throws {
        let server = try PeerServer(events: 3000, script: ["close:500", "late:120000"])
        let connector = JetstreamConnector(try await settings(server))
        let sink = RecordingSink(cursor: "1")
        let task = Task { try await connector.run(into: sink) }
        // 120 s are 2,400 events: some hundred are left after the gap.
        try await server.wait { lines in lines.contains { $0.hasPrefix("CONNECT 1 ") } }
        await sink.waitFor(600)
        task.cancel()
        try await task.value
        // The golden events lie days before "1 µs after 1970", which is a gap too, as it should be.
        #expect(connector.status.gaps == 2)
        #expect(connector.status.warning?.contains("may be missing") == true)
        try server.stop()
    }

    @Test func aFailingSinkIsTriedAgainFromItsCursor() async throws {
        let server = try PeerServer(events: 1000, seed: 4)
        let sink = RecordingSink(cursor: "1") { call in
            if call % 3 == 1 { throw RecordingSink.Refusal() }
        }
        let (_, status) = try await follow(server, try await settings(server), sink: sink)
        #expect(status.connections > 1)
        #expect(status.lastFailure?.contains("Refusal") == true)
        try server.stop()
    }

    @Test func aBusySinkHoldsTheSocketBack() async throws {
        // Half a gigabyte: far more than the buffers of the sockets hold.
        let server = try PeerServer(events: 60_000, padding: 8000)
        let release = AsyncStream.makeStream(of: Void.self)
        let sink = RecordingSink(cursor: "1") { call in
            guard call == 0 else { return }
            for await _ in release.stream { break }
        }
        var settings = try await settings(server)
        settings.compresses = false
        let connector = JetstreamConnector(settings)
        let task = Task { try await connector.run(into: sink) }
        let sent = try #require(Int(try await server.first("STALLED")))
        #expect(sent < 20_000, "the server could send \(sent) messages to a client that rests")
        #expect(connector.status.messages < 1000)
        release.continuation.yield()
        await sink.waitFor(sent + 500)
        task.cancel()
        try await task.value
        try server.stop()
    }

    @Test func severalHostsTakeTurns() async throws {
        let server = try PeerServer(events: 300)
        var settings = try await settings(server)
        // Nobody listens on the first; the second is no WebSocket's host at all.
        settings.urls = ["ws://127.0.0.1:1", "ws://no-such-host.invalid"] + settings.urls
        let (_, status) = try await follow(server, settings)
        #expect(status.source.contains("127.0.0.1:"))
        #expect(status.connections == 1)
        try server.stop()
    }

    @Test func anEncryptedConnectionIsMadeOnlyWithATrustedHost() async throws {
        let folder = try TemporaryFolder()
        let certificate = try #require(try Self.makeCertificate(in: folder), "openssl is missing")
        let server = try PeerServer(events: 300, certificate: certificate)
        var settings = try await settings(server, scheme: "wss")
        settings.authoritiesPath = certificate.path
        try await follow(server, settings)

        settings.authoritiesPath = nil
        let attempts = Mutex(0)
        let refused = JetstreamConnector(settings) { _ in
            let count = attempts.withLock { count in
                count += 1
                return count
            }
            if count == 3 { throw CancellationError() }
        }
        try await refused.run(into: RecordingSink())
        #expect(refused.status.connections == 0)
        #expect(refused.status.lastFailure?.contains("CERTIFICATE_VERIFY_FAILED") == true)
        try server.stop()
    }

    @Test func anAddressThatIsNoneIsAnError() async throws {
        var settings = JetstreamSettings()
        settings.urls = ["http://example.com"]
        await #expect(throws: ConnectorError.badURL("http://example.com")) {
            try await JetstreamConnector(settings).run(into: RecordingSink())
        }
    }

    /// A certificate for 127.0.0.1 that is its own authority.
    private static func makeCertificate(
        in folder: TemporaryFolder
    ) throws -> (path: String, key: String)? {
        let key = folder.url.appendingPathComponent("key.pem").path
        let path = folder.url.appendingPathComponent("certificate.pem").path
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = [
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out",
            path, "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? (path, key) : nil
    }
}
