public import HeadwaterCatalog
public import HeadwaterCore
public import HeadwaterEvents
public import HeadwaterGraph
public import HeadwaterVisibility

extension FeedState {
    /// Says why a post did not stand on a page, in plain sentences.
    ///
    /// It looks at what holds now: what has been hidden, seen or scored otherwise since the page
    /// was made shows as it is today, and the sentences say so where it matters.
    ///
    /// - Parameters:
    ///   - post: The post.
    ///   - page: The page's record, from the log.
    ///   - catalog: What is known, at this view's position.
    ///   - graph: Who engaged with what, at this view's position.
    ///   - judge: The judge for the page's viewer, who is also the one that is told.
    ///   - now: The present moment.
    ///   - knobs: The values of the knobs.
    ///   - pipeline: The stages.
    /// - Returns: Whether it did stand there, and the sentences.
    public func whyNot(
        post: PostID,
        page: Served,
        catalog: Catalog,
        graph: Graph,
        judge: Judge,
        now: Timestamp,
        knobs: Knobs = Knobs(),
        pipeline: FeedPipeline = .standard()
    ) -> (shown: Bool, reasons: [String]) {
        let id = catalog.id(of: post)
        if let place = page.slots.firstIndex(where: { $0.post.hasSameBytes(as: id) }) {
            return (true, ["It stood in place \(place + 1)"] + page.slots[place].reasons)
        }
        if let reason = judge.objection(to: post, on: .feed, in: catalog) {
            return (false, [Self.sentence(reason)])
        }
        let row = catalog[post]
        let viewer = catalog.account(page.viewer) ?? .none
        if row.received > page.at { return (false, ["It came after the page was made"]) }
        if viewer != .none, row.author == viewer { return (false, ["It is your own post"]) }
        if let reason = whyAway(post, viewer, page) { return (false, [reason]) }
        return (
            false,
            whyBelow(
                post,
                page,
                query(
                    viewer,
                    limit: max(page.limit, 1),
                    after: page.previous.flatMap { pages.place(ofRequest: $0) },
                    catalog,
                    graph,
                    judge,
                    now,
                    knobs,
                    isLate: { false }
                ),
                pipeline
            )
        )
    }

    /// What the judge objects to, in a sentence.
    static func sentence(_ reason: Judge.Reason) -> String {
        switch reason {
        case .unknown: "Nobody has sent this post"
        case .deleted: "It was deleted"
        case .inactiveAuthor: "Its author is not active"
        case .labelled: "A label hides it or its author"
        case .audience: "It is not for you: its author chose who may see it"
        case .blocked: "You have blocked its author, or its author you"
        case .muted: "You have muted its author"
        case .hidden: "You have hidden it"
        case .notIndexable: "Its author does not want to be found in search"
        case .notDiscoverable:
            "Its author does not want to be in the feeds of others than followers"
        }
    }

    /// Whether the viewer had seen it or been served it before the page, in a sentence.
    private func whyAway(_ post: PostID, _ viewer: AccountID, _ page: Served) -> String? {
        guard viewer != .none else { return nil }
        let node = viewer.rawValue
        for rings in [approvals, rejections] {
            if let place = rings.place(node, of: post.rawValue),
                rings.word(node, place, 1) <= page.at.wholeSeconds
            {
                return "You had reacted to it already"
            }
        }
        if let place = seen.place(node, of: post.rawValue),
            seen.word(node, place, 1) <= page.at.wholeSeconds
        {
            return "You had seen it already"
        }
        let own = pages.place(ofRequest: page.request)
        for place in pages.pages(of: viewer) {
            if let own, place >= own { continue }
            for index in 0..<pages.count(place) where pages.post(place, index) == post {
                return "It stood on an earlier page of yours"
            }
        }
        return nil
    }

    private func whyBelow(
        _ post: PostID,
        _ page: Served,
        _ query: FeedQuery,
        _ pipeline: FeedPipeline
    ) -> [String] {
        var run = FeedPipeline.Run()
        for source in pipeline.sources where !source.isLastResort {
            // A source that fails offers nothing, here as on the page.
            do throws(StageFailure) { try source.offer(for: query, into: &run.pool) } catch {}
        }
        let wasOffered = run.pool.place(of: post) != nil
        if !wasOffered { run.pool.offer(post, from: .backfill, for: query) }
        pipeline.prepare(query, &run)
        var reasons: [String] = []
        if !wasOffered {
            reasons.append(
                "No source offers it: it is neither new, rising, popular, by someone you follow,"
                    + " nor like what you and people like you liked"
            )
        }
        guard let place = run.pool.place(of: post) else {
            return reasons + ["You have seen it, or were served it, since"]
        }
        let candidate = run.pool.candidates[place]
        let author = query.name(of: candidate.author)
        let cap = Int(query.knobs[FeedKnobs.authorCap])
        let own = query.catalog.id(of: candidate.author)
        let others = page.slots.filter {
            query.catalog.post($0.post).map { query.catalog[$0].author } == candidate.author
        }
        if others.count >= cap {
            reasons.append(
                "\(author.isEmpty ? own : author) has \(others.count) places on the page, and no"
                    + " author has more than \(cap) in ten"
            )
        }
        if let last = page.slots.map(\.score).min() {
            let score = Double(candidate.score)
            if score < last {
                reasons.append(
                    "Its score, \(Self.rounded(score)), is below the page's lowest,"
                        + " \(Self.rounded(last))"
                )
            } else if others.count < cap {
                reasons.append(
                    "As things stand now it would score \(Self.rounded(score)), enough for the"
                        + " page; it did not when the page was made, or was kept apart from"
                        + " posts on the same topic"
                )
            }
        }
        return reasons
    }

    /// Two digits behind the point, without the help of a formatter.
    static func rounded(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let size = abs(hundredths)
        let digits = size % 100 < 10 ? "0\(size % 100)" : "\(size % 100)"
        return "\(hundredths < 0 ? "-" : "")\(size / 100).\(digits)"
    }
}
