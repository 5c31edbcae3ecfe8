import AsyncHTTPClient
public import HeadwaterCore
import HeadwaterEvents
public import Logging
import NIOCore
import Synchronization

/// Looks up the handles of accounts that post, and hands them to the sink as `account` events.
///
/// Jetstream names accounts by their DID; a handle comes only when it changes. So the connector
/// tells this directory which accounts it saw posting, and this asks the PLC directory (and, for
/// `did:web`, the account's own host) for the document that names the handle: each account once,
/// no more often than the knob says, with pauses after failures, and accounts without a handle not
/// again for a while. What it remembers is bounded. A handle is what the document claims; the
/// protocol's check that the handle's domain leads back to the account is not made.
public final class HandleDirectory: Connector {
    /// Where and how it looks accounts up.
    public struct Settings: Sendable, Hashable {
        /// The directory of `did:plc`, without a slash at the end.
        public var directoryURL = "https://plc.directory"
        /// Whether hosts that `did:web` accounts name are asked, or else left alone.
        public var asksWebHosts = true
        /// How many accounts are looked up at the same time.
        public var concurrency = 8
        /// How often an account is tried before it is left alone.
        public var attempts = 4
        /// The values of ``IngestKnobs``.
        public var knobs = Knobs()
        /// What the jitter of the pauses is drawn from.
        public var seed: UInt64 = 0

        /// The public directory, with the standard knobs.
        public init() {}
    }

    private struct State {
        var queue: HandleQueue
        var status = ConnectorStatus()
        var random: RandomSource
        /// Resumed when something waits.
        var sleeper: CheckedContinuation<Void, Never>?
    }

    private let settings: Settings
    private let clock: any TimeSource
    private let logger: Logger
    private let isKnown: @Sendable (String) -> Bool
    private let webURL: @Sendable (String) -> String
    private let sleep: @Sendable (Duration) async throws -> Void
    private let state: Mutex<State>

