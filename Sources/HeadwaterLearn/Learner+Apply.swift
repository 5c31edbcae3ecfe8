public import HeadwaterCatalog
import HeadwaterCore
public import HeadwaterEvents
import HeadwaterGraph

extension Learner {
    /// Applies one record by its effect, after it has learned what is due by then.
    ///
    /// Complexity: that of predicting and learning some 64 examples at most, mostly of none or one.
    public mutating func apply(_ record: Record, _ effect: Effect, _ catalog: Catalog) {
        if !Self.isMadeInBackground(record.body) { now = record.received }
        learnDue(catalog)
        leaving.forget(LeavingPosts.perRecord, from: &features)
        switch effect {
        case .postAdded(let post), .postEdited(let post):
            guard case .event(.post(var event)) = record.body,
                !catalog.isDeleted(catalog[post].author)
            else { break }
            event.at = min(event.at, now)
            features.observe(post: post, event, catalog)
        case .postDeleted(let post, _): features.forget(post: post)
        case .account(let account, let isOther):
            guard case .event(.account(let event)) = record.body else { break }
            observe(account, event, isOther: isOther, catalog)
        case .edge(.follow, let actor, let subject, let on):
            tie(.follow, .follow, actor, subject, on: on, catalog)
        case .edge(.mute, let actor, let subject, let on):
            tie(.mute, .hide, actor, subject, on: on, catalog)
        case .state(let kind, let actor, let post, let on):
            guard case .event(.engagement(let event)) = record.body else { break }
            engage(event, kind, actor, post, on: on, catalog)
        case .counted(let kind, let actor, let post, let undone):
            guard case .event(.engagement(let event)) = record.body else { break }
            engage(event, kind, actor, post, on: !undone, catalog)
        case .impression(let actor, let post):
            guard case .event(.impression(let event)) = record.body else { break }
            see(event, actor, post, catalog)
        case .served(let viewer, let posts):
            guard case .served(let page) = record.body else { break }
            serve(page, viewer, posts, catalog)
        case .change:
            guard case .change(let change) = record.body else { break }
            take(change, catalog)
        case .none, .edge, .label: break
        }
    }

    // MARK: Accounts

    private mutating func observe(
        _ account: AccountID,
        _ event: Account,
        isOther: Bool,
        _ catalog: Catalog
    ) {
        let key = UInt64(account.rawValue)
        guard !catalog.isDeleted(account) else {
            traits.remove(key)
            features.forget(account: account)
            if isOther { forgetPosts(of: account, catalog) }
            return
        }
        guard event.attributes != nil else { return }
        // What the catalog holds: an older event that comes late says less than it. And no row may
        // be of the future, where it would outstay all others.
        var held = event
        held.attributes = catalog[account].attributes
        held.at = min(event.at, now)
        features.observe(account: account, held)
        var found: UInt64 = 0
        for attribute in catalog[account].attributes {
            let trait = UInt64(ModelScope.fingerprint(attribute.value))
            if attribute.name == "language" { found = (found & ~0xFFFF_FFFF) | trait }
            if attribute.name == "country" { found = (found & 0xFFFF_FFFF) | (trait << 32) }
        }
        if found == 0 { traits.remove(key) } else { traits.set(key, to: found) }
    }

    private mutating func tie(
        _ tie: Followed.Tie,
        _ head: Head,
        _ actor: AccountID,
        _ author: AccountID,
        on: Bool,
        _ catalog: Catalog
    ) {
        let found = join.tie(tie, actor, on: on, now: now) { catalog[$0].author == author }
        guard let (post, followed) = found else { return }
        // A mute that ends leaves a hide standing, as a follow of the author does one of the post.
        let stands = on || followed.happened(head)
        features.react(viewer: actor, post: post, head: head, on: stands, at: now, catalog)
    }

    // MARK: Engagements

