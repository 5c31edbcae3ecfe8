import HeadwaterCore
import HeadwaterEvents

/// What a client reports of a post on a page (`app.bsky.feed.defs#interaction`).
struct Interaction: Sendable, Hashable {
    /// The kinds that the lexicon knows; others are tolerated.
    enum Kind: String, Sendable, Hashable, CaseIterable {
        case requestLess
        case requestMore
        case clickthroughItem
        case clickthroughAuthor
        case clickthroughReposter
        case clickthroughEmbed
        case interactionSeen
        case interactionLike
        case interactionRepost
        case interactionReply
        case interactionQuote
        case interactionShare
    }

    var kind: Kind
    var post: String
    /// Where it stood; nil where what the client sent back is not what this viewer was given.
    var place: FeedTokens.Place?
    /// The page; known where the post's place isn't, but the page's own token is right.
    var request: String?

    /// Reads one; nil where it says nothing that can be used.
    init?(_ json: JSONValue, by viewer: String, tokens: FeedTokens) {
        guard let event = json["event"]?.string, let post = json["item"]?.string,
            let kind = Kind(rawValue: String(event.drop { $0 != "#" }.dropFirst())),
            event.hasPrefix("app.bsky.feed.defs#"), BlueskyFeed.isPost(post)
        else { return nil }
        self.kind = kind
        self.post = post
        place = tokens.place(json["feedContext"]?.string, post: post, viewer: viewer)
        request = place?.request ?? tokens.request(json["reqId"]?.string, viewer: viewer)
    }

    /// What it means here.
    ///
    /// - Seen is an impression. Clicks on the post, its embed or its author, shares, and the two
    ///   requests are engagements.
    /// - Likes, reposts, replies and quotes are records of the network: the stream that the posts
    ///   come from brings them, with ids of their own. Taken from here too they would count twice,
    ///   and could not be taken back.
    /// - "More like this" is a bookmark: a wish that is on or off, that nobody else sees, and that
    ///   the network doesn't publish, so no other event can mean it. "Less like this" hides.
    /// - A click on who reposted it tells nothing: pages here hold no reposts.
    ///
    /// What is counted over all viewers counts only for posts that this viewer was given, by the
    /// token that came with them; the wish for less is the viewer's own affair and always counts.
    func event(by viewer: String, at now: Timestamp, surface: String?) -> Event? {
        guard place != nil || kind == .requestLess else { return nil }
        switch kind {
        case .interactionSeen:
            var event = Impression(actor: viewer, post: post, at: now)
            event.request = place?.request
            event.position = place?.position
            event.surface = surface
            return .impression(event)
        case .clickthroughItem, .clickthroughEmbed: return engagement(.click, viewer, now)
        case .clickthroughAuthor: return engagement(.profile, viewer, now)
        case .interactionShare: return engagement(.share, viewer, now)
        case .requestMore: return engagement(.bookmark, viewer, now)
        case .requestLess: return engagement(.hide, viewer, now)
        case .interactionLike, .interactionRepost, .interactionReply, .interactionQuote,
            .clickthroughReposter:
            return nil
        }
    }

    private func engagement(_ kind: Engagement.Kind, _ viewer: String, _ now: Timestamp) -> Event {
        var event = Engagement(kind: kind, actor: viewer, post: post, at: now)
        event.request = request
        // Says on the record that a button was pressed, and which.
        let isWish = self.kind == .requestMore || self.kind == .requestLess
        if isWish { event.reason = self.kind.rawValue }
        return .engagement(event)
    }
}
