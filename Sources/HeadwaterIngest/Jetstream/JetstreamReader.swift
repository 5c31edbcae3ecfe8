import HeadwaterCore
import HeadwaterEvents

/// Reads messages into batches of events with the cursor that leads to the end of each, and counts
/// what happens on the way.
struct JetstreamReader: ~Copyable {
    /// Events that are accepted together.
    struct Batch: Sendable {
        var events: [Event] = []
        /// The newest cursor of the messages in it, in microseconds.
        var cursorUs: Int64?
    }

    /// What was counted since it was last taken.
    var counts = Counts()

    struct Counts {
        var skipped: [JetstreamSkip: Int64] = [:]
        var rejected: [String: Int64] = [:]
        var lastRejection: String?
        var cuts: Int64 = 0
    }

    /// A message from further in the future than this does not move the cursor: one wrong clock
    /// would otherwise make the next connection skip everything until then.
    private static let aheadMs: Int64 = 10 * 60_000
    /// More events than one message can give.
    private static let perMessage = 4

    private let mapper: JetstreamMapper
    private let batchEvents: Int
    private let clock: any TimeSource
    private var decoder: JetstreamFrameDecoder

    init(
        mapper: JetstreamMapper,
        batchEvents: Int,
        clock: any TimeSource
    ) throws(DecompressionError) {
        self.mapper = mapper
        self.batchEvents = batchEvents
        self.clock = clock
        decoder = try JetstreamFrameDecoder(dictionary: JetstreamDictionary.legacy)
    }

    /// Reads messages; `visit` sees every one that was understood, in order.
    mutating func read(
        _ messages: [WebSocketMessage],
        visit: (JetstreamFrame) -> Void
    ) -> [Batch] {
        let horizonUs = clock.now.advanced(byMilliseconds: Self.aheadMs).milliseconds * 1000
        var batches: [Batch] = []
        var batch = Batch()
        for message in messages {
            do throws(JetstreamFrameError) {
                let frame = try map(message)
                visit(frame)
                counts.cuts += Int64(frame.cuts)
                if let reason = frame.skipped { counts.skipped[reason, default: 0] += 1 }
                batch.events.append(contentsOf: frame.events)
                if frame.timeUs <= horizonUs {
                    batch.cursorUs = max(batch.cursorUs ?? 0, frame.timeUs)
                }
            } catch {
                counts.rejected[error.name, default: 0] += 1
                counts.lastRejection = error.description
            }
            if batch.events.count > batchEvents - Self.perMessage {
                batches.append(batch)
                batch = Batch()
            }
        }
        if batch.cursorUs != nil || !batch.events.isEmpty { batches.append(batch) }
        return batches
    }

    private mutating func map(
        _ message: WebSocketMessage
    ) throws(JetstreamFrameError) -> JetstreamFrame {
        guard message.isBinary else { return try mapper.map(message.bytes.span) }
        let text: [UInt8]
        do throws(DecompressionError) {
            text = try decoder.decode(message.bytes)
        } catch {
            throw .compression(error)
        }
        return try mapper.map(text.span)
    }
}
