import HeadwaterCatalog
import HeadwaterCore
import HeadwaterGraph

/// What people engaged with who engaged with what the viewer engaged with.
///
/// A walk of two steps over the graph with a bounded number of looks: from the viewer's newest
/// engagements to the people behind them, and from the most alike of those to their newest ones.
struct PeopleSource: CandidateSource {
    let source = Source.people

    private static let mostOwn = 40
    private static let mostPeople = 80
    private static let mostEach = 40

    func offer(for query: FeedQuery, into pool: inout CandidatePool) {
        let own = query.graph.engagements(of: query.viewer)
        guard own.count > 0 else { return }
        let steps = Int(query.knobs[FeedKnobs.walkSteps])
        var left = steps / 2
        var people = Sums()
        for place in 0..<min(own.count, Self.mostOwn) {
            let others = query.graph.engagers(of: PostID(own.other(place)))
            // Who shares a post that everybody engaged with is hardly alike.
            let share = own.tally(place).weight / Float(others.count + 1).squareRoot()
            for other in 0..<others.count where others.other(other) != query.viewer.rawValue {
                people.add(others.other(other), share)
                left -= 1
            }
            if left <= 0 { break }
        }
        left = steps / 2
        var posts = Sums(room: 2_048)
        for place in people.largest(Self.mostPeople) {
            let theirs = query.graph.engagements(of: AccountID(people.numbers[place]))
            for index in 0..<min(theirs.count, Self.mostEach) {
                let weight = theirs.tally(index).weight
                if weight > 0 { posts.add(theirs.other(index), people.sums[place] * weight) }
                left -= 1
            }
            if left <= 0 { break }
        }
        // Whoever offers a post, it is liked by as many people of like taste.
        pool.know(posts)
        var quota = query.quota(FeedKnobs.peopleQuota)
        for place in posts.largest(posts.numbers.count) {
            guard quota > 0 else { return }
            let post = PostID(posts.numbers[place])
            if pool.offer(post, from: source, for: query) != nil { quota -= 1 }
        }
    }
}
