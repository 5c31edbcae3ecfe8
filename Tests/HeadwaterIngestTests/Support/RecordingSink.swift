import HeadwaterCore
import HeadwaterEvents
import Synchronization

@testable import HeadwaterIngest

/// Keeps events as the log would: each identity once, and the cursor that came with the last batch.
final class RecordingSink: EventSink {
    struct State {
        var identities: Set<Fingerprint> = []
        var events: [Event] = []
        var duplicates = 0
        var cursor: String?
        var cursors: [Int64] = []
        var batches: [Int] = []
        var calls = 0
        var waiters: [(count: Int, CheckedContinuation<Void, Never>)] = []
    }

    struct Refusal: Error {}

    let state = Mutex(State())
    /// Asked before a batch is accepted, with the number of calls before it.
    let gate: @Sendable (Int) async throws -> Void

    init(cursor: String? = nil, gate: @escaping @Sendable (Int) async throws -> Void = { _ in }) {
        self.gate = gate
        state.withLock { $0.cursor = cursor }
    }

    func accept(_ events: [Event], cursor: String?, of connector: String) async throws {
        let call = state.withLock { state in
            state.calls += 1
            return state.calls - 1
        }
        try await gate(call)
        let ready = state.withLock { state in
            state.batches.append(events.count)
            for event in events {
                if state.identities.insert(event.identity).inserted {
                    state.events.append(event)
                } else {
                    state.duplicates += 1
                }
            }
            if let cursor {
                state.cursor = cursor
                state.cursors.append(Int64(cursor) ?? -1)
            }
            let count = state.events.count
            let ready = state.waiters.filter { $0.count <= count }.map(\.1)
            state.waiters.removeAll { $0.count <= count }
            return ready
        }
        for waiter in ready { waiter.resume() }
    }

    func cursor(of connector: String) async throws -> String? { state.withLock { $0.cursor } }

    /// Returns once so many different events have come.
    func waitFor(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if state.events.count >= count { return true }
                state.waiters.append((count, continuation))
                return false
            }
            if isReady { continuation.resume() }
        }
    }

    var events: [Event] { state.withLock { $0.events } }

    /// The events as the peer server words its expectations, sorted.
    var lines: [String] { events.map(Self.line).sorted() }

    static func line(_ event: Event) -> String {
        switch event {
        case .post(let event): "post \(event.id)"
        case .delete(let event): "delete \(event.post)"
        case .account(let event): "account \(event.id)"
        case .edge(let event):
            "\(event.undone ? "un" : "")\(name(event.kind)) \(event.id ?? "?")"
        case .engagement(let event):
            "\(event.undone ? "un" : "")\(event.kind.name) \(event.id ?? "?")"
        case .impression: "impression"
        case .label(let event): "label \(event.subject)"
        }
    }

    private static func name(_ kind: Edge.Kind) -> String {
        switch kind {
        case .follow: "follow"
        case .block: "block"
        case .mute: "mute"
        case .member: "member"
        }
    }
}
