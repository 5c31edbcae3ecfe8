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

    /// All of them.
    public static let all = [posts]
}
