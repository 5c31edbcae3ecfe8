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
/// above it. Some places are set aside (each share a knob; see ``PlaceTurns``):
/// - one of ten for a new voice, drawn by ``NewVoices``;
/// - one of five for the accounts that the viewer follows: who has just followed somebody sees them
///   soon, whatever the model has yet to learn of it;
/// - one of four for what has just pleased for the first time, while there is such (see
///   ``TopicEvidence/promising(_:)``);
/// - one of five for what else may please, drawn by ``Discovery``.
///
/// All noise follows from the query's seed, the place and the post, so the same candidates and seed
/// give the same page, bit for bit.
struct SlateSelector: Selector {
    let name = "slate"

    /// The places before one that are looked at for its author.
    static let authorReach = 9
    /// Those that are looked at for its topics, the last nine, as bits.
    static let lastForTopics: UInt16 = 0x1FF
    /// Those that take value from what shares their topic, the last four, as bits.
    static let lastForPenalty: UInt16 = 0xF

    func select(from candidates: [Candidate], for query: FeedQuery) -> Slate {
        var filling = SlateFilling(candidates, query)
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
        /// Whether this is about what has just pleased.
        var isPromising: Bool

        init(_ candidate: Candidate, promising: Set<UInt32>) {
            score = Double(candidate.score)
            topic = TopicEvidence.topic(candidate.topics)
            isPromising = promising.contains(topic)
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
}
