import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterGraph

/// Joins impressions, and places of pages, with what followed them.
///
/// An engagement belongs to the newest impression of its viewer and post within the join window, or
/// to the one whose request it names; failing that to a place of a page that waits; failing that it
/// waits itself for an impression that comes late. Time is the log's: `received`. A record dated
/// long ago, as an import into a running server holds, ends no wait and joins nothing that is more
/// than the window away from it.
struct Join: Sendable {
    /// The bounds, read from the knobs once.
    struct Limits: Sendable {
        var joinMs, reportMs: Int64
        var impressions, slots, early, reports, perRecord: Int

        init(_ settings: KnobSettings) {
            joinMs = Int64(settings[LearnKnobs.joinMinutes] * 60_000)
            reportMs = Int64(settings[ServedWindow.reportKnob] * 60_000)
            impressions = Int(settings[LearnKnobs.pendingImpressions])
            slots = Int(settings[LearnKnobs.pendingSlots])
            early = Int(settings[LearnKnobs.earlyEngagements])
            reports = Int(settings[LearnKnobs.learnedReports])
            perRecord = Int(settings[LearnKnobs.perRecord])
        }
    }

    /// How many rows of one viewer are looked at for a tie to their author, or for a request.
    static let rowsLookedAt = 256

    var limits: Limits {
        didSet { reports.limit = limits.reports }
    }
    var impressions = PendingQueue()
    var pages = PendingPages()
    /// Engagements without an impression yet, one row for a pair.
    var early = PendingQueue()
    /// What was learned of requests.
    var reports: LearnedReports

    init(_ settings: KnobSettings) {
        limits = Limits(settings)
        reports = LearnedReports(limit: limits.reports)
    }

    var byteCount: Int {
        impressions.byteCount + pages.byteCount + early.byteCount + reports.byteCount
    }

    // MARK: Time

    /// Whether what was accepted at one moment has waited a window's length at another; never where
    /// that lies before it.
    static func isDue(_ windowMs: Int64, since start: Timestamp, at now: Timestamp) -> Bool {
        now.milliseconds(since: start) >= windowMs
    }

    /// Whether two moments are a window's length or more apart, in either direction.
    static func isOver(_ windowMs: Int64, since start: Timestamp, at now: Timestamp) -> Bool {
        abs(now.milliseconds(since: start)) >= windowMs
    }

    private func isOpen(_ row: PendingRow, _ now: Timestamp) -> Bool {
        !row.isDead && !Self.isOver(limits.joinMs, since: row.received, at: now)
    }

    private func isOpen(_ page: PendingPage, _ now: Timestamp) -> Bool {
        !Self.isOver(limits.joinMs, since: page.received, at: now)
    }

    /// Whether the oldest impression is to be learned (or, where it is dead, dropped) now.
    func isImpressionDue(at now: Timestamp) -> Bool {
        guard impressions.count > 0 else { return false }
        let row = impressions[impressions.start]
        return impressions.count > limits.impressions || row.isDead
            || Self.isDue(limits.joinMs, since: row.received, at: now)
    }

    /// Whether it is decided now which places of the oldest page were seen, and what followed.
    func isPageDue(at now: Timestamp) -> Bool {
        guard let page = pages.oldest else { return false }
        return pages.slotCount > limits.slots
            || Self.isDue(max(limits.joinMs, limits.reportMs), since: page.received, at: now)
    }

    /// Lets go of engagements that no impression came for.
    mutating func dropEarly(at now: Timestamp) {
        for _ in 0..<limits.perRecord where early.count > 0 {
            let row = early[early.start]
            let isDue = row.isDead || Self.isDue(limits.joinMs, since: row.received, at: now)
            guard isDue || early.count > limits.early else { return }
            early.pop()
        }
    }

    // MARK: Impressions

