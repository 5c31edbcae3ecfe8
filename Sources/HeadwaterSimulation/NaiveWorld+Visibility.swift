public import HeadwaterCore
import HeadwaterEvents

/// Who may see what.
extension NaiveWorld {
    /// Where a post would be shown.
    public enum Surface: Sendable, Hashable, CaseIterable {
        /// Asked for by its id.
        case id
        /// In search and answers.
        case search
        /// In a feed.
        case feed
    }

    /// Whether a viewer, or one who names none, may see a post on a surface at a moment.
    public func sees(
        _ viewer: String?,
        _ id: String,
        on surface: Surface,
        at moment: Timestamp
    ) -> Bool {
        guard let post = versions(of: id).last?.post, !isDeleted(id),
            status(of: post.author) == .active
        else { return false }
        let hiding = viewer == nil ? hidingLabels.union(strangerLabels) : hidingLabels
        let labels =
            labels(on: id, at: moment).union(labels(on: post.author, at: moment))
            .union(post.labels)
        guard labels.isDisjoint(with: hiding) else { return false }
        guard let viewer else {
            return isOpen(post, on: surface) && isOffered(post, to: nil, on: surface)
        }
        let isAuthor = same(viewer, post.author)
        if surface == .feed, isOn(Engagement.Kind.hide, viewer, id) { return false }
        if isAuthor { return true }
        if isOn(Edge.Kind.block, viewer, post.author) || isOn(Edge.Kind.block, post.author, viewer)
        {
            return false
        }
        if surface == .feed, isOn(Edge.Kind.mute, viewer, post.author) { return false }
        return isFor(post, viewer, on: surface) && isOffered(post, to: viewer, on: surface)
    }

    /// Whether a post exists for those who name no viewer.
    private func isOpen(_ post: Post, on surface: Surface) -> Bool {
        post.audience == .public || (post.audience == .unlisted && surface == .id)
    }

    private func isFor(_ post: Post, _ viewer: String, on surface: Surface) -> Bool {
        switch post.audience {
        case .public: true
        case .unlisted: surface == .id || isOn(Edge.Kind.follow, viewer, post.author)
        case .followers: isOn(Edge.Kind.follow, viewer, post.author)
        case .mentioned: post.mentions.contains { same($0, viewer) }
        case .group(let group): isOn(Edge.Kind.member, viewer, group)
        }
    }

    /// What the author consents to.
    private func isOffered(_ post: Post, to viewer: String?, on surface: Surface) -> Bool {
        switch surface {
        case .id: true
        case .search: field(post.author, \.indexable) ?? true
        case .feed:
            (field(post.author, \.discoverable) ?? true)
                || viewer.map { isOn(Edge.Kind.follow, $0, post.author) } ?? false
        }
    }
}
