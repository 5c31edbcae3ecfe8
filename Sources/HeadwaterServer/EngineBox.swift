import HTTPTypes
public import HeadwaterEngine
import Synchronization

/// The engine, once it has caught up: the server listens before that, and says that it isn't ready.
public final class EngineBox: Sendable {
    private struct State {
        var engine: Engine?
        var progress: Double = 0
        var isStopping = false
    }
    private let state = Mutex(State())

    /// A box without an engine.
    public init() {}

    /// A box with an engine that has caught up.
    public convenience init(_ engine: Engine) {
        self.init()
        put(engine)
    }

    /// Puts in the engine that has caught up.
    public func put(_ engine: Engine) { state.withLock { $0.engine = engine } }

    /// Says how much of the log has been replayed, 0 to 1.
    public func report(progress: Double) { state.withLock { $0.progress = progress } }

    /// From now on the server says that it is not ready.
    public func stop() { state.withLock { $0.isStopping = true } }

    /// The engine, if it has caught up.
    public var engineIfReady: Engine? {
        state.withLock { $0.isStopping ? nil : $0.engine }
    }

    /// How much of the log has been replayed, 0 to 1.
    var progress: Double { state.withLock { $0.progress } }

    var engine: Engine {
        get throws(APIError) {
            if let engine = engineIfReady { return engine }
            throw APIError(
                status: .serviceUnavailable,
                code: "not_ready",
                message:
                    "Headwater is replaying its log (\(Int(progress * 100)) %): try again soon",
                param: nil,
                headers: [.retryAfter: "1"]
            )
        }
    }
}
