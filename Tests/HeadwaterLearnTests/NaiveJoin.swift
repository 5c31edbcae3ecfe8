import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLearn

/// The join as its rules say it, without an index or a queue: lists that are gone through.
struct NaiveJoin {
    /// What followed something that was seen.
    struct Followed {
        var kinds: [Engagement.Kind] = []
        var ties: Set<Edge.Kind> = []
        var isLong = false
        var share: Double?

        mutating func take(_ kind: Engagement.Kind, on: Bool, _ view: (Bool, Double?)) {
            if on {
                kinds.append(kind)
                guard kind == .view else { return }
                isLong = isLong || view.0
                if let share = view.1 { self.share = max(self.share ?? 0, share) }
            } else if let place = kinds.firstIndex(of: kind) {
                kinds.remove(at: place)
                if kind == .view, !kinds.contains(.view) { (isLong, share) = (false, nil) }
            }
        }

        mutating func add(_ other: Followed) {
            kinds += other.kinds
            ties.formUnion(other.ties)
            isLong = isLong || other.isLong
            if let share = other.share { self.share = max(self.share ?? 0, share) }
        }

        func label(_ head: Head, isVideo: Bool) -> Double? {
            let happened: Bool
            switch head {
            case .click: happened = kinds.contains(.click)
            case .like: happened = kinds.contains(.like)
            case .reply: happened = kinds.contains(.reply)
            case .repost: happened = kinds.contains(.repost) || kinds.contains(.quote)
            case .share: happened = kinds.contains(.share) || kinds.contains(.bookmark)
            case .follow: happened = kinds.contains(.follow) || ties.contains(.follow)
            case .hide: happened = kinds.contains(.hide) || ties.contains(.mute)
            case .report: happened = kinds.contains(.report)
            case .longView: happened = isLong
            case .watched: return share ?? (isVideo && !kinds.contains(.view) ? 0 : nil)
            }
            return happened ? 1 : 0
        }
    }

    /// A post that a viewer saw, or may have seen on a page, or engaged with before that was known.
    struct Item {
        var actor: AccountID
        var post: PostID
        var request: String?
        var received: Timestamp
        var at: Timestamp
        var known: Set<Head> = []
        var followed = Followed()
        var isTaken = false
    }

    struct Page {
        var request: String
        var received: Timestamp
        var isReported = false
        var slots: [Item]
    }

    var joinMinutes = 30.0
    var reportMinutes = 30.0
    var impressionLimit = Int.max
    var slotLimit = Int.max
    var impressions: [Item] = []
    var pages: [Page] = []
    var early: [Item] = []
    /// What was learned of requests, as `request viewer post`, or `request viewer` for all of a page.
    var told: Set<String> = []
    var learned: [String: Labels] = [:]

    private func told(_ request: String, _ actor: AccountID, _ post: PostID) -> Bool {
        told.contains("\(request) \(actor) \(post)") || told.contains("\(request) \(actor)")
    }

    private func isOver(_ start: Timestamp, _ now: Timestamp, minutes: Double? = nil) -> Bool {
        let minutes = minutes ?? joinMinutes
        return abs(now.milliseconds - start.milliseconds) >= Int64(minutes * 60_000)
    }

    private func isDue(_ start: Timestamp, _ now: Timestamp, minutes: Double? = nil) -> Bool {
        isOver(start, now, minutes: minutes) && now > start
    }

    // MARK: Learning

    mutating func learnDue(_ now: Timestamp, _ catalog: Catalog) {
        while let first = impressions.first,
            impressions.count > impressionLimit || isDue(first.received, now)
        {
            learn(impressions.removeFirst(), catalog)
        }
        while let first = pages.first,
            pages.reduce(0, { $0 + $1.slots.count }) > slotLimit
                || isDue(first.received, now, minutes: max(joinMinutes, reportMinutes))
        {
            pages.removeFirst()
            if !first.isReported { told.insert("\(first.request) \(first.slots[0].actor)") }
            for slot in first.slots where !first.isReported && !slot.isTaken {
                learn(slot, catalog)
            }
        }
        while let first = early.first, isDue(first.received, now) || first.isTaken {
            early.removeFirst()
        }
    }

