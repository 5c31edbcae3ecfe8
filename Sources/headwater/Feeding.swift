import HeadwaterCore
import HeadwaterDemo
import HeadwaterEngine
import HeadwaterEvents
import HeadwaterIngest
import HeadwaterServer
import Logging
import Synchronization

/// Runs the sources that bring events in while the server serves.
struct Feeding: Sendable {
    let engine: Engine
    let board: SourceBoard
    let knobs: Knobs
    let logger: Logger
    private let demoCounter = Counter()

    init(engine: Engine, board: SourceBoard, knobs: Knobs, logger: Logger) {
        self.engine = engine
        self.board = board
        self.knobs = knobs
        self.logger = logger
    }

    /// Runs all sources until the task is cancelled.
    ///
    /// One that fails says so and leaves the others alone.
    func run(_ followed: [FollowedSource], isDemo: Bool) async {
        await withTaskGroup(of: Void.self) { group in
            if isDemo {
                let counter = demoCounter
                board.add {
                    SourceStatus(
                        name: "Varnhaven",
                        kind: "demo",
                        state: "live",
                        events: counter.value
                    )
                }
                group.addTask { await keepGoing("The demo") { try await playDemo() } }
            }
            for source in followed {
                switch source {
                case .jetstream(let url):
                    group.addTask {
                        await keepGoing("Jetstream") { try await follow(jetstream: url) }
                    }
                }
            }
        }
    }

    /// Starts a source again where it failed, as on a full disk, after a pause.
    private func keepGoing(_ name: String, _ body: () async throws -> Void) async {
        while !Task.isCancelled {
            do {
                try await body()
                return
            } catch is CancellationError {
                return
            } catch {
                logger.error("\(name) stopped and goes on in 5 s: \(error)")
                do { try await Task.sleep(for: .seconds(5)) } catch { return }
            }
        }
    }

    private func playDemo() async throws {
        let counter = demoCounter
        let player = DemoPlayer(try DemoTown(), time: SystemTime())
        let saved = try engine.cursor(of: "demo")
        try await player.run(from: saved) { events, cursor, isHistory in
            var rest = events[...]
            // The cursor goes with the last piece: it says that all before it is in.
            repeat {
                let piece = Array(rest.prefix(1024))
                rest = rest.dropFirst(1024)
                _ = try await engine.ingest(
                    piece,
                    cursors: rest.isEmpty ? ["demo": cursor] : [:],
                    isHistory: isHistory
                )
                counter.add(piece.count)
            } while !rest.isEmpty
        }
    }

    private func follow(jetstream url: String?) async throws {
        var settings = JetstreamSettings()
        settings.knobs = knobs
        if let url { settings.urls = [url] }
        var handleSettings = HandleDirectory.Settings()
        handleSettings.knobs = knobs
        if let directory = Environment.text("PLC_DIRECTORY") {
            handleSettings.directoryURL = directory
        }
        let sink = EngineSink(engine: engine)
        let engine = engine
        let handles = HandleDirectory(
            handleSettings,
            logger: logger,
            isKnown: { engine.hasHandle($0) }
        )
        let connector = JetstreamConnector(settings, directory: handles, logger: logger)
        board.add { SourceStatus(connector, kind: "jetstream") }
        board.add { SourceStatus(handles, kind: "handles") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await connector.run(into: sink) }
            group.addTask { try await handles.run(into: sink) }
            try await group.waitForAll()
        }
    }
}

/// Hands a connector's events to the engine.
struct EngineSink: EventSink {
    let engine: Engine

    func accept(_ events: [Event], cursor: String?, of connector: String) async throws {
        _ = try await engine.ingest(events, cursors: cursor.map { [connector: $0] } ?? [:])
    }

    func cursor(of connector: String) async throws -> String? {
        let engine = engine
        return try await onThread { try engine.cursor(of: connector) }
    }
}

/// A number that tasks add to.
final class Counter: Sendable {
    private let number = Atomic<Int>(0)
    var value: Int { number.load(ordering: .relaxed) }
    func add(_ count: Int) { number.add(count, ordering: .relaxed) }
}

extension SourceStatus {
    init(_ connector: some Connector, kind: String) {
        let status = connector.status
        self.init(
            name: status.source.isEmpty ? connector.name : status.source,
            kind: kind,
            state: status.phase.rawValue,
            events: Int(status.events),
            lagMs: status.latest.map { max(0, SystemTime().now.milliseconds(since: $0)) },
            message: status.warning ?? status.lastFailure
        )
    }
}