    /// What is known of an impression from before it came.
    struct Claim {
        /// The words of the example of when its page was served; nil where it has to be made.
        var words: [UInt32]?
        /// The surface of the page that it was on; nil where no page that waits is known to hold it.
        var surface: UInt64?
        /// What followed already.
        var followed = Followed()
        /// Whether that is in the viewer's state, and must not be in an example made now.
        var isEarly: Bool { words == nil && !followed.isEmpty }
    }

    /// Takes over what waits for an impression: its place on a page, and engagements that were
    /// accepted before it.
    mutating func claim(
        _ actor: AccountID,
        _ post: PostID,
        request: UInt64,
        seenAt: Timestamp,
        now: Timestamp
    ) -> Claim {
        var claim = Claim()
        if request != 0 { reports.add(request, actor, post, now: now) }
        var place: PendingPages.Place?
        if let number = pages.page(ofRequest: request), pages[number].viewer == actor,
            !Self.isOver(limits.reportMs + 1, since: pages[number].received, at: now)
        {
            pages.report(number)
            claim.surface = pages[number].surface
            place = pages.place(of: post, on: number)
        } else if request == 0 {
            place = pages.newest(actor, post)
        }
        if let place {
            let page = pages[place.page]
            claim.surface = page.surface
            if request == 0 { reports.add(page.request, actor, post, now: now) }
            claim.words = Array(pages[place.page].words(place.slot))
            claim.followed = pages[place.page].slots[place.slot].followed
            pages.take(place)
        }
        if let place = early.newest(actor, post), isOpen(early[place], now),
            early[place].at >= seenAt
        {
            claim.followed.add(early[place].followed)
            early.kill(place)
        }
        return claim
    }

    // MARK: What follows

    /// Where something that followed belongs.
    private enum Target {
        case impression(PendingQueue.Place)
        case slot(PendingPages.Place)
        case early(PendingQueue.Place)
    }

    /// An engagement, and how long a view was.
    struct Reaction {
        var kind: Engagement.Kind
        var actor: AccountID
        var post: PostID
        /// The fingerprint of the request that it names, 0 for none.
        var request: UInt64 = 0
        var at: Timestamp
        var isLong = false
        var share: Float?
    }

    /// Takes an engagement in, or back, and gives all that followed what it belongs to; nothing
    /// where that is learned already.
    mutating func engage(_ reaction: Reaction, on: Bool, now: Timestamp) -> Followed {
        let kind = reaction.kind
        var target = target(of: reaction, now) { on || $0[kind] > 0 }
        if target == nil, on, limits.early > 0 {
            var row = PendingRow()
            row.actor = reaction.actor
            row.post = reaction.post
            row.received = now
            row.at = reaction.at
            early.push(row, words: [])
            target = .early(early.end - 1)
        }
        guard let target else { return Followed() }
        var followed = Followed()
        change(target) {
            $0.change(kind, on: on)
            if on, kind == .view { $0.watch(isLong: reaction.isLong, share: reaction.share) }
            followed = $0
        }
        if case .early(let place) = target, on {
            early[place].at = max(early[place].at, reaction.at)
        }
        return followed
    }

    /// Takes a tie to an author in, or back, and gives the post that it is for, with all that
    /// followed it; `isTheirs` says whether a post is of that author.
    mutating func tie(
        _ tie: Followed.Tie,
        _ actor: AccountID,
        on: Bool,
        now: Timestamp,
        isTheirs: (PostID) -> Bool
    ) -> (post: PostID, followed: Followed)? {
        var next = impressions.newest(actor)
        for _ in 0..<Self.rowsLookedAt {
            guard let place = next else { break }
            let row = impressions[place]
            if isOpen(row, now), isTheirs(row.post), on || row.followed.has(tie) {
                impressions.change(place) { $0.change(tie, on: on) }
                return (row.post, impressions[place].followed)
            }
            next = impressions.beforeOfActor(place)
        }
        var page = pages.newest(actor)
        for _ in 0..<PendingPages.pagesLookedAt {
            guard let number = page else { return nil }
            let slots = isOpen(pages[number], now) ? pages[number].slots : []
            let found = slots.firstIndex {
                !$0.isTaken && isTheirs($0.post) && (on || $0.followed.has(tie))
            }
            if let found {
                let place = PendingPages.Place(page: number, slot: found)
                pages.change(place) { $0.change(tie, on: on) }
                return (slots[found].post, pages[number].slots[found].followed)
            }
            page = pages.beforeOfViewer(number)
        }
        return nil
    }

