public import HeadwaterCore
public import Logging
public import NIOCore
public import NIOPosix
import NIOSSL
import Synchronization

/// Follows Bluesky's Jetstream (version 1 of its wire, `/subscribe`) and hands its events to a
/// sink, live, without losing any that the host still has.
///
/// It connects from the saved cursor less a few seconds, reads batches, hands them over with the
/// cursor to be saved, and reads no more from the socket than a small buffer holds while the sink
/// is busy. Whatever ends the connection, it waits a moment and goes on from the saved cursor: see
/// ``JetstreamSession`` for when and where. A message that can't be understood is counted and
/// passed over. Only an address that is none makes it give up.
///
/// The wire is described in the README of github.com/bluesky-social/jetstream.
public final class JetstreamConnector: Connector {
    private let settings: JetstreamSettings
    private let mapper: JetstreamMapper
    private let directory: HandleDirectory?
    private let clock: any TimeSource
    private let group: any EventLoopGroup
    private let logger: Logger
    private let sleep: @Sendable (Duration) async throws -> Void
    private let state = Mutex(ConnectorStatus())

    /// A connector that has not been started.
    ///
    /// - Parameters:
    ///   - settings: what it follows, and how.
    ///   - mapper: how messages become events.
    ///   - directory: told which accounts post, so that it can look up their handles.
    ///   - clock: where time comes from.
    ///   - group: whose event loops do the network's work.
    ///   - logger: told of connections made and lost.
    ///   - sleep: how it waits between attempts.
    public init(
        _ settings: JetstreamSettings = JetstreamSettings(),
        mapper: JetstreamMapper = JetstreamMapper(),
        directory: HandleDirectory? = nil,
        clock: any TimeSource = SystemTime(),
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        logger: Logger = Logger(label: "headwater.jetstream"),
        sleep: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        }
    ) {
        self.settings = settings
        self.mapper = mapper
        self.directory = directory
        self.clock = clock
        self.group = group
        self.logger = logger
        self.sleep = sleep
    }

    /// The name under which its cursor is saved.
    public var name: String { settings.name }

    /// How it is doing.
    public var status: ConnectorStatus { state.withLock { $0 } }

    /// Runs until the task is cancelled; see ``Connector/run(into:)``.
    public func run(into sink: some EventSink) async throws {
        let hosts = try addresses()
        let tls = try hosts.contains { $0.isSecure } ? tlsContext() : nil
        var session = JetstreamSession(
            settings: settings.session,
            savedUs: try await savedCursor(sink),
            seed: settings.seed
        )
        var action = session.start()
        run: while !Task.isCancelled {
            switch action {
            case .wait(let milliseconds):
                update { $0.phase = .waiting }
                do {
                    try await sleep(.milliseconds(milliseconds))
                } catch {
                    // Only a cancellation ends a pause early.
                    break run
                }
                action = session.waited()
            case .connect(let host, let cursorUs):
                let address = settings.address(hosts[host], cursorUs: cursorUs)
                do {
                    try await follow(address, tls, &session, sink)
                } catch {
                    note(error, from: address)
                }
                action = session.lost()
            }
        }
        update { $0.phase = .stopped }
    }

    /// One connection, from its opening to its end, which it throws.
    private func follow(
        _ address: WebSocketAddress,
        _ tls: NIOSSLContext?,
        _ session: inout JetstreamSession,
        _ sink: some EventSink
    ) async throws -> Never {
        update {
            $0.phase = .connecting
            $0.source = address.displayName
        }
        let connection = try await WebSocketConnection.open(
            address,
            limits: settings.limits,
            tls: address.isSecure ? tls : nil,
            group: group
        )
        defer { connection.stop() }
        update {
            $0.phase = .streaming
            $0.connections += 1
        }
        logger.info("following \(address.displayName)")
        var reader = try JetstreamReader(
            mapper: mapper,
            batchEvents: Int(settings.knobs[IngestKnobs.batchMost]),
            clock: clock
        )
        while true {
            let messages = try await connection.next()
            var firstUs: Int64?
            var posters: [String] = []
            var changed: [String] = []
            var named: [String] = []
            let batches = reader.read(messages) { frame in
                if firstUs == nil { firstUs = frame.timeUs }
                if frame.needsHandle { changed.append(frame.did) }
                if frame.isPost { posters.append(frame.did) }
                if frame.namesHandle { named.append(frame.did) }
            }
            if let firstUs, let gap = session.arrived(timeUs: firstUs) { warn(gap) }
            count(messages, &reader)
            for batch in batches { try await hand(batch, &session, sink) }
            directory?.learned(named)
            directory?.saw(posters: posters, changed: changed)
        }
    }

    private func hand(
        _ batch: JetstreamReader.Batch,
        _ session: inout JetstreamSession,
        _ sink: some EventSink
    ) async throws {
        // The saved cursor never goes back, also where a new connection repeats what is known.
        let cursorUs = batch.cursorUs.map { max($0, session.savedUs ?? 0) }
        try await sink.accept(batch.events, cursor: cursorUs.map(String.init), of: name)
        if let cursorUs { session.saved(upToUs: cursorUs) }
        update {
            $0.events += Int64(batch.events.count)
            if let cursorUs { $0.latest = Timestamp(milliseconds: cursorUs / 1000) }
        }
    }

    private func savedCursor(_ sink: some EventSink) async throws -> Int64? {
        guard let text = try await sink.cursor(of: name) else { return nil }
        guard let cursor = Int64(text), cursor > 0 else {
            // Not to start at all would be worse than to start live, and say so.
            let warning = "the saved cursor '\(text)' is none: following live from here"
            logger.warning("\(warning)")
            update { $0.warning = warning }
            return nil
        }
        return cursor
    }

    private func addresses() throws(ConnectorError) -> [WebSocketAddress] {
        guard !settings.urls.isEmpty else { throw .badURL("") }
        var addresses: [WebSocketAddress] = []
        for url in settings.urls {
            guard let address = WebSocketAddress(url) else { throw .badURL(url) }
            addresses.append(address)
        }
        return addresses
    }

    private func tlsContext() throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        if let path = settings.authoritiesPath { configuration.trustRoots = .file(path) }
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw ConnectorError.badAuthorities(
                path: settings.authoritiesPath ?? "the system's store",
                detail: String(describing: error)
            )
        }
    }
}

