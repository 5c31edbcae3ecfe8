public import HeadwaterCore

/// The tunable numbers of search.
///
/// Those of BM25 were tuned on TweetQA's training questions alone (k1 from 0.6 to 1.6, b from 0.4 to
/// 0.9).
public enum IndexKnobs {
    /// How soon more of the same word stops counting: BM25's k1.
    public static let saturation = Knob(
        "search.bm25.k1",
        unit: "1",
        standard: 0.6,
        range: 0...10,
        "How soon repeating a word stops raising a post's score."
    )
    /// How much a long post is held back: BM25's b.
    public static let lengthNorm = Knob(
        "search.bm25.b",
        unit: "1",
        standard: 0.6,
        range: 0...1,
        "How far a post's length lowers its score, from not at all to in full."
    )
    /// What a stop word counts beside other words.
    public static let stopWordWeight = Knob(
        "search.stop_word.weight",
        unit: "1",
        standard: 1.0 / 3.0,
        range: 0...1,
        "What a word such as 'the' in a query counts beside other words."
    )
    /// How fast `top` lets posts fade.
    public static let topHalfLifeHours = Knob(
        "search.top.half_life",
        unit: "h",
        standard: 24,
        range: 0.01...87_600,
        "After how long a post needs twice the engagement to stand where it stood in 'top'."
    )
    /// What a repost, quote or share counts in `top` beside a like.
    public static let spreadWeight = Knob(
        "search.top.spread_weight",
        unit: "likes",
        standard: 2,
        range: 0...100,
        "What a repost, quote or share counts in 'top' beside a like."
    )
    /// What a reply or bookmark counts in `top` beside a like.
    public static let replyWeight = Knob(
        "search.top.reply_weight",
        unit: "likes",
        standard: 1.5,
        range: 0...100,
        "What a reply or bookmark counts in 'top' beside a like."
    )

    /// What meaning counts beside words: tuned on TweetQA's training questions alone (from 0.2 to
    /// 1.3), where it makes an MRR@10 of .687 into .702.
    public static let meaningWeight = Knob(
        "search.meaning.weight",
        unit: "1",
        standard: 0.5,
        range: 0...10,
        "What a post of the very meaning of a query counts beside one with all of its words."
    )
    /// How many posts meaning alone may find.
    public static let meaningCandidates = Knob(
        "search.meaning.candidates",
        unit: "posts",
        standard: 100,
        range: 0...2000,
        "How many posts without any of a query's words are found for their meaning."
    )

    /// All of them.
    public static let all = [
        saturation, lengthNorm, stopWordWeight, topHalfLifeHours, spreadWeight, replyWeight,
        meaningWeight, meaningCandidates,
    ]
}
