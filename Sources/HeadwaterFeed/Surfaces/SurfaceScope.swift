import HeadwaterCatalog
import HeadwaterCore

/// A surface's filters, made ready for one request.
struct SurfaceScope: Sendable {
    private let media: Surface.Media?
    /// The languages of which a post has one; nil for any.
    let langs: [TermID]?
    /// The tags of which a post has one; nil for any.
    let tags: [TermID]?
    private let oldest: Timestamp?
    private let hasReplies: Bool
    /// Whether every post passes.
    let isOpen: Bool

    init(_ filters: Surface.Filters, at now: Timestamp, _ catalog: Catalog) {
        media = filters.media
        // Posts' tags and languages are kept in lower case. A term that no post has yet matches none.
        langs =
            filters.langs.isEmpty
            ? nil : filters.langs.compactMap { catalog.term($0.lowercased()) }
        tags =
            filters.tags.isEmpty ? nil : filters.tags.compactMap { catalog.term($0.lowercased()) }
        oldest = filters.maxAgeHours.map { now.advanced(byMilliseconds: -Int64($0 * 3_600_000)) }
        hasReplies = filters.hasReplies
        isOpen = filters == Surface.Filters()
    }

    func admits(_ post: PostID, _ row: PostEntry, _ catalog: Catalog) -> Bool {
        if isOpen { return true }
        if let oldest, row.time < oldest { return false }
        if !hasReplies, row.replyParent != .none { return false }
        switch media {
        case nil: break
        case .image: if !row.flags.contains(.image) { return false }
        case .video: if !row.flags.contains(.video) { return false }
        case .audio: if !row.flags.contains(.audio) { return false }
        case .text: if !row.flags.isDisjoint(with: [.image, .video, .audio]) { return false }
        }
        if let langs, !langs.contains(row.language) { return false }
        if let tags, !tags.contains(where: { catalog.has(post, tag: $0) }) { return false }
        return true
    }
}