extension JetstreamConnector {
    private func update(_ change: (inout ConnectorStatus) -> Void) {
        state.withLock { change(&$0) }
    }

    private func note(_ error: any Error, from address: WebSocketAddress) {
        guard !Task.isCancelled else { return }
        let failure = String(describing: error)
        logger.notice("\(address.displayName): \(failure)")
        update { $0.lastFailure = failure }
    }

    private func warn(_ gap: JetstreamSession.Gap) {
        let asked = Timestamp(milliseconds: gap.askedUs / 1000)
        let first = Timestamp(milliseconds: gap.firstUs / 1000)
        let warning =
            "asked for events from \(asked) on, but they begin at \(first):"
            + " what happened in between may be missing"
        logger.warning("\(warning)")
        update {
            $0.warning = warning
            $0.gaps += 1
        }
    }

    /// Moves the reader's counts into the status.
    private func count(_ messages: [WebSocketMessage], _ reader: inout JetstreamReader) {
        let counts = reader.counts
        reader.counts = JetstreamReader.Counts()
        let bytes = messages.reduce(0) { $0 + $1.bytes.count }
        update {
            $0.messages += Int64(messages.count)
            $0.bytes += Int64(bytes)
            $0.cuts += counts.cuts
            for (reason, count) in counts.skipped {
                $0.skipped[reason.rawValue, default: 0] += count
            }
            for (reason, count) in counts.rejected { $0.rejected[reason, default: 0] += count }
            if let rejection = counts.lastRejection { $0.lastRejection = rejection }
        }
    }
}
