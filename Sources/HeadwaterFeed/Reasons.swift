import HeadwaterCatalog
import HeadwaterCore
import HeadwaterGraph
import HeadwaterMeaning
import HeadwaterVisibility

/// Says in plain sentences why a candidate stands on a page.
enum Reasons {
    /// The most sentences for one item.
    private static let most = 3

    /// What happened within so many seconds counts as rising.
    private static let risingSeconds: UInt32 = 600

    /// An author with more posts is no new voice, however few follow.
    private static let newVoicePosts: UInt32 = 20

    static func sentences(for candidate: Candidate, _ query: FeedQuery) -> [String] {
        var found: [(weight: Float, sentence: String)] = []
        func say(_ part: ScorePart, _ sentence: @autoclosure () -> String?) {
            let weight = candidate.parts[part]
            guard weight > 0.02, let sentence = sentence() else { return }
            found.append((weight, sentence))
        }
        let author = candidate.author
        say(.follow, "From \(query.name(of: author)), whom you follow")
        if candidate.parts[.follow] == 0 { say(.author, byAuthor(author, query)) }
        say(.tag, byTag(candidate, query))
        say(.word, byWord(candidate, query))
        say(.sound, bySound(candidate, query))
        say(.meaning, byMeaning(candidate, query))
        say(.people, byPeople(candidate))
        if candidate.sources.contains(SourceSet(.rising)) { say(.rising, byRise(candidate, query)) }
        if candidate.sources.contains(SourceSet(.popular)) {
            say(.popular, "Popular here right now")
        }
        found.sort { $0.weight > $1.weight }
        var sentences = found.prefix(most).map(\.sentence)
        if sentences.count < most, candidate.sources.contains(SourceSet(.fresh)) {
            sentences.append(byFreshness(author, query))
        }
        if sentences.isEmpty { sentences = [fallback(candidate, query)] }
        return sentences
    }

    private static func byAuthor(_ author: AccountID, _ query: FeedQuery) -> String? {
        guard let entry = query.taste.entry(.author, author.rawValue), entry.leadWeight > 0 else {
            return nil
        }
        return "Because you \(entry.leadKind.verb) posts by \(query.name(of: author))"
    }

    private static func byTag(_ candidate: Candidate, _ query: FeedQuery) -> String? {
        var best: (tag: TermID, entry: Taste.Entry)?
        for tag in query.catalog.tags(of: candidate.post).prefix(8) {
            guard let entry = query.taste.entry(.tag, tag.rawValue), entry.leadWeight > 0,
                entry.weight > best?.entry.weight ?? 0
            else { continue }
            best = (tag, entry)
        }
        guard let best else { return nil }
        let tag = query.catalog.text(of: best.tag)
        return "Because you \(best.entry.leadKind.verb) posts with #\(tag)"
    }

    private static func byWord(_ candidate: Candidate, _ query: FeedQuery) -> String? {
        var best: Taste.Entry?
        query.state.terms.forEach(of: candidate.post.rawValue) { hash in
            guard let entry = query.taste.entry(.word, hash), entry.leadWeight > 0,
                entry.weight > best?.weight ?? 0
            else { return }
            best = entry
        }
        guard let best else { return nil }
        guard query.judge.sees(best.lead, on: .id, in: query.catalog) else {
            return "Because it resembles posts that you \(best.leadKind.verb)"
        }
        let author = query.name(of: query.catalog[best.lead].author)
        return "Because you \(best.leadKind.verb) a post by \(author) with words like these"
    }

    private static func bySound(_ candidate: Candidate, _ query: FeedQuery) -> String? {
        let sound = query.catalog[candidate.post].sound
        guard let entry = query.taste.entry(.sound, sound.rawValue), entry.leadWeight > 0 else {
            return nil
        }
        return "Because you \(entry.leadKind.verb) posts with the same sound"
    }

    private static func byMeaning(_ candidate: Candidate, _ query: FeedQuery) -> String? {
        // What only isn't like what the viewer dislikes is like nothing that they liked.
        guard candidate.features[.meaning] > 0.35, query.lately.contains(where: { $0.weight > 0 })
        else { return nil }
        let vectors = query.vectors
        let count = query.lately.count {
            $0.weight > 0 && vectors.shareTopic($0.post, candidate.post)
        }
        guard count > 0 else {
            return "Because it is about the same as posts that you liked lately"
        }
        let posts = count == 1 ? "a post" : "\(count) posts"
        guard let tag = tag(of: vectors.topic(of: candidate.post), query) else {
            return "Because it is on the same topic as \(posts) that you liked lately"
        }
        return "Because it is on the topic of #\(tag), like \(posts) that you liked lately"
    }

    /// The tag that stands for a topic, where the viewer may see a post that has it.
    private static func tag(of topic: TopicID, _ query: FeedQuery) -> String? {
        guard case .tag(let tag) = query.vectors.title(of: topic) else { return nil }
        let posts = query.graph.posts(tagged: tag)
        let isSeen = (0..<posts.count).contains {
            query.judge.sees(PostID(posts[$0]), on: .feed, in: query.catalog)
        }
        return isSeen ? query.catalog.text(of: tag) : nil
    }

    private static func byPeople(_ candidate: Candidate) -> String? {
        switch candidate.people {
        case 0: nil
        case 1: "Someone who liked what you liked engaged with this"
        default: "\(candidate.people) people who liked what you liked engaged with this"
        }
    }

    private static func byRise(_ candidate: Candidate, _ query: FeedQuery) -> String? {
        let engagers = query.graph.engagers(of: candidate.post)
        var count = 0
        for place in 0..<engagers.count
        where engagers.seconds(place) + risingSeconds >= query.seconds { count += 1 }
        guard count > 1 else { return "Rising just now" }
        let orMore = count == engagers.count && count >= 48 ? " or more" : ""
        return "Rising: \(count)\(orMore) reactions in the last ten minutes"
    }

    private static func byFreshness(_ author: AccountID, _ query: FeedQuery) -> String {
        query.catalog[author].posts <= newVoicePosts
            ? "New voice: few people have seen this yet" : "Few people have seen this yet"
    }

    private static func fallback(_ candidate: Candidate, _ query: FeedQuery) -> String {
        if candidate.sources.contains(SourceSet(.popular)) { return "Popular here right now" }
        if candidate.sources.contains(SourceSet(.coengaged)) {
            return "People engage with this and with what you liked lately"
        }
        if candidate.sources.contains(SourceSet(.walks)) {
            return "People engage with this who share your interests"
        }
        if candidate.sources.contains(SourceSet(.newest)) { return "Posted just now" }
        if candidate.sources == SourceSet(.backfill) {
            return "You are near the end of what is new"
        }
        if candidate.sources.contains(SourceSet(.people)) {
            return "People engaged with this who liked what you liked"
        }
        if candidate.sources.contains(SourceSet(.nearest)) {
            return "Close in meaning to what you liked lately"
        }
        if candidate.sources.contains(SourceSet(.resembling)) {
            return "It has words in common with what you liked"
        }
        return "More people engage with this than usual"
    }
}
