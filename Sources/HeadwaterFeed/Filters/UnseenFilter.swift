/// Keeps away what was seen or served, is gone, or is the viewer's own.
struct UnseenFilter: Filter {
    let name = "unseen"

    func admits(_ candidate: Candidate, for query: FeedQuery) -> Bool {
        query.isOpen(candidate.post)
    }
}
