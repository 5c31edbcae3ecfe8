public import HeadwaterCore
public import HeadwaterEvents

/// Plays the town's day now, day after day, through the front door.
///
/// Where it stands is a cursor that is saved with its events, so a restart goes on where it was. At
/// the end of a day the day's posts are deleted and the next begins; no post id comes twice.
public struct DemoPlayer: Sendable {
    /// What of the first day lies in the past when it begins, in milliseconds, so that there is
    /// something to see.
    public static let backlogMs: Int64 = 2_400_000
    /// How often it plays what is due, in milliseconds.
    public static let tickMs: Int64 = 500
    /// Visits of simulated viewers in a second.
    static let visitsPerSecond = 24

    /// Where the player stands: the day's start and how much of it has been played.
    struct Cursor: Sendable, Hashable {
        var start: Timestamp
        var playedMs: Int64

        var text: String { "\(start.milliseconds):\(playedMs)" }

        init(start: Timestamp, playedMs: Int64) {
            self.start = start
            self.playedMs = playedMs
        }

        init?(_ text: String) {
            let parts = text.split(separator: ":")
            guard parts.count == 2, let start = Int64(parts[0]), let played = Int64(parts[1])
            else { return nil }
            self.init(start: Timestamp(milliseconds: start), playedMs: played)
        }
    }

    private let town: DemoTown
    private let viewers: DemoViewers
    private let time: any TimeSource

    /// A player of that town.
    public init(_ town: DemoTown, time: any TimeSource) {
        self.town = town
        self.time = time
        viewers = DemoViewers(themes: Set(town.steps.map(\.theme)).sorted())
    }

    /// Plays until the task is cancelled.
    ///
    /// - Parameters:
    ///   - saved: the cursor saved last; nil at the very first start.
    ///   - pause: waits for so many milliseconds.
    ///   - emit: takes events in with the cursor to be saved with them, and with whether they count
    ///     as received when they happened; it is called again with the next ones once it returns.
    /// - Throws: what `pause` and `emit` throw.
    public func run(
        from saved: String?,
        pause: (Int64) async throws -> Void = { try await Task.sleep(for: .milliseconds($0)) },
        emit: ([Event], String, Bool) async throws -> Void
    ) async throws {
        var cursor: Cursor
        // The morning of the first day is told as if Headwater had been there, so that it can be
        // asked what was known when.
        var isFirstMorning = false
        if let found = saved.flatMap(Cursor.init) {
            cursor = found
        } else {
            cursor = Cursor(
                start: time.now.advanced(byMilliseconds: -Self.backlogMs),
                playedMs: -1
            )
            let day = DemoDay(town: town, start: cursor.start)
            try await emit(
                day.arrivals(at: cursor.start) + viewers.arrivals(at: cursor.start),
                cursor.text,
                true
            )
            isFirstMorning = true
        }
        while !Task.isCancelled {
            cursor = try await play(cursor, isHistory: isFirstMorning, emit: emit)
            isFirstMorning = false
            try await pause(Self.tickMs)
        }
    }

    /// Plays what is due after a cursor, and says where the player stands then.
    func play(
        _ cursor: Cursor,
        isHistory: Bool = false,
        emit: ([Event], String, Bool) async throws -> Void
    ) async throws -> Cursor {
        var cursor = cursor
        let day = DemoDay(town: town, start: cursor.start)
        let due = min(time.now.milliseconds(since: cursor.start), DemoTown.dayMs)
        while cursor.playedMs < due {
            // A backlog is played a minute at a time, and with fewer reactions.
            let next = min(cursor.playedMs + 60_000, due)
            let isBacklog = due - cursor.playedMs > 5000
            var events = day.events(after: cursor.playedMs, through: next)
            for second in stride(from: cursor.playedMs / 1000 + 1, through: next / 1000, by: 1) {
                events += viewers.events(
                    in: day,
                    second: second,
                    visits: isBacklog ? Self.visitsPerSecond / 8 : Self.visitsPerSecond
                )
            }
            cursor.playedMs = next
            // In order of time, since that is the order in which they count as received.
            try await emit(events.sorted { $0.at < $1.at }, cursor.text, isHistory)
        }
        guard due == DemoTown.dayMs else { return cursor }
        let end = day.deletions(through: DemoTown.dayMs, at: time.now)
        let tomorrow = Cursor(start: time.now, playedMs: -1)
        try await emit(end, tomorrow.text, false)
        return tomorrow
    }
}