    /// A directory that nobody has told of an account.
    ///
    /// - Parameters:
    ///   - settings: where and how it looks accounts up.
    ///   - clock: where time comes from.
    ///   - logger: told of what goes wrong.
    ///   - isKnown: whether an account's handle is known from before; asked once about each account
    ///     that is new here, as after a restart.
    ///   - webURL: where the document of a `did:web` host is.
    ///   - sleep: how it waits.
    public init(
        _ settings: Settings = Settings(),
        clock: any TimeSource = SystemTime(),
        logger: Logger = Logger(label: "headwater.handles"),
        isKnown: @escaping @Sendable (String) -> Bool = { _ in false },
        webURL: @escaping @Sendable (String) -> String = { "https://\($0)/.well-known/did.json" },
        sleep: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        }
    ) {
        self.settings = settings
        self.clock = clock
        self.logger = logger
        self.isKnown = isKnown
        self.webURL = webURL
        self.sleep = sleep
        let queue = HandleQueue(capacity: Int(settings.knobs[IngestKnobs.handlesRemembered]))
        state = Mutex(State(queue: queue, random: RandomSource(seed: settings.seed)))
    }

    /// The name under which its events come.
    public var name: String { "handles" }

    /// How it is doing; `messages` are the accounts looked up.
    public var status: ConnectorStatus { state.withLock { $0.status } }

    /// Takes note of accounts that post, and of those whose handle has changed.
    ///
    /// Returns at once; costs O(1) an account.
    public func saw(posters: [String], changed: [String] = []) {
        guard !posters.isEmpty || !changed.isEmpty else { return }
        let nowMs = clock.now.milliseconds
        let fresh = state.withLock { state in posters.filter { state.queue.isNew($0) } }
        learned(fresh.filter(isKnown))
        let sleeper = state.withLock { state in
            for did in posters where canAsk(did) { state.queue.saw(did, nowMs: nowMs) }
            for did in changed where canAsk(did) { state.queue.changed(did) }
            return state.sleeper.take()
        }
        sleeper?.resume()
    }

    /// Takes note of accounts whose handles are known from elsewhere.
    public func learned(_ dids: [String]) {
        state.withLock { state in
            for did in dids { state.queue.learned(did) }
        }
    }

    private func canAsk(_ did: String) -> Bool {
        did.hasPrefix("did:plc:") || (settings.asksWebHosts && did.hasPrefix("did:web:"))
    }

    /// Runs until the task is cancelled; see ``Connector/run(into:)``.
    public func run(into sink: some EventSink) async throws {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .seconds(10)
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let lookup = HandleLookup(
            directoryURL: settings.directoryURL,
            webURL: webURL,
            timeoutMs: 10_000,
            client: client
        )
        state.withLock {
            $0.status.phase = .streaming
            $0.status.source = settings.directoryURL
        }
        do {
            try await lookUp(lookup, into: sink)
        } catch {
            // Only a cancellation ends the loop.
            logger.debug("stopped: \(error)")
        }
        try await client.shutdown()
        state.withLock { $0.status.phase = .stopped }
    }

    private func lookUp(_ lookup: HandleLookup, into sink: some EventSink) async throws {
        let perSecond = settings.knobs[IngestKnobs.lookupsPerSecond]
        var bucket = TokenBucket(perSecond: perSecond, nowMs: clock.now.milliseconds)
        while true {
            try Task.checkCancellation()
            let nowMs = clock.now.milliseconds
            let allowed = bucket.take(settings.concurrency, nowMs: nowMs)
            guard allowed > 0 else {
                try await sleep(.milliseconds(bucket.waitMs(nowMs: nowMs)))
                continue
            }
            let batch = state.withLock { state in
                (0..<allowed).compactMap { _ in state.queue.next(nowMs: nowMs) }
            }
            bucket.giveBack(allowed - batch.count)
            guard !batch.isEmpty else {
                try await waitForWork()
                continue
            }
            let answers = await withTaskGroup { group in
                for did in batch { group.addTask { (did, await lookup.ask(did)) } }
                var answers: [String: HandleLookup.Answer] = [:]
                for await (did, answer) in group { answers[did] = answer }
                return answers
            }
            try Task.checkCancellation()
            let events = settle(batch, answers)
            if !events.isEmpty { try await hand(events, to: sink) }
        }
    }

    /// Waits until something waits to be looked up, or a moment, so that retries have their turn.
    private func waitForWork() async throws {
        if state.withLock({ $0.queue.waiting }) > 0 { return try await sleep(.milliseconds(100)) }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    guard state.queue.waiting == 0, !Task.isCancelled else { return true }
                    state.sleeper = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.sleeper.take() }?.resume()
        }
    }

    /// Takes note of the answers; returns the events that they make, in the order of the questions.
    private func settle(
        _ batch: [String],
        _ answers: [String: HandleLookup.Answer]
    ) -> [Event] {
        let now = clock.now
        let restUntilMs = now.milliseconds + Int64(settings.knobs[IngestKnobs.handleAbsentMs])
        return state.withLock { state in
            var events: [Event] = []
            for did in batch {
                state.status.messages += 1
                switch answers[did] {
                case .handle(let handle):
                    state.queue.found(did)
                    var event = Account(id: did, at: now)
                    event.handle = handle
                    events.append(.account(event))
                case .absent:
                    state.queue.absent(did, untilMs: restUntilMs)
                    state.status.skipped["absent", default: 0] += 1
                case .failed(let reason, let retryAfterMs):
                    let bound = Int64(500) << min(Int64(state.queue.failures(of: did)), 6)
                    let pauseMs = retryAfterMs ?? bound / 2 + state.random.below(bound)
                    state.queue.failed(
                        did,
                        attempts: settings.attempts,
                        retryAtMs: now.milliseconds + pauseMs,
                        restUntilMs: restUntilMs
                    )
                    state.status.rejected["unreachable", default: 0] += 1
                    state.status.lastFailure = reason
                case nil: break
                }
            }
            return events
        }
    }

    private func hand(_ events: [Event], to sink: some EventSink) async throws {
        do {
            try await sink.accept(events, cursor: nil, of: name)
            state.withLock { $0.status.events += Int64(events.count) }
        } catch {
            try Task.checkCancellation()
            // A handle lost to a full disk is looked up again once its account posts.
            logger.notice("handles could not be saved: \(error)")
            let dids = events.compactMap {
                if case .account(let event) = $0 { event.id } else { nil }
            }
            state.withLock { state in
                state.status.lastFailure = String(describing: error)
                for did in dids { state.queue.changed(did) }
            }
            try await sleep(.seconds(1))
        }
    }
}