    private mutating func change(_ target: Target, _ body: (inout Followed) -> Void) {
        switch target {
        case .impression(let place): impressions.change(place, body)
        case .slot(let place): pages.change(place, body)
        case .early(let place): early.change(place, body)
        }
    }

    /// Clears what waits of viewers and posts that are gone.
    ///
    /// Complexity: O(what waits).
    mutating func forget(
        viewers isGone: (AccountID) -> Bool,
        pairs isPairGone: (AccountID, PostID) -> Bool
    ) {
        for place in impressions.start..<impressions.end {
            let row = impressions[place]
            if !row.isDead, isPairGone(row.actor, row.post) { impressions.kill(place) }
        }
        for place in early.start..<early.end {
            let row = early[place]
            if !row.isDead, isPairGone(row.actor, row.post) { early.kill(place) }
        }
        for number in pages.start..<pages.end {
            let viewer = pages[number].viewer
            if isGone(viewer) {
                pages.clear(number)
                continue
            }
            for (index, slot) in pages[number].slots.enumerated()
            where !slot.isTaken && isPairGone(viewer, slot.post) {
                pages.take(PendingPages.Place(page: number, slot: index))
            }
        }
    }

    /// The request that is named comes first, then the newest; impressions before places.
    private func target(
        of reaction: Reaction,
        _ now: Timestamp,
        where fits: (Followed) -> Bool
    ) -> Target? {
        let (actor, post) = (reaction.actor, reaction.post)
        var newest: Target?
        var next = impressions.newest(actor, post)
        for _ in 0..<Self.rowsLookedAt {
            guard let place = next else { break }
            let row = impressions[place]
            if isOpen(row, now), fits(row.followed) {
                if reaction.request == 0 || row.request == reaction.request {
                    return .impression(place)
                }
                if newest == nil { newest = .impression(place) }
            }
            next = impressions.beforeOfPair(place)
        }
        if let number = pages.page(ofRequest: reaction.request), pages[number].viewer == actor,
            let place = openSlot(pages.place(of: post, on: number), now, where: fits)
        {
            return .slot(place)
        }
        if let newest { return newest }
        if let place = openSlot(pages.newest(actor, post), now, where: fits) { return .slot(place) }
        if let place = early.newest(actor, post), isOpen(early[place], now),
            fits(early[place].followed)
        {
            return .early(place)
        }
        return nil
    }

    private func openSlot(
        _ place: PendingPages.Place?,
        _ now: Timestamp,
        where fits: (Followed) -> Bool
    ) -> PendingPages.Place? {
        guard let place else { return nil }
        let page = pages[place.page]
        return isOpen(page, now) && fits(page.slots[place.slot].followed) ? place : nil
    }
}

extension Join {
    func encode(into writer: inout ByteWriter) {
        impressions.encode(into: &writer)
        pages.encode(into: &writer)
        early.encode(into: &writer)
        reports.encode(into: &writer)
    }

    init(
        from reader: inout ByteReader,
        _ settings: KnobSettings,
        layout: UInt32
    ) throws(ByteReaderError) {
        self.init(settings)
        impressions = try PendingQueue(from: &reader)
        pages = try PendingPages(from: &reader)
        early = try PendingQueue(from: &reader)
        if layout >= 2 { reports = try LearnedReports(limit: limits.reports, from: &reader) }
    }
}