    private mutating func engage(
        _ event: Engagement,
        _ kind: Engagement.Kind,
        _ actor: AccountID,
        _ post: PostID,
        on: Bool,
        _ catalog: Catalog
    ) {
        guard kind != .profile, !catalog.isDeleted(actor) else { return }
        var reaction = Join.Reaction(kind: kind, actor: actor, post: post, at: event.at)
        reaction.request = event.request.map(Self.fingerprint) ?? 0
        var length = WatchLength.neither
        if kind == .view, on {
            (length, reaction.share) = watched(event.watchMs, event.durationMs, post, catalog)
            reaction.isLong = length == .long
        }
        let followed = join.engage(reaction, on: on, now: now)
        let head = Head.of(kind) ?? .longView
        // A view that isn't long takes nothing from a long one before it, and what is taken back
        // leaves a head standing that something else still answers, as a share does a bookmark's.
        if !on || kind != .view || reaction.isLong {
            let stands = on || followed.happened(head)
            features.react(viewer: actor, post: post, head: head, on: stands, at: now, catalog)
        }
        guard kind == .view else { return }
        let isPassed = length == .skip && !features.holds(.longView, viewer: actor, post: post)
        features.pass(viewer: actor, post: post, on: isPassed, at: now, catalog)
    }

    /// How long a view was, and which share of the post, where that is known.
    private func watched(
        _ watchMs: Int64?,
        _ durationMs: Int64?,
        _ post: PostID,
        _ catalog: Catalog
    ) -> (length: WatchLength, share: Float?) {
        guard let watchMs else { return (.neither, nil) }
        let known = catalog[post].durationMs
        let duration = durationMs ?? (known > 0 ? Int64(known) : nil)
        let length = WatchLength(watchMs: watchMs, durationMs: duration, settings: settings)
        guard let duration, duration > 0 else { return (length, nil) }
        return (length, Float(min(Double(watchMs) / Double(duration), 1)))
    }

    // MARK: Impressions

    private mutating func see(
        _ event: Impression,
        _ actor: AccountID,
        _ post: PostID,
        _ catalog: Catalog
    ) {
        guard !catalog.isDeleted(actor), !catalog.isDeleted(post)
        else { return }
        var row = PendingRow()
        row.actor = actor
        row.post = post
        row.request = event.request.map(Self.fingerprint) ?? 0
        row.received = now
        row.at = min(event.at, now)
        row.isTested = scores?.isTest ?? false
        // It was learned, be it with its page: that it was seen is all that is new.
        if row.request != 0, join.reports.holds(row.request, actor, post) { return }
        let claim = join.claim(actor, post, request: row.request, seenAt: event.at, now: now)
        row.surface =
            event.surface.map(Self.fingerprint) ?? claim.surface
            ?? Self.fingerprint(Self.mainSurface)
        row.followed = claim.followed
        if let words = claim.words, example.unpack(words[...]) {
        } else {
            makeExample(row, without: claim.isEarly ? claim.followed : nil, catalog)
        }
        if let outcomes = event.outcomes {
            let (labels, isSkip) = reported(outcomes, post, catalog)
            row.learned = labels.known
            if labels.known != 0 { learn(row, labels, isRest: false, catalog) }
            // A long view that stands, wherever it was told of, isn't undone by a short one.
            if isSkip, !features.holds(.longView, viewer: actor, post: post) {
                features.pass(viewer: actor, post: post, on: true, at: row.at, catalog)
            }
        }
        guard row.learned != Self.allHeads else { return }
        example.pack(into: &words)
        join.impressions.push(row, words: words[...])
    }

    /// Makes the example of an impression as if what followed it already hadn't happened yet.
    private mutating func makeExample(
        _ row: PendingRow,
        without followed: Followed?,
        _ catalog: Catalog
    ) {
        let heads = followed.map { followed in Head.allCases.filter { followed.happened($0) } }
        for head in heads ?? [] {
            features.react(
                viewer: row.actor,
                post: row.post,
                head: head,
                on: false,
                at: row.at,
                catalog
            )
        }
        features.example(
            viewer: row.actor,
            post: row.post,
            surface: row.surface,
            at: row.at,
            catalog,
            into: &example
        )
        for head in heads ?? [] {
            features.react(
                viewer: row.actor,
                post: row.post,
                head: head,
                on: true,
                at: row.at,
                catalog
            )
        }
    }

