public import HeadwaterCatalog
public import HeadwaterCore

extension FeatureState {
    /// Counts an impression and what came of it, once that is known.
    ///
    /// `surface` is a hash of the surface's name, as for the example.
    public mutating func count(
        viewer: AccountID,
        post: PostID,
        surface: UInt64,
        at: Timestamp,
        _ labels: HeadLabels,
        _ catalog: Catalog
    ) {
        let traits = PostTraits(post, catalog)
        // A head of which nothing is known counts as what was to be expected.
        var step = labels.lanes + BaseRates(everyone).rates * (Lanes.heads - labels.mask)
        step[Lanes.countLane] = 1
        let hour = Self.hour(at)
        let keys = Self.pairKeys(viewer: UInt64(viewer.rawValue), surface: surface, traits)
        for place in keys.indices { counts.prefetch(keys[place]) }
        for place in keys.indices { add(step, keys[place], hour: hour) }
        everyone = Self.halvedWhereLarge(everyone + step)
        counts.expire(before: hour - settings.expiryHours)
        remember(viewer, post, traits, at) { recent in
            for head in Head.allCases where head != .watched {
                guard let label = labels[head], label >= 0.5 else { continue }
                let bit: UInt16 = 1 << UInt16(head.rawValue)
                recent.heads |= bit
                recent.counted |= bit
            }
        }
    }

    /// Takes in at once what a viewer does with a post, or takes back (`on` false), so that the
    /// next prediction already knows; the counts follow when the impression's window is over.
    ///
    /// What is taken back after it was counted leaves the viewer's rates too, as long as the post
    /// is among the viewer's last ones.
    public mutating func react(
        viewer: AccountID,
        post: PostID,
        head: Head,
        on: Bool,
        at: Timestamp,
        _ catalog: Catalog
    ) {
        let bit: UInt16 = 1 << UInt16(head.rawValue)
        let traits = PostTraits(post, catalog)
        let before = recents[UInt64(viewer.rawValue)]?.entry(of: post.rawValue)
        if let before, before.counted & bit != 0, (before.heads & bit != 0) != on {
            var step = Lanes()
            step[Int(head.rawValue)] = on ? 1 : -1
            recount(step, viewer, traits)
        }
        remember(viewer, post, traits, at) { recent in
            if on { recent.heads |= bit } else { recent.heads &= ~bit }
        }
    }

    /// Whether a reaction stands among a viewer's last ones.
    func holds(_ head: Head, viewer: AccountID, post: PostID) -> Bool {
        recents[UInt64(viewer.rawValue)]?.entry(of: post.rawValue).has(head) ?? false
    }

    /// Takes in at once that a viewer passed a post over, or that this doesn't hold.
    public mutating func pass(
        viewer: AccountID,
        post: PostID,
        on: Bool,
        at: Timestamp,
        _ catalog: Catalog
    ) {
        remember(viewer, post, PostTraits(post, catalog), at) { recent in
            if on { recent.heads |= RecentRow.passed } else { recent.heads &= ~RecentRow.passed }
        }
    }

    private mutating func add(_ step: Lanes, _ key: UInt64, hour: Float) {
        let found = counts.find(key)
        guard found >= 0 else {
            var row = step
            row[Lanes.hourLane] = hour
            _ = counts.insert(key, row)
            return
        }
        var row = counts.rows[found]
        let last = max(row[Lanes.hourLane], hour)
        row = Self.halvedWhereLarge(row + step)
        row[Lanes.hourLane] = last
        counts.rows[found] = row
    }

    /// Sums of a million impressions count half from there on: what is older weighs less, and a sum
    /// never outgrows the whole numbers that a Float can tell apart.
    @inline(__always)
    static func halvedWhereLarge(_ row: Lanes) -> Lanes {
        row[Lanes.countLane] >= 1_000_000 ? row * 0.5 : row
    }

    /// Changes the sums of a viewer and of what the viewer has with the post's author, tag and
    /// sound; none falls below 0.
    private mutating func recount(_ step: Lanes, _ viewer: AccountID, _ traits: PostTraits) {
        let id = UInt64(viewer.rawValue)
        for key in [
            Pair.viewer.key(id), Pair.viewerTag.key(id, traits.tag),
            Pair.viewerAuthor.key(id, traits.author), Pair.viewerSound.key(id, traits.sound),
            Pair.viewerDuration.key(id, traits.length),
        ] {
            let found = counts.find(key)
            guard found >= 0 else { continue }
            counts.rows[found] = (counts.rows[found] + step).limited(0...3.0e38)
        }
    }

    private mutating func remember(
        _ viewer: AccountID,
        _ post: PostID,
        _ traits: PostTraits,
        _ at: Timestamp,
        _ change: (inout RecentRow.Entry) -> Void
    ) {
        guard viewer != .none, post != .none else { return }
        let key = UInt64(viewer.rawValue)
        var row = recents[key] ?? RecentRow()
        var entry = row.entry(of: post.rawValue)
        entry.author = UInt32(truncatingIfNeeded: traits.author)
        entry.tag = UInt32(truncatingIfNeeded: traits.tag)
        entry.sound = UInt32(truncatingIfNeeded: traits.sound)
        entry.minute = max(entry.minute, Self.minute(at))
        change(&entry)
        row.put(entry)
        recents.put(key, row)
        recents.expire(before: row.hour - settings.expiryHours)
    }
}