    private mutating func learn(_ item: Item, _ catalog: Catalog) {
        let author = catalog[item.post].author
        guard !catalog[item.post].flags.contains(.deleted),
            catalog[item.actor].status.value != .deleted,
            catalog[author].status.value != .deleted
        else { return }
        for head in Head.allCases where !item.known.contains(head) {
            let isVideo = catalog[item.post].durationMs > 0
            if let label = item.followed.label(head, isVideo: isVideo) { count(head, label) }
        }
    }

    private mutating func count(_ head: Head, _ label: Double) {
        let sum = learned[head.name] ?? Labels(0, 0)
        learned[head.name] = Labels(sum.count + 1, sum.sum + label)
    }

    // MARK: What happens

    mutating func apply(_ record: Record, _ effect: Effect, _ catalog: Catalog) {
        let now = record.received
        learnDue(now, catalog)
        switch (effect, record.body) {
        case (.impression(let actor, let post), .event(.impression(let event))):
            see(event, actor, post, now, catalog)
        case (.state(let kind, let actor, let post, let on), .event(.engagement(let event))):
            engage(event, kind, actor, post, on, now, catalog)
        case (.counted(let kind, let actor, let post, let undone), .event(.engagement(let event))):
            engage(event, kind, actor, post, !undone, now, catalog)
        case (.edge(let kind, let actor, let subject, let on), _):
            tie(kind, actor, subject, on, now, catalog)
        case (.served(let viewer, let posts), .served(let page)):
            guard !posts.isEmpty, catalog[viewer].status.value != .deleted else { return }
            let slots = posts.map {
                Item(
                    actor: viewer,
                    post: $0,
                    request: page.request,
                    received: now,
                    at: now
                )
            }
            var waiting = Page(request: page.request, received: now, slots: slots)
            for slot in slots.indices where told(page.request, viewer, slots[slot].post) {
                waiting.isReported = true
                waiting.slots[slot].isTaken = true
            }
            pages.append(waiting)
        default: break
        }
    }

    private mutating func see(
        _ event: Impression,
        _ actor: AccountID,
        _ post: PostID,
        _ now: Timestamp,
        _ catalog: Catalog
    ) {
        guard catalog[actor].status.value != .deleted, !catalog[post].flags.contains(.deleted)
        else { return }
        var item = Item(
            actor: actor,
            post: post,
            request: event.request,
            received: now,
            at: event.at
        )
        if let request = event.request {
            if told(request, actor, post) { return }
            told.insert("\(request) \(actor) \(post)")
        }
        if let (page, slot) = slot(of: event, actor, post, now) {
            told.insert("\(pages[page].request) \(actor) \(post)")
            item.followed = pages[page].slots[slot].followed
            pages[page].slots[slot].isTaken = true
        }
        let place = early.lastIndex { $0.actor == actor && $0.post == post }
        if let place, !early[place].isTaken, !isOver(early[place].received, now),
            early[place].at >= event.at
        {
            item.followed.add(early[place].followed)
            early[place].isTaken = true
        }
        if let outcomes = event.outcomes {
            for kind in Engagement.Kind.allCases {
                guard let head = NaiveJoin.head(kind), outcomes[kind] != nil else { continue }
                guard item.known.insert(head).inserted else { continue }
                let all = Engagement.Kind.allCases.filter { NaiveJoin.head($0) == head }
                count(head, all.contains { outcomes[$0] == true } ? 1 : 0)
            }
            let length = Double(catalog[post].durationMs)
            if let watched = outcomes.watchMs {
                item.known.insert(.longView)
                let needed = length > 0 ? min(length, 18_000) : 18_000
                count(.longView, Double(watched) >= needed ? 1 : 0)
                if length > 0 {
                    item.known.insert(.watched)
                    count(.watched, min(1, Double(watched) / length))
                }
            } else if outcomes[.view] == false {
                item.known.insert(.longView)
                count(.longView, 0)
            }
        }
        if item.known.count < Head.count { impressions.append(item) }
    }

