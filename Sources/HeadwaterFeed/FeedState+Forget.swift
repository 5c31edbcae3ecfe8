import HeadwaterCatalog
import HeadwaterCore
import HeadwaterGraph

/// What is still to be forgotten of deleted accounts: their posts, and pages that were served to
/// them and that their own list has let go of.
///
/// An account may have a million posts, and the window a million pages, so each record that
/// follows does a bounded part. It is part of the state: the same log forgets at the same records.
struct Forgetting: Sendable {
    /// How many posts, and how many pages, one record looks at.
    static let step = 32

    /// Posts of deleted accounts, the next one last.
    var posts: [UInt32] = []
    /// Where the next page is that is looked at, and where it is over.
    private var place: PageLog.Place = 0
    private var end: PageLog.Place = 0
    /// Before where pages are to be looked at once more then: another account ended meanwhile.
    private var again: PageLog.Place = 0

    init() {}

    var isDone: Bool { posts.isEmpty && place >= end }

    /// Has all pages looked at that there are now.
    ///
    /// Where accounts end faster than a round takes, rounds go on, and none begins anew.
    mutating func lookAtAll(_ pages: PageLog) {
        if place >= end { place = pages.start } else { again = max(again, place) }
        end = pages.end
    }

    /// Forgets some of the pages whose viewer is gone.
    mutating func look(_ pages: inout PageLog, _ isGone: (AccountID) -> Bool) {
        guard place < end else { return }
        place = pages.sweep(from: place, to: end, atMost: Self.step, isGone)
        guard place >= end else { return }
        (place, end, again) = (pages.start, again, 0)
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(posts)
        for place in [place, end, again] { writer.write(place) }
    }

    init(from reader: inout ByteReader, _ pages: PageLog) throws(ByteReaderError) {
        posts = try reader.readArray()
        place = try reader.read()
        end = try reader.read()
        again = try reader.read()
        guard end <= pages.end, again <= end, pages.isPage(place) || place >= end else {
            throw .malformed(offset: reader.offset, "no page is where one is to be forgotten")
        }
    }
}

extension FeedState {
    /// Forgets a deleted post: its words, its heat and where it led.
    ///
    /// What stays is its number, where viewers saw it or reacted to it, until their windows end,
    /// and its share in counts that are of no post alone: how many posts have a word
    /// (``SalientTerms``, halved every million posts) and what an author's or topic's posts get
    /// (``Heat``, halved every two days). Complexity: O(limits).
    mutating func remove(_ post: PostID) {
        terms.remove(post.rawValue)
        heat.remove(post)
        rising.remove(post)
        popular.remove(post)
        for index in languages.indices { languages[index].board.remove(post) }
        newest.remove(0, first: post.rawValue)
    }

    /// Forgets a deleted account: what it did and the pages in its list at once, its posts and
    /// older pages with the records that follow.
    mutating func remove(_ account: AccountID, _ catalog: Catalog) {
        approvals.removeAll(account.rawValue)
        rejections.removeAll(account.rawValue)
        seen.removeAll(account.rawValue)
        heat.remove(account)
        pages.removeAll(of: account)
        // Backwards, so that the newest posts, which lists hold, go first.
        forgetting.posts += catalog.posts(by: [account]).map(\.rawValue)
        forgetting.lookAtAll(pages)
        forget(catalog)
    }

    /// Forgets some of what is still to be forgotten.
    ///
    /// An account that came back meanwhile keeps what it has left.
    mutating func forget(_ catalog: Catalog) {
        for _ in 0..<Forgetting.step {
            guard let number = forgetting.posts.popLast() else { break }
            let post = PostID(number)
            if catalog.isDeleted(catalog[post].author) { remove(post) }
        }
        forgetting.look(&pages) { catalog.isDeleted($0) }
    }
}
