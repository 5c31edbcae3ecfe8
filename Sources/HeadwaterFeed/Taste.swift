import HeadwaterCatalog
import HeadwaterCore
import HeadwaterGraph

/// What a viewer likes and dislikes, computed from the last reactions for one page.
///
/// Each reaction is spread over what its post is: its author, tags, words, sound, language and kind
/// of media. Half of its weight belongs to the session and halves within the half-hour, the other
/// half lasts for days. Words and tags are weighed to length 1 a post, so that the liking for a
/// candidate's words is the sum of its cosines with the posts reacted to, times their weights.
struct Taste: Sendable {
    /// What a weight is for.
    ///
    /// The raw value is the upper half of a key.
    enum Feature: UInt64 {
        case author = 1
        case tag
        case word
        case sound
        case language
        case media
    }

    /// A weight, and the reaction that speaks most for it.
    struct Entry: Sendable {
        var key: UInt64 = 0
        var weight: Float = 0
        var lead = PostID.none
        var leadWeight: Float = 0
        var leadKind = Reaction.Kind.like
    }

    private var slots: [Entry]
    /// The slots that are taken, in the order in which they were.
    private var taken: [Int] = []

    /// Whether there was no reaction.
    var isEmpty: Bool { taken.isEmpty }

    /// No liking for anything.
    init() { slots = [Entry()] }

    /// The taste of a viewer at a moment.
    init(of viewer: AccountID, state: FeedState, catalog: Catalog, seconds: UInt32, knobs: Knobs) {
        self.init()
        guard viewer != .none else { return }
        let approvals = state.approvals[viewer.rawValue]
        let rejections = state.rejections[viewer.rawValue]
        guard approvals.count + rejections.count > 0 else { return }
        var room = 64
        while room < (approvals.count + rejections.count) * 40 { room *= 2 }
        slots = [Entry](repeating: Entry(), count: room)
        let lasting = Decay(halfLife: knobs[FeedKnobs.tasteDays] * 86_400)
        let session = Decay(halfLife: knobs[FeedKnobs.sessionMinutes] * 60)
        for ring in [approvals, rejections] {
            for place in 0..<ring.count {
                guard let reaction = Reaction(word: ring[place, 2]) else { continue }
                let since = ring[place, 1]
                let left = lasting(from: since, to: seconds) + session(from: since, to: seconds)
                spread(reaction, PostID(ring[place]), reaction.weight * left / 2, state, catalog)
            }
        }
    }

    private mutating func spread(
        _ reaction: Reaction,
        _ post: PostID,
        _ weight: Float,
        _ state: FeedState,
        _ catalog: Catalog
    ) {
        let row = catalog[post]
        guard row.isLive else { return }
        let kind = reaction.kind
        add(.author, row.author.rawValue, weight, post, kind)
        let tags = catalog.tags(of: post).prefix(8)
        let share = weight / Float(max(tags.count, 1)).squareRoot()
        for tag in tags { add(.tag, tag.rawValue, share, post, kind) }
        if row.sound != .none { add(.sound, row.sound.rawValue, weight, post, kind) }
        if row.language != .none { add(.language, row.language.rawValue, weight, post, kind) }
        add(.media, Self.media(row), weight, post, kind)
        let length = Self.length(of: post, state)
        guard length > 0 else { return }
        state.terms.forEach(of: post.rawValue) { hash in
            add(.word, hash, weight * state.terms.rarity(hash) / length, post, kind)
        }
    }

    private mutating func add(
        _ feature: Feature,
        _ number: UInt32,
        _ weight: Float,
        _ post: PostID,
        _ kind: Reaction.Kind
    ) {
        let key = feature.rawValue << 32 | UInt64(number)
        let slot = slot(key)
        if slots[slot].key == 0 {
            slots[slot].key = key
            taken.append(slot)
        }
        slots[slot].weight += weight
        if weight > slots[slot].leadWeight {
            slots[slot].lead = post
            slots[slot].leadWeight = weight
            slots[slot].leadKind = kind
        }
    }

    private func slot(_ key: UInt64) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: mixed(key)) & mask
        while slots[slot].key != 0, slots[slot].key != key { slot = (slot + 1) & mask }
        return slot
    }

    // MARK: Reading

    /// What is felt for one thing.
    func entry(_ feature: Feature, _ number: UInt32) -> Entry? {
        guard !taken.isEmpty else { return nil }
        let slot = slot(feature.rawValue << 32 | UInt64(number))
        return slots[slot].key == 0 ? nil : slots[slot]
    }

    func weight(_ feature: Feature, _ number: UInt32) -> Float {
        entry(feature, number)?.weight ?? 0
    }

    /// The things of one kind that are liked most, the most first.
    func favourites(_ feature: Feature, _ count: Int) -> [(number: UInt32, weight: Float)] {
        var found: [(number: UInt32, weight: Float)] = []
        for slot in taken where slots[slot].key >> 32 == feature.rawValue && slots[slot].weight > 0
        {
            found.append((UInt32(truncatingIfNeeded: slots[slot].key), slots[slot].weight))
        }
        found.sort { ($0.weight, $0.number) > ($1.weight, $1.number) }
        return Array(found.prefix(count))
    }

    /// The liking for a post's words: the weighted sum of cosines.
    func words(of post: PostID, _ state: FeedState) -> Float {
        guard !taken.isEmpty else { return 0 }
        var sum: Float = 0
        var square: Float = 0
        state.terms.forEach(of: post.rawValue) { hash in
            let rarity = state.terms.rarity(hash)
            square += rarity * rarity
            sum += weight(.word, hash) * rarity
        }
        return square > 0 ? sum / square.squareRoot() : 0
    }

    private static func length(of post: PostID, _ state: FeedState) -> Float {
        var square: Float = 0
        state.terms.forEach(of: post.rawValue) { hash in
            let rarity = state.terms.rarity(hash)
            square += rarity * rarity
        }
        return square.squareRoot()
    }

    /// The kind of media as a number: video, recording, picture, or none of them.
    static func media(_ row: PostEntry) -> UInt32 {
        if row.flags.contains(.video) { return 3 }
        if row.flags.contains(.audio) { return 2 }
        return row.flags.contains(.image) ? 1 : 4
    }
}
