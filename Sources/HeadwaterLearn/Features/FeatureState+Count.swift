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
        let context = context(viewer: viewer, surface: surface, at: at)
        let entry = catalog[post]
        // A head of which nothing is known counts as what was to be expected.
        let expected = baseRates * (Lanes.heads - labels.mask)
        var step = labels.lanes + expected
        step[Lanes.countLane] = 1
        for key in pairKeys(context, post, entry, catalog) {
            var row = Lanes()
            let found = counts.find(key)
            if found >= 0 { row = counts.rows[found] }
            row += step
            row[Lanes.hourLane] = Self.hour(at)
            if found >= 0 { counts.rows[found] = row } else { _ = counts.insert(key, row) }
        }
        everyone += step
        remember(viewer, post, at, catalog) { recent in
            for head in Head.allCases where head != .watched {
                guard let label = labels[head] else { continue }
                let bit: UInt16 = 1 << UInt16(head.rawValue)
                if label >= 0.5 {
                    recent.heads |= bit
                    recent.counted |= bit
                }
            }
        }
    }

    /// Takes in at once what a viewer does with a post, or takes back (`on` false), so that the
    /// next prediction already knows; the counts follow when the impression's window is over.
    public mutating func react(
        viewer: AccountID,
        post: PostID,
        head: Head,
        on: Bool,
        at: Timestamp,
        _ catalog: Catalog
    ) {
        let bit: UInt16 = 1 << UInt16(head.rawValue)
        remember(viewer, post, at, catalog) { recent in
            if on { recent.heads |= bit } else { recent.heads &= ~bit }
        }
    }

    private mutating func remember(
        _ viewer: AccountID,
        _ post: PostID,
        _ at: Timestamp,
        _ catalog: Catalog,
        _ change: (inout RecentRow.Entry) -> Void
    ) {
        guard viewer != .none, post != .none else { return }
        let key = UInt64(viewer.rawValue)
        let found = recents.find(key)
        var row = found >= 0 ? recents.rows[found] : RecentRow()
        let entry = catalog[post]
        row.update(post.rawValue) { recent in
            recent.author = entry.author.rawValue
            recent.tag = catalog.tags(of: post).first?.rawValue ?? 0
            recent.sound = entry.sound.rawValue
            recent.minute = max(recent.minute, Self.minute(at))
            change(&recent)
        }
        if found >= 0 { recents.rows[found] = row } else { _ = recents.insert(key, row) }
    }
}
