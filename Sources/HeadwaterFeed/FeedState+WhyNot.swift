public import HeadwaterCatalog
import HeadwaterCore
public import HeadwaterEvents
import HeadwaterGraph
import HeadwaterVisibility

/// Why a post did or did not stand on a page.
public struct WhyNot: Sendable, Hashable {
    /// What an explanation rests on.
    public enum Evidence: String, Sendable, Hashable {
        /// The page's record in the log.
        case log
        /// The page made once more, which gave what was logged, bit for bit.
        case replay
        /// How things stand now, as the page can't be made again as it was.
        case present
    }

    /// Whether it stood there.
    public var shown: Bool
    /// Why, in plain sentences.
    public var reasons: [String]
    /// What that rests on.
    public var evidence: Evidence
    /// Of a post that nobody has sent.
    public static let unknown = WhyNot(.present, ["Nobody has sent this post"])
    /// Whether the views as they stood when the page was made would say more: what is known now
    /// doesn't give the page that was logged.
    public var needsPast: Bool

    init(
        _ evidence: Evidence,
        _ reasons: [String],
        shown: Bool = false,
        needsPast: Bool = false
    ) {
        self.shown = shown
        self.reasons = reasons
        self.evidence = evidence
        self.needsPast = needsPast
    }
}

extension FeedState {
    /// Says why a post did not stand on a page, in plain sentences.
    ///
    /// From the page's record, where everything that could have stood there was logged; else from
    /// the page made once more, where that gives what was logged, bit for bit; else from how things
    /// stand now, and the sentences say so.
    ///
    /// - Parameters:
    ///   - post: The post.
    ///   - page: The page's record, from the log.
    ///   - basis: What a page would stand on now, at this view's position, with the judge for the
    ///     page's viewer, who is also the one that is told.
    /// - Returns: Whether it did stand there, why, and what that rests on.
    public func whyNot(post: PostID, page: Served, on basis: FeedBasis) -> WhyNot {
        let catalog = basis.catalog
        let id = catalog.id(of: post)
        if let place = page.slots.firstIndex(where: { $0.post.hasSameBytes(as: id) }) {
            let words = ["It stood in place \(place + 1)"] + page.slots[place].reasons
            return WhyNot(.log, words, shown: true)
        }
        if let reason = basis.judge.objection(to: post, on: .feed, in: catalog) {
            return WhyNot(.present, [Self.sentence(reason)])
        }
        let row = catalog[post]
        let viewer = catalog.account(page.viewer) ?? .none
        if row.received > page.at { return WhyNot(.log, ["It came after the page was made"]) }
        if viewer != .none, row.author == viewer { return WhyNot(.log, ["It is your own post"]) }
        if let reason = whyAway(post, viewer, page) { return WhyNot(.log, [reason]) }
        if let considered = page.considered {
            return WhyNot(.log, Self.reasons(for: post, of: considered, page, basis))
        }
        return whyBelow(post, page, viewer, basis)
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

    /// The words for a post of a page whose candidates were logged.
    private static func reasons(
        for post: PostID,
        of considered: Served.Considered,
        _ page: Served,
        _ basis: FeedBasis
    ) -> [String] {
        let id = basis.catalog.id(of: post)
        guard let place = considered.posts.firstIndex(where: { $0.hasSameBytes(as: id) }),
            considered.scores.indices.contains(place)
        else { return [notOffered] }
        let score = Double(considered.scores[place])
        return ["It was number \(place + 1) of \(considered.posts.count) by value"]
            + whyBelow(post, score: score, page, basis, isPast: true)
    }

    private static let notOffered =
        "No source offered it: it was neither new, rising, popular, by someone you follow, nor like"
        + " what you and people like you liked"

    /// Makes the page once more, and looks where the post stands.
    private func whyBelow(
        _ post: PostID,
        _ page: Served,
        _ viewer: AccountID,
        _ basis: FeedBasis
    ) -> WhyNot {
        var past = basis
        past.now = page.at
        past.seed = page.seed ?? 0
        // A surface that isn't declared any more is made as the main one, and will not agree.
        let surface = basis.surfaces[page.surface] ?? Surface(name: page.surface)
        past.knobs = surface.applied(to: basis.knobs)
        let query = query(
            viewer,
            surface: surface,
            limit: max(page.limit, 1),
            after: page.previous.flatMap { pages.place(ofRequest: $0) },
            on: past,
            asBefore: pages.place(ofRequest: page.request),
            isLate: { false }
        )
        var run = basis.pipeline.run(query)
        let isSame = page.seed != nil && Self.isSame(run.slate, page, basis.catalog)
        var reasons: [String] = []
        if !isSame {
            reasons.append(
                "The page can't be made again as it was, since more has happened; this is how"
                    + " things stand now"
            )
        }
        if let place = run.ranked.firstIndex(where: { $0.post == post }) {
            reasons.append("It was number \(place + 1) of \(run.ranked.count) by value")
        } else {
            reasons.append(Self.notOffered)
            run.pool.offer(post, from: .backfill, for: query)
            basis.pipeline.prepare(query, &run)
        }
        guard let place = run.pool.place(of: post) else {
            let reason = "You have seen it, or were served it, since"
            return WhyNot(.present, reasons + [reason], needsPast: true)
        }
        let score = Double(run.pool.candidates[place].score)
        reasons += Self.whyBelow(post, score: score, page, basis, isPast: isSame)
        return WhyNot(isSame ? .replay : .present, reasons, needsPast: !isSame)
    }

    /// Whether a slate is the one that was logged: the same posts, scores, chances and heads.
    private static func isSame(_ slate: Slate, _ page: Served, _ catalog: Catalog) -> Bool {
        guard slate.places.count == page.slots.count else { return false }
        return zip(slate.places, page.slots).allSatisfy { place, slot in
            catalog.id(of: place.candidate.post).hasSameBytes(as: slot.post)
                && Double(place.candidate.score) == slot.score
                && place.propensity == slot.propensity
                && (slot.heads.isEmpty || place.candidate.heads.all == slot.heads)
        }
    }

    private static func whyBelow(
        _ post: PostID,
        score: Double,
        _ page: Served,
        _ basis: FeedBasis,
        isPast: Bool
    ) -> [String] {
        let author = basis.catalog[post].author
        let cap = Int(basis.knobs[FeedKnobs.authorCap])
        let others = page.slots.filter {
            basis.catalog.post($0.post).map { basis.catalog[$0].author } == author
        }
        var reasons: [String] = []
        if others.count >= cap {
            reasons.append(
                "\(basis.catalog.displayName(of: author)) has \(others.count) places on the page,"
                    + " and no author has more than \(cap) in ten"
            )
        }
        guard let last = page.slots.map(\.score).min() else { return reasons }
        if score < last {
            let verb = isPast ? "was" : "is"
            reasons.append(
                "Its value, \(rounded(score)), \(verb) below the page's lowest, \(rounded(last))"
            )
        } else if others.count < cap {
            let value = rounded(score)
            reasons.append(
                isPast
                    ? "Its value, \(value), would have been enough: the draw took others, or it was"
                        + " kept apart from posts on the same topic"
                    : "As things stand now its value is \(value), enough for the page; it was not"
                        + " when the page was made, or the draw took others"
            )
        }
        return reasons
    }

    /// Three digits behind the point, without the help of a formatter.
    static func rounded(_ value: Double) -> String {
        let thousandths = Int((max(min(value, 1e12), -1e12) * 1_000).rounded())
        let size = abs(thousandths)
        let digits = "\(1_000 + size % 1_000)".dropFirst()
        return "\(thousandths < 0 ? "-" : "")\(size / 1_000).\(digits)"
    }
}
