import HeadwaterVisibility

/// Asks the one judge, last.
struct VisibilityFilter: Filter {
    let name = "visibility"

    func admits(_ candidate: Candidate, for query: FeedQuery) -> Bool {
        query.judge.sees(candidate.post, on: .feed, in: query.catalog)
    }
}
