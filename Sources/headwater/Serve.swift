import ArgumentParser
import Foundation
import HeadwaterCore
import HeadwaterDemo
import HeadwaterEngine
import HeadwaterEvents
import HeadwaterIngest
import HeadwaterServer
import Logging
import NIOCore

/// `headwater serve`: the API, the console and the connectors over one data directory.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the API and the console, and follow live sources.",
        discussion: """
            Each option is an environment variable too, named in brackets. Keys, without which only \
            this machine may call, come from HEADWATER_KEYS alone: name:secret:scope+scope,…
            """
    )

    @OptionGroup var data: DataOption

    @Option(help: "The address to listen on. [HEADWATER_HOST, else 127.0.0.1]")
    var host: String?

    @Option(help: "The port to listen on. [HEADWATER_PORT, else 8080]")
    var port: Int?

    @Option(
        name: .customLong("follow"),
        parsing: .singleValue,
        help: ArgumentHelp(
            "A live source: jetstream, or jetstream=WSURL. May be repeated. [HEADWATER_FOLLOW]",
            valueName: "source"
        )
    )
    var sources: [String] = []

    @Option(
        help: ArgumentHelp(
            "A file that declares feeds beside the main one. [HEADWATER_SURFACES]",
            valueName: "file"
        )
    )
    var surfaces: String?

    @Flag(help: "Play the demo town's day. [HEADWATER_DEMO=1]")
    var demo = false

    @OptionGroup var knobs: KnobOptions

    @OptionGroup var media: MediaOptions

    @OptionGroup var bluesky: BlueskyOptions

    @OptionGroup var dialects: DialectOptions

    func run() async throws {
        let isDemo = demo || Environment.text("DEMO") == "1"
        let followed = try followedSources()
        let settings = try settings(isDemo: isDemo)
        let feeds = try readSurfaces(surfaces ?? Environment.text("SURFACES"))
        try bluesky.check(feeds)
        let directory = try data.make()

        var logger = Logger(label: "headwater") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .notice
        let box = EngineBox()
        let board = SourceBoard()
        let server = try Server(settings, engine: box, sources: board, logger: logger)

        // The log is opened before anything listens: a second process ends here, with one line.
        let log = try await onThread { try openLog(directory, settings.knobs) }
        let opening = Task.detached {
            try await onThread {
                try openEngine(log, directory, settings.knobs, feeds) { box.report(progress: $0) }
            }
        }
        let feeding = Task.detached {
            let engine = try await opening.value
            box.put(engine)
            let feeding = Feeding(
                engine: engine,
                board: board,
                knobs: settings.knobs,
                logger: logger
            )
            await feeding.run(followed, isDemo: isDemo)
        }
        defer { feeding.cancel() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await server.run { port in
                        Task {
                            guard let isOpen = await Self.isOpen(opening) else { return }
                            Self.announce(settings, port: port, isDemo: isDemo, isOpen: isOpen)
                        }
                    }
                } catch let error as IOError where error.errnoCode == EADDRINUSE {
                    throw SettingError(
                        "port \(settings.port) is in use: stop what uses it, or choose another "
                            + "with --port"
                    )
                }
            }
            // A log that can't be replayed ends the server too. At once, as nothing is to be saved,
            // and what stopping it in the middle has to say would bury what is wrong.
            group.addTask {
                do { _ = try await opening.value } catch { Headwater.exit(withError: error) }
                try await Task.sleep(for: .seconds(1_000_000_000))
            }
            defer { group.cancelAll() }
            try await group.next()
        }
        feeding.cancel()
        _ = await feeding.result
        // The server has been asked to stop, and has answered what was under way.
        box.stop()
        let engine = try await opening.value
        try await onThread { try engine.stop() }
        say("Headwater has saved everything and stopped.")
    }

    private func settings(isDemo: Bool) throws -> ServerSettings {
        let settings = ServerSettings(
            host: host ?? Environment.text("HOST") ?? "127.0.0.1",
            port: try port ?? Environment.number("PORT") ?? 8080,
            keys: try Environment.keys,
            viewerSecret: Environment.text("VIEWER_SECRET"),
            origins: Environment.list("ORIGINS"),
            knobs: try knobs.values,
            isDemo: isDemo,
            gorse: try dialects.gorse,
            bluesky: try bluesky.settings,
            mediaHosts: media.names,
            hasMediaProxy: media.hasProxy
        )
        do { try settings.check() } catch { throw ValidationError("\(error)") }
        return settings
    }

    private func followedSources() throws -> [FollowedSource] {
        let all = sources.isEmpty ? Environment.list("FOLLOW") : sources
        return try all.map { text in
            guard let source = FollowedSource(text) else {
                throw ValidationError(
                    "--follow \(text): there is jetstream, and jetstream=ws://HOST/subscribe"
                )
            }
            return source
        }
    }

    /// Whether the log has been read by the time that whoever started the server looks up; nil where
    /// it can't be, of which more is said elsewhere.
    private static func isOpen(_ opening: Task<Engine, any Error>) async -> Bool? {
        // No group of tasks: it would wait for the slower of the two.
        let (answers, source) = AsyncStream.makeStream(of: Bool.self)
        Task {
            do { _ = try await opening.value } catch { return source.finish() }
            source.yield(true)
        }
        let timer = Task {
            try await Task.sleep(for: .seconds(2))
            source.yield(false)
        }
        defer { timer.cancel() }
        for await answer in answers { return answer }
        return nil
    }

    private static func announce(
        _ settings: ServerSettings,
        port: Int,
        isDemo: Bool,
        isOpen: Bool
    ) {
        let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        let address = "http://\(host):\(port)"
        say("Headwater \(Server.version) serves at \(address)")
        if !isOpen { say("  It is reading its log first, and answers once that is done.") }
        if isDemo {
            say("  The demo town Varnhaven is having a day. Open \(address) in a browser, or try:")
            say("  curl '\(address)/v1/feed?viewer=me&limit=5'")
            say(
                "  curl \(address)/v1/ask -d "
                    + "'{\"question\":\"How many people were injured at Linsey Bridge?\"}'"
            )
        }
        say("  Stop it with Ctrl-C: it saves everything first.")
    }
}

/// A live source that was asked for.
enum FollowedSource: Sendable {
    case jetstream(url: String?)

    init?(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.first == "jetstream" else { return nil }
        if parts.count == 2 {
            guard parts[1].hasPrefix("ws://") || parts[1].hasPrefix("wss://") else { return nil }
            self = .jetstream(url: parts[1])
        } else {
            self = .jetstream(url: nil)
        }
    }
}

/// Runs blocking work on a thread of its own.
func onThread<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        BlockingThread.detach { continuation.resume(with: Result { try body() }) }
    }
}