    /// The labels that an impression reports, and whether it was a skip.
    private func reported(
        _ outcomes: Outcomes,
        _ post: PostID,
        _ catalog: Catalog
    ) -> (HeadLabels, isSkip: Bool) {
        var labels = HeadLabels()
        for kind in Engagement.Kind.allCases {
            guard let happened = outcomes[kind], let head = Head.of(kind) else { continue }
            labels[head] = max(labels[head] ?? 0, happened ? 1 : 0)
        }
        let (length, share) = watched(outcomes.watchMs, outcomes.durationMs, post, catalog)
        if let long = outcomes.longView {
            labels[.longView] = long ? 1 : 0
        } else if outcomes.watchMs != nil {
            labels[.longView] = length == .long ? 1 : 0
        } else if outcomes[.view] == false {
            labels[.longView] = 0
        }
        labels[.watched] = share
        return (labels, length == .skip && outcomes.longView != true)
    }

    // MARK: Pages

    private mutating func serve(
        _ served: Served,
        _ viewer: AccountID,
        _ posts: [PostID],
        _ catalog: Catalog
    ) {
        guard join.limits.slots > 0, !posts.isEmpty, !catalog.isDeleted(viewer)
        else { return }
        let surface = Self.fingerprint(served.surface)
        var page = PendingPage(
            request: Self.fingerprint(served.request),
            viewer: viewer,
            surface: surface,
            received: now,
            at: min(served.at, now)
        )
        let context = features.context(viewer: viewer, surface: surface, at: page.at)
        for post in posts.prefix(PendingPages.slotLimit) {
            features.fill(&example, context, post: post, catalog)
            example.pack(into: &words)
            page.append(post, words: words[...])
        }
        takeReported(&page)
        join.pages.push(page)
    }

    /// Takes off a page what was reported of it before it came.
    private mutating func takeReported(_ page: inout PendingPage) {
        for slot in page.slots.indices
        where join.reports.holds(page.request, page.viewer, page.slots[slot].post) {
            page.isReported = true
            page.take(slot)
        }
    }

    // MARK: Changes

    /// Whether a record says what was made of posts in the background.
    ///
    /// It comes at its own moment, be it in the midst of a backlog that tells of the past: were it
    /// to move the clock, whatever waits would be learned before what followed it.
    private static func isMadeInBackground(_ body: Record.Body) -> Bool {
        guard case .change(let change) = body else { return false }
        return change.kind == "vectors" || change.kind == "space"
    }

    private mutating func take(_ change: Change, _ catalog: Catalog) {
        switch change.kind {
        case "knob":
            if settings.apply(change) { takeSettings() }
        case "model":
            do throws(ModelCommandError) {
                let key = try ModelKey(parsing: change.name)
                registry.apply(try ModelCommand(parsing: change.after), to: key)
            } catch {
                // Whoever writes such a record asks for objections first; one that was written
                // all the same changes nothing.
            }
        case "erasure":
            leaving.forget(.max, from: &features)
            join.forget(
                viewers: { catalog[$0].status.value == .deleted },
                pairs: { Self.isGone($0, $1, catalog) }
            )
        default: break
        }
    }

    /// Whether nothing may be learned any more of a viewer and a post.
    static func isGone(_ actor: AccountID, _ post: PostID, _ catalog: Catalog) -> Bool {
        catalog.isDeleted(post) || catalog.isDeleted(actor)
            || catalog.isDeleted(catalog[post].author)
    }

    /// The surface of an impression that names none, and of which no page is known.
    static let mainSurface = "main"
    /// A bit for every head.
    static let allHeads: UInt16 = 1 << UInt16(Head.count) - 1
}
