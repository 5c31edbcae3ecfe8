public import HeadwaterCatalog
public import HeadwaterCore
import HeadwaterEvents

/// Says who may see what: the one judge that every surface asks, after ranking and apart from it.
///
/// Made for one request; ``sees(_:on:in:)`` costs a few look-ups. It is a pure function of the
/// catalog, the viewer, the policy and the moment.
public struct Judge: Sendable {
    /// Where a post would be shown.
    public enum Surface: Sendable, Hashable {
        /// Asked for by its id.
        case id
        /// In search, answers, highlights and suggestions.
        case search
        /// In a feed.
        case feed
    }

    /// Why a post is not shown.
    public enum Reason: Sendable, Hashable {
        /// Nobody has sent it.
        case unknown
        /// It was deleted.
        case deleted
        /// Its author is not active.
        case inactiveAuthor
        /// A label hides it or its author.
        case labelled
        /// It isn't for this viewer.
        case audience
        /// One of the two has blocked the other.
        case blocked
        /// The viewer has muted its author.
        case muted
        /// The viewer has hidden it.
        case hidden
        /// Its author does not want to be found in search and answers.
        case notIndexable
        /// Its author does not want to be in the feeds of others than followers.
        case notDiscoverable
    }

    /// Who asks; `AccountID.none` where nobody is named.
    public let viewer: AccountID
    /// Whether a viewer was named, known or not.
    public let hasViewer: Bool
    /// The moment of the request, for labels that expire.
    public let now: Timestamp
    private let hiding: [TermID]

    /// A judge for one request.
    ///
    /// - Parameters:
    ///   - viewer: Who asks, by id; nil for a request without a viewer.
    ///   - policy: Which labels hide.
    ///   - now: The moment of the request.
    ///   - catalog: What is known.
    public init(viewer: String?, policy: Policy, now: Timestamp, catalog: Catalog) {
        self.viewer = viewer.flatMap { catalog.account($0) } ?? .none
        hasViewer = viewer != nil
        self.now = now
        let values =
            viewer == nil ? policy.hidden.union(policy.hiddenFromStrangers) : policy.hidden
        hiding = values.compactMap { catalog.term($0) }
    }

    /// Whether the viewer may see a post on a surface.
    public func sees(_ post: PostID, on surface: Surface, in catalog: Catalog) -> Bool {
        objection(to: post, on: surface, in: catalog) == nil
    }

    /// The first reason for which the viewer may not see a post on a surface; nil where there is
    /// none.
    public func objection(to post: PostID, on surface: Surface, in catalog: Catalog) -> Reason? {
        let row = catalog[post]
        guard row.flags.contains(.known) else { return .unknown }
        guard !row.flags.contains(.deleted) else { return .deleted }
        let author = row.author
        if let reason = objection(toAccount: author, in: catalog) { return reason }
        if row.flags.contains(.labelled), hides(catalog.labels(of: post)) { return .labelled }
        if row.hasSelfLabels, hides(catalog.selfLabels(of: post)) { return .labelled }
        let isAuthor = viewer != .none && viewer == author
        if isAuthor { return surface == .feed ? objectionToOwn(post, in: catalog) : nil }
        if !isFor(row, post, on: surface, in: catalog) { return .audience }
        if viewer != .none {
            if catalog.isOn(.block, viewer, author) || catalog.isOn(.block, author, viewer) {
                return .blocked
            }
            if surface == .feed {
                if catalog.isOn(.mute, viewer, author) { return .muted }
                if catalog.isOn(.hide, viewer, post) { return .hidden }
            }
        }
        switch surface {
        case .id: return nil
        case .search: return catalog[author].indexable.value ? nil : .notIndexable
        case .feed:
            let mayShow =
                catalog[author].discoverable.value || catalog.isOn(.follow, viewer, author)
            return mayShow ? nil : .notDiscoverable
        }
    }

    /// The reason for which an account and all that it posts is hidden; nil where there is none.
    public func objection(toAccount account: AccountID, in catalog: Catalog) -> Reason? {
        let entry = catalog[account]
        guard entry.status.value == .active else { return .inactiveAuthor }
        if entry.isLabelled, hides(catalog.labels(of: account)) { return .labelled }
        return nil
    }

    private func objectionToOwn(_ post: PostID, in catalog: Catalog) -> Reason? {
        catalog.isOn(.hide, viewer, post) ? .hidden : nil
    }

    private func isFor(
        _ row: PostEntry,
        _ post: PostID,
        on surface: Surface,
        in catalog: Catalog
    ) -> Bool {
        switch row.audience {
        case .public: return true
        case .unlisted:
            return surface == .id || catalog.isOn(.follow, viewer, row.author)
        case .followers: return catalog.isOn(.follow, viewer, row.author)
        case .mentioned:
            return viewer != .none && catalog.mentions(of: post).contains(viewer)
        case .group: return catalog.isOn(.member, viewer, row.group)
        }
    }

    private func hides(_ labels: [LabelEntry]) -> Bool {
        labels.contains { $0.holds(at: now) && hiding.contains($0.value) }
    }

    private func hides(_ labels: [TermID]) -> Bool { labels.contains { hiding.contains($0) } }
}
