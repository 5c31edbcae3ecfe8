public import HeadwaterCore

/// The tunable numbers of answers.
public enum AnswerKnobs {
    /// How many posts are read for an answer.
    public static let posts = Knob(
        "answers.posts",
        unit: "posts",
        standard: 60,
        range: 1...1_000,
        "How many posts are read to answer a question."
    )
    /// What a synonym counts beside the word of the question, when posts are looked for.
    public static let synonymWeight = Knob(
        "answers.synonym.weight",
        unit: "1",
        standard: 0.4,
        range: 0...1,
        "What a word that means the same counts beside the word of the question."
    )
    /// The coverage from which a sentence answers in part.
    public static let partialCoverage = Knob(
        "answers.coverage.partial",
        unit: "1",
        standard: 0.5,
        range: 0...1,
        "The share of the question, by rarity of its words, from which a sentence answers in part."
    )
    /// The coverage from which a sentence answers.
    public static let groundedCoverage = Knob(
        "answers.coverage.grounded",
        unit: "1",
        standard: 0.56,
        range: 0...1,
        "The share of the question, by rarity of its words, from which a sentence answers it."
    )
    /// The share of the best coverage that a contradiction needs.
    public static let conflictShare = Knob(
        "answers.conflict.share",
        unit: "1",
        standard: 0.75,
        range: 0...1,
        "How much of the best sentence's coverage another needs to contradict it."
    )
    /// How many sentences an answer has at most.
    public static let claims = Knob(
        "answers.claims",
        unit: "sentences",
        standard: 4,
        range: 1...10,
        "How many sentences an answer has at most."
    )
    /// How many sources a claim names at most.
    public static let citations = Knob(
        "answers.citations_per_claim",
        unit: "posts",
        standard: 3,
        range: 1...20,
        "How many sources a claim names at most."
    )

    /// All of them.
    public static let all = [
        posts, synonymWeight, partialCoverage, groundedCoverage, conflictShare, claims, citations,
    ]
}
