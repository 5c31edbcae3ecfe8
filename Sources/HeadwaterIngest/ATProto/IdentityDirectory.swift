import AsyncHTTPClient
public import HeadwaterCore
import Synchronization

/// Looks up accounts' documents, and remembers them for a while.
///
/// Many requests for one account ask its host once. What is remembered is bounded, and so is how
/// often hosts are asked: by all accounts together, and for one account that is asked for anew.
public final class IdentityDirectory: Sendable {
    /// How many documents are remembered.
    public static let remembered = Knob(
        "bluesky.documents.remembered",
        unit: "accounts",
        standard: 100_000,
        range: 16...10_000_000,
        "How many accounts' documents are remembered for the Bluesky feed."
    )
    /// How long a document is believed.
    public static let documentMinutes = Knob(
        "bluesky.documents.minutes",
        unit: "min",
        standard: 60,
        range: 0...10_080,
        "How long an account's document is believed before its directory is asked again."
    )
    /// How many documents are asked for in a second.
    public static let lookupsPerSecond = Knob(
        "bluesky.documents.per_second",
        unit: "1/s",
        standard: 50,
        range: 0.01...10_000,
        "How many documents a second are asked for, at most."
    )
    /// How long one question may take.
    public static let timeoutMs = Knob(
        "bluesky.documents.timeout",
        unit: "ms",
        standard: 3000,
        range: 10...60_000,
        "How long a directory has to answer with an account's document."
    )
    /// The tunable numbers of this.
    public static let knobs = [remembered, documentMinutes, lookupsPerSecond, timeoutMs]

    /// A document asked for anew must be at least so old, in milliseconds: a stranger who sends
    /// bad signatures in an account's name must not make us ask its directory each time.
    static let refreshAfterMs: Int64 = 10_000
    /// How long nothing is asked again where there is no document, in milliseconds.
    static let absentMs: Int64 = 60_000

    private struct Entry {
        var document: DIDDocument?
        var atMs: Int64
    }

    private typealias Question = Task<DocumentFetch.Answer, Never>

    private struct State {
        var entries: [String: Entry] = [:]
        /// In the order of entering, the first to go.
        var order: [String] = []
        var head = 0
        var questions: [String: Question] = [:]
        var bucket: TokenBucket
    }

    private let outbound: OutboundClient
    private let fetch: DocumentFetch
    private let clock: any TimeSource
    private let knobs: Knobs
    private let state: Mutex<State>

    /// A directory that remembers nothing yet.
    ///
    /// - Parameters:
    ///   - directoryURL: The directory of `did:plc`, without a slash at the end.
    ///   - allowsPrivateHosts: Whether hosts inside the own network may be asked.
    ///   - knobs: The values of ``knobs``.
    ///   - clock: Where time comes from.
    ///   - outbound: What asks.
    public init(
        directoryURL: String,
        allowsPrivateHosts: Bool = false,
        knobs: Knobs = Knobs(),
        clock: any TimeSource = SystemTime(),
        outbound: OutboundClient
    ) {
        self.outbound = outbound
        self.knobs = knobs
        self.clock = clock
        fetch = DocumentFetch(
            directoryURL: directoryURL,
            webURL: { "https://\($0)/.well-known/did.json" },
            timeoutMs: Int64(knobs[Self.timeoutMs]),
            client: outbound.client,
            rules: HostRules(allowsPrivate: allowsPrivateHosts)
        )
        let bucket = TokenBucket(
            perSecond: knobs[Self.lookupsPerSecond],
            nowMs: Self.monotonicMs()
        )
        state = Mutex(State(bucket: bucket))
    }

    /// An account's document.
    ///
    /// - Parameters:
    ///   - did: The account.
    ///   - isFresh: Whether what is remembered is not believed, unless it is only moments old.
    /// - Returns: The document; nil where the account has none.
    /// - Throws: Why its directory could not be asked.
    public func document(
        of did: String,
        isFresh: Bool = false
    ) async throws(IdentityError) -> DIDDocument? {
        let nowMs = clock.now.milliseconds
        let question: Question
        switch state.withLock({ find(did, isFresh, nowMs, &$0) }) {
        case .known(let document): return document
        case .ask(let asked): question = asked
        case .tooMany: throw IdentityError("too many accounts are being looked up")
        }
        switch await question.value {
        case .document(let bytes):
            let document = DIDDocument(bytes, of: did)
            remember(did, document)
            return document
        case .absent:
            remember(did, nil)
            return nil
        case .failed(let reason, _):
            let known = state.withLock { state in
                state.questions[did] = nil
                return state.entries[did]?.document
            }
            // A directory that is down must not shut out those whom it named an hour ago.
            if let known, !isFresh { return known }
            throw IdentityError(reason)
        }
    }

    private enum Found {
        case known(DIDDocument?)
        case ask(Question)
        case tooMany
    }

    private func find(
        _ did: String,
        _ isFresh: Bool,
        _ nowMs: Int64,
        _ state: inout State
    ) -> Found {
        if let entry = state.entries[did] {
            let age = nowMs - entry.atMs
            let believed = Int64(knobs[Self.documentMinutes] * 60_000)
            let limit =
                isFresh ? Self.refreshAfterMs : entry.document == nil ? Self.absentMs : believed
            if age < limit { return .known(entry.document) }
        }
        if let question = state.questions[did] { return .ask(question) }
        guard state.bucket.take(1, nowMs: Self.monotonicMs()) == 1 else { return .tooMany }
        let question = Question { [fetch] in await fetch.ask(did) }
        state.questions[did] = question
        return .ask(question)
    }

    private func remember(_ did: String, _ document: DIDDocument?) {
        let entry = Entry(document: document, atMs: clock.now.milliseconds)
        state.withLock { state in
            state.questions[did] = nil
            if state.entries.updateValue(entry, forKey: did) == nil { state.order.append(did) }
            let limit = Int(knobs[Self.remembered])
            while state.entries.count > limit, state.head < state.order.count {
                state.entries[state.order[state.head]] = nil
                state.head += 1
            }
            guard state.head > 1024, state.head * 2 > state.order.count else { return }
            state.order.removeFirst(state.head)
            state.head = 0
        }
    }

    private static func monotonicMs() -> Int64 { Int64(monotonicNanoseconds() / 1_000_000) }
}

/// Why an account's document could not be asked for, in words.
public struct IdentityError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The words.
    public var description: String

    init(_ description: String) { self.description = description }
}
