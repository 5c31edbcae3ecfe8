import HeadwaterCore

/// What the posts of a workload say.
extension Workload {
    /// A theme and the words that posts about it are made of, the commonest first.
    struct Theme: Sendable {
        var words: [String]
    }

    static let themes = [
        Theme(
            words: [
                "harbour", "ship", "ferry", "quay", "tide", "crane", "pilot", "anchor", "cargo",
                "tug", "mooring", "buoy",
            ]
        ),
        Theme(
            words: [
                "match", "goal", "penalty", "keeper", "league", "striker", "referee", "corner",
                "derby", "defender", "trainer", "final",
            ]
        ),
        Theme(
            words: [
                "bread", "oven", "flour", "dough", "crust", "yeast", "butter", "rye", "seeds",
                "loaf", "starter", "salt",
            ]
        ),
        Theme(
            words: [
                "storm", "wind", "rain", "flood", "gust", "forecast", "warning", "roof", "wave",
                "pump", "sandbag", "gale",
            ]
        ),
        Theme(
            words: [
                "concert", "guitar", "drums", "chorus", "stage", "ticket", "song", "bass",
                "encore", "album", "rehearsal", "singer",
            ]
        ),
    ]

    static let labels = ["!hide", "!takedown", "!no-unauthenticated", "spam", "graphic"]

    private static let glue = [
        "the", "a", "and", "of", "today", "near", "is", "was", "with", "our",
    ]

    /// A short text on one theme.
    ///
    /// Words come up about as often as one over their rank: each power
    /// of two of ranks is as likely as the next.
    mutating func text() -> String {
        let theme = pick(Self.themes)
        var words: [String] = []
        for _ in 0..<Int.random(in: 3...14, using: &random) {
            if chance(0.4) {
                words.append(Self.glue[rank(below: Self.glue.count)])
            } else {
                words.append(theme.words[rank(below: theme.words.count)])
            }
        }
        return words.joined(separator: " ")
    }

    private mutating func rank(below count: Int) -> Int {
        var octaves = 0
        while 1 << (octaves + 1) <= count { octaves += 1 }
        let first = 1 << Int.random(in: 0...octaves, using: &random)
        return Int.random(in: first..<min(2 * first, count + 1), using: &random) - 1
    }
}
