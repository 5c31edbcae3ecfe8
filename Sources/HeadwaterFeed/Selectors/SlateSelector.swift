import HeadwaterCatalog
import HeadwaterCore

/// Fills the places one after another by seeded draws over the values, keeping authors and topics
/// apart.
///
/// For each place, rules first mask who may not stand there:
/// - No author has more than two (a knob) of any ten places in a row, also across the pages of a
///   cursor. With five authors left there is always one who may come: two each of four authors
///   fill eight of the last nine places. So where none may come fewer than five are left, and the
///   rule gives way.
/// - Nobody shares a topic with each of the last three places (a knob), unless all do.
/// - Of ten places in a row, a topic has no more than three (a knob) and one for each yes that the
///   viewer has said lately, unless nothing else is left: one like says little, and what it brings
///   shall not be the whole page.
///
/// Then the place is drawn among the rest with chances in proportion to exp(value / temperature),
/// where the value has lost a penalty for each of the four places before that share a topic (the
/// Gumbel-max trick; see ``Draw``), so the chance of whoever is drawn is exact given the places
/// above it. One place of four is for discovery, drawn by ``Discovery``. One place of five is for
/// the accounts that the viewer follows: who has just followed somebody sees them soon, whatever
/// the model has yet to learn of it. One place of ten is a new voice's, drawn by ``NewVoices``.
/// Which places these are is another matter on every page.
/// All noise follows from the query's seed, the place and the post, so the same candidates and seed
/// give the same page, bit for bit.
struct SlateSelector: Selector {
    let name = "slate"

    /// The places before one that are looked at for its author, and for its topics.
    static let authorReach = 9
    private static let topicReach = 9
    /// The places before one that take value from what shares their topic.
    private static let penaltyReach = 4

    func select(from candidates: [Candidate], for query: FeedQuery) -> Slate {
        var filling = Filling(candidates, query)
        while filling.slate.places.count < query.limit, filling.fillNext() {}
        return filling.slate
    }

    /// Whether the page is filled whatever is drawn, without a rule that gives way.
    ///
    /// The worst case takes the authors with the fewest posts first. It must not depend on the
    /// draws themselves, or their chances would not be those that are logged.
    func isFilled(by candidates: [Candidate], for query: FeedQuery) -> Bool {
        guard candidates.count >= query.limit else { return false }
        let cap = max(Int(query.knobs[FeedKnobs.authorCap]), 1)
        var authors = candidates.map(\.author.rawValue)
        authors.sort()
        var counts: [Int] = []
        for index in authors.indices {
            if index > 0, authors[index] == authors[index - 1] {
                counts[counts.count - 1] += 1
            } else {
                counts.append(1)
            }
        }
        counts.sort()
        var drawn = query.limit - 1
        var gone = 0
        for count in counts where drawn >= count {
            drawn -= count
            gone += 1
        }
        return counts.count - gone > Self.authorReach / cap
    }

    /// The authors that have their share of the last places.
    static func full(_ last: ArraySlice<AccountID>, _ cap: Int) -> [AccountID] {
        var full: [AccountID] = []
        for author in last where !full.contains(author) {
            if last.reduce(0, { $0 + ($1 == author ? 1 : 0) }) >= cap { full.append(author) }
        }
        return full
    }

    /// What drawing needs to know of a candidate, packed, as it is looked at for every place.
    struct Row: Sendable {
        var score: Double
        var post: PostID
        var author: AccountID
        var topics: InlineArray<4, UInt32>
        /// What discovery takes it to be about.
        var topic: UInt32
        var isFollowed: Bool

        init(_ candidate: Candidate) {
            score = Double(candidate.score)
            topic = Discovery.topic(candidate.topics)
            post = candidate.post
            author = candidate.author
            topics = candidate.topics
            isFollowed = candidate.sources.contains(SourceSet(.followed))
        }

        func shares(_ others: InlineArray<4, UInt32>) -> Bool {
            for one in topics.indices where topics[one] != 0 {
                for other in others.indices where others[other] == topics[one] { return true }
            }
            return false
        }
    }

    /// A slate that is being filled.
    private struct Filling {
        let candidates: [Candidate]
        let rows: [Row]
        let cap: Int
        let run: Int
        let penalty: Double
        /// How many of ten places may share a topic.
        let topicCap: Int
        let every: Int
        /// Which of so many places is a new voice's: another on every page, so that short pages
        /// have their share of them too.
        let phase: Int
        /// The same for places for discovery.
        let discoverEvery: Int
        let discoverPhase: Int
        /// The same for the places of followed accounts.
        let followedEvery: Int
        let followedPhase: Int
        let voices: NewVoices
        let discovery: Discovery
        var draw: Draw
        var isTaken: [Bool]
        var authors: [AccountID]
        /// The topics of the last places, the last one last.
        var topics: [InlineArray<4, UInt32>] = []
        var slate = Slate()

