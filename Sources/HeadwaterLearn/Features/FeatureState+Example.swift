public import HeadwaterCatalog
public import HeadwaterCore

/// What the examples of one viewer's candidates have in common, computed once.
public struct ViewerContext: Sendable {
    var viewer: UInt64
    var surface: UInt64
    var at: Timestamp
    var attributes: AttributeRow?
    var recent = RecentRow()
}

extension FeatureState {
    /// What the examples of a viewer's candidates have in common.
    public func context(viewer: AccountID, surface: UInt64, at: Timestamp) -> ViewerContext {
        var context = ViewerContext(viewer: UInt64(viewer.rawValue), surface: surface, at: at)
        let found = accounts.find(context.viewer)
        if found >= 0 { context.attributes = accounts.rows[found] }
        let seen = recents.find(context.viewer)
        if seen >= 0 { context.recent = recents.rows[seen] }
        return context
    }

    /// Fills in the example of one candidate.
    ///
    /// Complexity: O(attributes + tags); no memory is taken once the buffer has its size.
    public func fill(
        _ example: inout Example,
        _ context: ViewerContext,
        post: PostID,
        _ catalog: Catalog
    ) {
        example.keys.removeAll(keepingCapacity: true)
        example.fields.removeAll(keepingCapacity: true)
        example.dense.removeAll(keepingCapacity: true)
        let entry = catalog[post]
        fillKeys(&example, context, post, entry, catalog)
        let base = baseRates
        for (place, key) in pairKeys(context, post, entry, catalog).enumerated() {
            let found = counts.find(key)
            guard found >= 0 else {
                example.rates[place] = Lanes()
                continue
            }
            let row = counts.rows[found]
            let rate = (row + base * 5) / (row[Lanes.countLane] + 5)
            example.rates[place] =
                (rate / (1 - rate) * (1 - base) / base)
                .limited(1e-6...1e6).logarithms * Lanes.heads
        }
    }

    /// The example of one impression; ``context(viewer:surface:at:)`` and ``fill(_:_:post:_:)``.
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

    /// How likely each head is for anyone and anything, from what was counted and a prior.
    var baseRates: Lanes {
        var prior = Lanes(repeating: 0.5)
        for head in Head.allCases { prior[Int(head.rawValue)] = head.priorRate }
        let rates = (everyone + prior * 50) / (everyone[Lanes.countLane] + 50)
        return rates.limited(1e-6...1 - 1e-6)
    }

    func pairKeys(
        _ context: ViewerContext,
        _ post: PostID,
        _ entry: PostEntry,
        _ catalog: Catalog
    ) -> [UInt64] {
        let (author, sound) = (UInt64(entry.author.rawValue), UInt64(entry.sound.rawValue))
        let tag = UInt64(catalog.tags(of: post).first?.rawValue ?? 0)
        let length = Self.duration(entry)
        let (viewer, item) = (context.viewer, UInt64(post.rawValue))
        return [
            Pair.viewer.key(viewer), Pair.post.key(item), Pair.author.key(author),
            Pair.tag.key(tag), Pair.sound.key(sound), Pair.duration.key(length),
            Pair.viewerTag.key(viewer, tag), Pair.viewerAuthor.key(viewer, author),
            Pair.viewerSound.key(viewer, sound), Pair.viewerDuration.key(viewer, length),
            Pair.viewerSurface.key(viewer, context.surface),
            Pair.postSurface.key(item, context.surface),
        ]
    }

    /// Two steps an octave of the length in seconds.
    static func duration(_ entry: PostEntry) -> UInt64 {
        UInt64(logarithm(Double(entry.durationMs) / 1000 + 1) * 2.885_390_081_777_927)
    }

    private func fillKeys(
        _ example: inout Example,
        _ context: ViewerContext,
        _ post: PostID,
        _ entry: PostEntry,
        _ catalog: Catalog
    ) {
        let (viewer, item, surface) = (context.viewer, UInt64(post.rawValue), context.surface)
        let (author, sound) = (UInt64(entry.author.rawValue), UInt64(entry.sound.rawValue))
        let length = Self.duration(entry)
        let hour = UInt64(Self.hour(context.at)) % 24
        example.add(.viewer, viewer)
        example.add(.post, item)
        example.add(.author, author)
        example.add(.sound, sound)
        example.add(.duration, length)
        example.add(.surface, surface)
        example.add(.hour, hour)
        example.add(.viewerAuthor, viewer, author)
        example.add(.viewerSound, viewer, sound)
        example.add(.viewerDuration, viewer, length)
        example.add(.viewerSurface, viewer, surface)
        example.add(.viewerHour, viewer, hour)
        example.add(.postSurface, item, surface)
        for tag in catalog.tags(of: post).prefix(4) {
            example.add(.tag, UInt64(tag.rawValue))
            example.add(.viewerTag, viewer, UInt64(tag.rawValue))
        }
        if let attributes = context.attributes {
            for place in 0..<Int(attributes.size) { example.add(.attribute, attributes[place]) }
        }
        let found = posts.find(item)
        if found >= 0 {
            let attributes = posts.rows[found]
            for place in 0..<Int(attributes.size) { example.add(.postAttribute, attributes[place]) }
        }
        let tag = catalog.tags(of: post).first?.rawValue ?? 0
        for age in 0..<context.recent.size {
            let recent = context.recent[age]
            for head in Head.allCases where recent.heads & (1 << UInt16(head.rawValue)) != 0 {
                let kind = UInt64(head.rawValue)
                if recent.author == entry.author.rawValue { example.add(.recentAuthor, kind) }
                if recent.tag == tag, tag != 0 { example.add(.recentTag, kind) }
                if recent.sound == entry.sound.rawValue, recent.sound != 0 {
                    example.add(.recentSound, kind)
                }
            }
        }
    }
}

extension Example {
    @inline(__always)
    mutating func add(_ field: Field, _ left: UInt64, _ right: UInt64 = 0) {
        keys.append(field.key(left, right))
        fields.append(field.rawValue)
    }
}

extension Head {
    /// How likely it is taken to be before anything has been seen.
    var priorRate: Float {
        switch self {
        case .click: 0.3
        case .longView: 0.25
        case .watched: 0.3
        case .like: 0.02
        case .reply, .repost, .share, .follow: 0.003
        case .hide, .report: 0.001
        }
    }
}
