public import HeadwaterCatalog
public import HeadwaterCore

/// What the examples of one viewer's candidates have in common, computed once.
public struct ViewerContext: Sendable {
    var viewer: UInt64
    var surface: UInt64
    var at: Timestamp
    /// The viewer's last posts, the newest first.
    var recent: [RecentRow.Entry] = []
    var base: BaseRates
    /// The rates of the viewer, of the surface, and of both.
    var viewerRate: Rate
    var surfaceRate: Rate
    var viewerSurfaceRate: Rate
    /// The inputs that are the same for all candidates; the others are 0.
    var inputs = [Float](repeating: 0, count: Input.count)
    var keys: [UInt64] = []
    var fields: [UInt8] = []
}

/// What an example needs to know of a post, taken from the catalog once.
struct PostTraits {
    var post: UInt64
    var author: UInt64
    var sound: UInt64
    /// Two steps an octave of the length in seconds.
    var length: UInt64
    var logLength: Float
    /// The first tag, 0 where there is none.
    var tag: UInt64
    var at: Timestamp

    init(_ post: PostID, _ catalog: borrowing Catalog) {
        let entry = catalog[post]
        self.post = UInt64(post.rawValue)
        author = UInt64(entry.author.rawValue)
        sound = UInt64(entry.sound.rawValue)
        tag = catalog.tagCount(of: post) > 0 ? UInt64(catalog.tag(of: post, 0).rawValue) : 0
        at = entry.at
        let log = logarithm(Double(entry.durationMs) / 1000 + 1)
        length = UInt64(log * 2.885_390_081_777_927)
        logLength = Float(log)
    }
}

extension FeatureState {
    /// What the examples of a viewer's candidates have in common.
    ///
    /// `surface` is a hash of the surface's name.
    public func context(viewer: AccountID, surface: UInt64, at: Timestamp) -> ViewerContext {
        let id = UInt64(viewer.rawValue)
        counts.prefetch(Pair.viewer.key(id))
        counts.prefetch(Pair.viewerSurface.key(id, surface))
        recents.prefetch(id)
        accounts.prefetch(id)
        let base = BaseRates(everyone)
        let viewerRate = rate(Pair.viewer.key(id), base)
        var context = ViewerContext(
            viewer: id,
            surface: surface,
            at: at,
            base: base,
            viewerRate: viewerRate,
            surfaceRate: rate(Pair.surface.key(surface), base),
            viewerSurfaceRate: rate(
                Pair.viewerSurface.key(id, surface),
                base.expecting(viewerRate)
            )
        )
        if let recent = recents[id] { context.recent = recent.newestFirst }
        context.keys.reserveCapacity(Example.keyLimit)
        context.fields.reserveCapacity(Example.keyLimit)
        context.addKey(Field.viewer.key(id), .viewer)
        context.addKey(Field.surface.key(surface), .surface)
        context.addKey(Field.hour.key(UInt64(Self.hour(at)) % 24), .hour)
        if let attributes = accounts[id] {
            for place in 0..<Int(attributes.size) {
                context.addKey(Field.attribute.key(attributes[place]), .attribute)
            }
        }
        context.fillInputs()
        return context
    }

    /// Fills in the example of one candidate.
    ///
    /// Complexity: O(attributes); no memory is taken once the buffer has its size.
    public func fill(
        _ example: inout Example,
        _ context: ViewerContext,
        post: PostID,
        _ catalog: Catalog
    ) {
        let traits = PostTraits(post, catalog)
        example.hour = Self.hour(context.at)
        fillKeys(&example, context, post, traits, catalog)
        fillRates(&example, context, traits)
        fillInputs(&example, context, traits)
    }

    /// The example of one impression: ``context(viewer:surface:at:)``, then
    /// ``fill(_:_:post:_:)``.
    public func example(
        viewer: AccountID,
        post: PostID,
        surface: UInt64,
        at: Timestamp,
        _ catalog: Catalog,
        into example: inout Example
    ) {
        fill(&example, context(viewer: viewer, surface: surface, at: at), post: post, catalog)
    }

    private func fillKeys(
        _ example: inout Example,
        _ context: ViewerContext,
        _ post: PostID,
        _ traits: PostTraits,
        _ catalog: Catalog
    ) {
        let (viewer, surface) = (context.viewer, context.surface)
        example.keys.removeAll(keepingCapacity: true)
        example.fields.removeAll(keepingCapacity: true)
        example.keys.append(contentsOf: context.keys)
        example.fields.append(contentsOf: context.fields)
        example.add(.post, traits.post)
        example.add(.author, traits.author)
        example.add(.duration, traits.length)
        example.add(.viewerAuthor, viewer, traits.author)
        example.add(.viewerDuration, viewer, traits.length)
        example.add(.postSurface, traits.post, surface)
        example.add(.surfaceDuration, surface, traits.length)
        if traits.sound != 0 { example.add(.sound, traits.sound) }
        for place in 0..<min(catalog.tagCount(of: post), 4) {
            let tag = UInt64(catalog.tag(of: post, place).rawValue)
            example.add(.tag, tag)
            example.add(.viewerTag, viewer, tag)
        }
        if let attributes = posts[traits.post] {
            for place in 0..<Int(attributes.size) { example.add(.postAttribute, attributes[place]) }
        }
    }
}

extension ViewerContext {
    mutating func addKey(_ key: UInt64, _ field: Field) {
        keys.append(key)
        fields.append(field.rawValue)
    }
}