        init(_ candidates: [Candidate], _ query: FeedQuery) {
            self.candidates = candidates
            rows = candidates.map { Row($0) }
            cap = Int(query.knobs[FeedKnobs.authorCap])
            run = Int(query.knobs[FeedKnobs.topicRun])
            penalty = query.knobs[FeedKnobs.topicPenalty]
            topicCap = Int(query.knobs[FeedKnobs.topicCap]) + query.approvals
            every = Int(query.knobs[FeedKnobs.freshEvery])
            phase = Self.phase(query.seed, every, ahead: 0)
            discoverEvery = Int(query.knobs[FeedKnobs.discoverEvery])
            // Half-way between the new voices' places, where there are as many of both.
            discoverPhase = Self.phase(query.seed, discoverEvery, ahead: discoverEvery / 2)
            followedEvery = Int(query.knobs[FeedKnobs.followedEvery])
            // Right before those.
            followedPhase = Self.phase(
                query.seed,
                followedEvery,
                ahead: followedEvery / 2 + followedEvery - 1
            )
            discovery = Discovery(query)
            voices = NewVoices(query)
            draw = Draw(
                seed: query.seed,
                temperature: query.knobs[FeedKnobs.temperature],
                count: candidates.count
            )
            isTaken = [Bool](repeating: false, count: candidates.count)
            authors = query.authorsBefore
        }

        private static func phase(_ seed: UInt64, _ every: Int, ahead: Int) -> Int {
            every > 0 ? Int((mixed(seed) &+ UInt64(ahead)) % UInt64(every)) : 0
        }

        /// Fills one more place; false where nobody is left.
        mutating func fillNext() -> Bool {
            let place = slate.places.count
            if every > 0, place % every == phase, mask(keepsTopics: false, offersAll: true),
                let outcome = voices.draw(among: candidates, draw, place: place)
            {
                take(outcome, isForNewVoice: true)
                return true
            }
            if followedEvery > 0, place % followedEvery == followedPhase,
                mask(keepsTopics: true, ofFollowed: true),
                let outcome = draw.next(place: place, rows)
            {
                take(outcome, isForNewVoice: false)
                return true
            }
            if discoverEvery > 0, place % discoverEvery == discoverPhase,
                mask(keepsTopics: true, offersAll: true),
                let outcome = discovery.draw(draw, rows, place: place)
            {
                take(outcome, isForNewVoice: false)
                return true
            }
            guard
                mask(keepsTopics: true) || mask(keepsTopics: false)
                    || mask(keepsAuthors: false, keepsTopics: false),
                let outcome = draw.next(place: place, rows)
            else { return false }
            take(outcome, isForNewVoice: false)
            return true
        }

        private mutating func take(_ outcome: Draw.Outcome, isForNewVoice: Bool) {
            let candidate = candidates[outcome.index]
            isTaken[outcome.index] = true
            authors.append(candidate.author)
            topics.append(candidate.topics)
            if topics.count > SlateSelector.topicReach { topics.removeFirst() }
            slate.places.append(
                Slate.Place(
                    candidate: candidate,
                    propensity: outcome.propensity,
                    isForNewVoice: isForNewVoice
                )
            )
            slate.greedy += draw.highest
            slate.expected += outcome.expected
        }

        /// Gives each candidate its value for this place, or masks it; false where all are masked.
        ///
        /// Values that can't be drawn are left out unless `offersAll`.
        private mutating func mask(
            keepsAuthors: Bool = true,
            keepsTopics: Bool,
            offersAll: Bool = false,
            ofFollowed: Bool = false
        ) -> Bool {
            let full =
                keepsAuthors
                ? SlateSelector.full(authors.suffix(SlateSelector.authorReach), cap)
                : []
            let masksTopics = keepsTopics && run > 0 && topics.count >= run
            draw.begin()
            for index in rows.indices where !isTaken[index] {
                // The rest has lower values, and neighbours only ever take away.
                if !offersAll, !draw.isWithinReach(rows[index].score) { break }
                if ofFollowed, !rows[index].isFollowed { continue }
                if full.contains(rows[index].author) { continue }
                var sharing = 0
                var sharingNear = 0
                var sharingLast = 0
                for (place, others) in topics.enumerated() where rows[index].shares(others) {
                    sharing += 1
                    if place >= topics.count - SlateSelector.penaltyReach { sharingNear += 1 }
                    if place >= topics.count - run { sharingLast += 1 }
                }
                if masksTopics, sharingLast >= run { continue }
                if keepsTopics, sharing >= topicCap { continue }
                draw.offer(index, rows[index].score - penalty * Double(sharingNear))
            }
            return draw.hasAny
        }
    }
}
