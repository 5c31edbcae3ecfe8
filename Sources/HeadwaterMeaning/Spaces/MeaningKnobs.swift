public import HeadwaterCore

/// The tunable numbers of vectors.
public enum MeaningKnobs {
    /// The number of newest posts whose vectors are kept, in each space.
    public static let posts = Knob(
        "meaning.posts",
        unit: "posts",
        standard: 1_000_000,
        range: 0...16_000_000,
        "How many of the newest posts keep a vector, some 600 bytes each."
    )
    /// The number of a team's own spaces that are kept.
    public static let ownSpaces = Knob(
        "meaning.own_spaces",
        unit: "spaces",
        standard: 4,
        range: 0...16,
        "How many spaces of vectors that come with posts are kept; later ones are passed over."
    )
    /// The number of posts that are encoded at a time.
    public static let batch = Knob(
        "meaning.batch",
        unit: "posts",
        standard: 32,
        range: 1...1024,
        "How many posts get their vectors by one record of the log."
    )
    /// The number of posts that may wait for the encoder before the table stands in.
    public static let backlog = Knob(
        "meaning.backlog",
        unit: "posts",
        standard: 20_000,
        range: 0...16_000_000,
        "How many posts wait for the encoder before older ones get a vector of the static table."
    )
    /// How thoroughly nearest vectors are looked for.
    public static let probes = Knob(
        "meaning.probes",
        unit: "cells",
        standard: 96,
        range: 1...65_536,
        "How many cells of the space are searched for what is nearest."
    )

    /// What a cosine of the static table counts: tuned on TweetQA's training questions (0.2 and 0.5
    /// of words' weight), where meaning by the table alone makes an MRR@10 of .686 into .693.
    public static let tableWeight = Knob(
        "meaning.table.weight",
        unit: "1",
        standard: 0.4,
        range: 0...1,
        "What nearness by the static table counts beside nearness by the encoder."
    )

    /// The number of topics that are kept apart.
    public static let topics = Knob(
        "meaning.topics",
        unit: "topics",
        standard: 512,
        range: 0...4_096,
        "How many topics posts are told apart by, as far as their meaning goes; 0 for none."
    )
    /// How alike a post is to what its topic says.
    ///
    /// Tuned on tweets on eleven crises among 16,000 other posts: at 0.33 some 89 % of all posts share
    /// a topic with four others, at 0.37 80 %, and the topics are purer.
    public static let topicLikeness = Knob(
        "meaning.topic.likeness",
        unit: "cosine",
        standard: 0.37,
        range: 0.05...1,
        "A post that is less like every topic, in what sets it apart from all, begins a new one."
    )
    /// How many posts a topic's centre is the mean of.
    public static let topicInertia = Knob(
        "meaning.topic.inertia",
        unit: "posts",
        standard: 256,
        range: Double(FixedSum.settled)...4_096,
        "A topic moves with its posts, and stands still no more than if it were of so many."
    )

    /// Those that the view reads while it applies records.
    public static let ofView = [posts, ownSpaces, topics, topicLikeness, topicInertia]

    /// All of them.
    public static let all = ofView + [batch, backlog, probes, tableWeight]
}
