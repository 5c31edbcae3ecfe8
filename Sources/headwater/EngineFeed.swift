import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents
import HeadwaterFeed
import HeadwaterLog
import HeadwaterMeaning
import HeadwaterSimulation

/// The feed as Headwater serves it, over a log in memory and a clock of the trial's own.
struct EngineFeed: TrialFeed {
    let name: String
    private let engine: Engine
    private let time: ManualTime

    init(
        name: String,
        start: Timestamp,
        seed: UInt64,
        knobs: Knobs = Knobs(),
        pipeline: FeedPipeline = .standard()
    ) throws {
        self.name = name
        time = ManualTime(start)
        var configuration = EngineConfiguration(directory: nil, knobs: knobs, time: time)
        configuration.keepsHouse = false
        // A trial is not about speed: on a busy machine too no source is left out.
        if !knobs.isSet(FeedKnobs.deadlineMs) {
            configuration.knobs.set(FeedKnobs.deadlineMs, to: FeedKnobs.deadlineMs.range.upperBound)
        }
        configuration.pipeline = pipeline
        configuration.requestIDs = RequestIDs(seed: seed)
        // The table, not the encoder: it is there on every machine and says the same on all of them.
        configuration.embedders = Embedders(table: StaticTable.standard)
        engine = try Engine(log: MemoryLog(), configuration: configuration)
    }

    mutating func send(_ events: [Event], at now: Timestamp) async throws {
        move(to: now)
        _ = try await engine.ingest(events)
        try engine.catchUpOnMeaning()
    }

    mutating func page(
        for viewer: String,
        limit: Int,
        at now: Timestamp
    ) async throws -> (request: String, posts: [String]) {
        move(to: now)
        let answer = try await engine.feed(FeedRequest(viewer: viewer, limit: limit))
        return (answer.request, answer.items.map(\.view.post.id))
    }

    private func move(to now: Timestamp) {
        time.advance(byMilliseconds: max(0, now.milliseconds(since: time.now)))
    }
}