    /// The place on a page that an impression takes; notes that the page was reported.
    private mutating func slot(
        of event: Impression,
        _ actor: AccountID,
        _ post: PostID,
        _ now: Timestamp
    ) -> (Int, Int)? {
        func find(_ page: Int) -> (Int, Int)? {
            pages[page].slots.firstIndex { $0.post == post && !$0.isTaken }.map { (page, $0) }
        }
        if let request = event.request {
            guard let page = pages.lastIndex(where: { $0.request == request }),
                pages[page].slots[0].actor == actor,
                abs(now.milliseconds - pages[page].received.milliseconds)
                    <= Int64(reportMinutes * 60_000)
            else { return nil }
            pages[page].isReported = true
            return find(page)
        }
        for page in pages.indices.reversed() where pages[page].slots[0].actor == actor {
            if let found = find(page) { return found }
        }
        return nil
    }

    private mutating func engage(
        _ event: Engagement,
        _ kind: Engagement.Kind,
        _ actor: AccountID,
        _ post: PostID,
        _ on: Bool,
        _ now: Timestamp,
        _ catalog: Catalog
    ) {
        guard kind != .profile, catalog[actor].status.value != .deleted else { return }
        let length = Double(catalog[post].durationMs)
        let watched = event.watchMs.map(Double.init)
        let isLong = (watched ?? -1) >= (length > 0 ? min(length, 18_000) : 18_000)
        let view = (isLong, length > 0 ? watched.map { min(1, $0 / length) } : nil)
        func fits(_ item: Item, _ request: String?) -> Bool {
            item.actor == actor && item.post == post && !item.isTaken
                && !isOver(item.received, now) && (on || item.followed.kinds.contains(kind))
                && (request == nil || item.request == request)
        }
        for request in event.request == nil ? [nil] : [event.request, nil] {
            if let place = impressions.lastIndex(where: { fits($0, request) }) {
                return impressions[place].followed.take(kind, on: on, view)
            }
            for page in pages.indices.reversed() {
                // Of a page the first place that no impression has taken is the post's.
                let slot = pages[page].slots.firstIndex {
                    $0.actor == actor && $0.post == post && !$0.isTaken
                }
                guard let slot else { continue }
                if request != nil, pages[page].request != request { continue }
                guard fits(pages[page].slots[slot], request) else {
                    if request == nil { break }
                    continue
                }
                return pages[page].slots[slot].followed.take(kind, on: on, view)
            }
        }
        let place = early.lastIndex { $0.actor == actor && $0.post == post }
        if let place, fits(early[place], nil) {
            early[place].followed.take(kind, on: on, view)
            if on { early[place].at = max(early[place].at, event.at) }
        } else if on {
            var item = Item(actor: actor, post: post, received: now, at: event.at)
            item.followed.take(kind, on: true, view)
            early.append(item)
        }
    }

    private mutating func tie(
        _ kind: Edge.Kind,
        _ actor: AccountID,
        _ subject: AccountID,
        _ on: Bool,
        _ now: Timestamp,
        _ catalog: Catalog
    ) {
        guard kind == .follow || kind == .mute else { return }
        func fits(_ item: Item) -> Bool {
            item.actor == actor && catalog[item.post].author == subject && !item.isTaken
                && !isOver(item.received, now) && (on || item.followed.ties.contains(kind))
        }
        func set(_ followed: inout Followed) {
            if on { followed.ties.insert(kind) } else { followed.ties.remove(kind) }
        }
        if let place = impressions.lastIndex(where: fits) {
            return set(&impressions[place].followed)
        }
        for page in pages.indices.reversed() {
            if let slot = pages[page].slots.firstIndex(where: fits) {
                return set(&pages[page].slots[slot].followed)
            }
        }
    }

    private static func head(_ kind: Engagement.Kind) -> Head? {
        switch kind {
        case .like: .like
        case .repost, .quote: .repost
        case .reply: .reply
        case .share, .bookmark: .share
        case .click: .click
        case .follow: .follow
        case .hide: .hide
        case .report: .report
        case .view, .profile: nil
        }
    }
}
