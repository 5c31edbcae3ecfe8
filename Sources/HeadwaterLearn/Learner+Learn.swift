import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents

extension Learner {
    /// Learns what is due, a bounded part of it: what is left waits for the next records.
    mutating func learnDue(_ catalog: Catalog) {
        var budget = join.limits.perRecord
        while budget > 0, join.isImpressionDue(at: now) {
            learnOldestImpression(catalog)
            budget -= 1
        }
        while budget > 0, join.isPageDue(at: now) { budget -= learnOldestPage(catalog) }
        join.dropEarly(at: now)
    }

    /// Learns everything that waits, as at the end of an evaluation.
    mutating func learnAll(_ catalog: Catalog) {
        while join.impressions.count > 0 { learnOldestImpression(catalog) }
        while join.pages.oldest != nil { _ = learnOldestPage(catalog) }
    }

    private mutating func learnOldestImpression(_ catalog: Catalog) {
        let place = join.impressions.start
        let row = join.impressions[place]
        if !row.isDead, !Self.isGone(row.actor, row.post, catalog),
            example.unpack(join.impressions.words(place))
        {
            let labels = derived(row.followed, row.post, known: row.learned, catalog)
            learn(row, labels, isRest: row.learned != 0, catalog)
        }
        join.impressions.pop()
    }

    /// Learns the places of a page of which nothing was reported, and says how many.
    private mutating func learnOldestPage(_ catalog: Catalog) -> Int {
        guard let page = join.pages.oldest else { return 1 }
        var learned = 0
        for (index, slot) in page.slots.enumerated() where !page.isReported && !slot.isTaken {
            guard !Self.isGone(page.viewer, slot.post, catalog),
                example.unpack(page.words(index))
            else { continue }
            var row = PendingRow()
            row.actor = page.viewer
            row.post = slot.post
            row.surface = page.surface
            row.at = page.at
            let labels = derived(slot.followed, slot.post, known: 0, catalog)
            learn(row, labels, isRest: false, catalog)
            learned += 1
        }
        if !page.isReported {
            join.reports.add(page.request, page.viewer, .none, now: now)
        }
        join.pages.pop()
        return max(learned, 1)
    }

    /// The labels that follow from what followed, of the heads that aren't known yet.
    private func derived(
        _ followed: Followed,
        _ post: PostID,
        known: UInt16,
        _ catalog: Catalog
    ) -> HeadLabels {
        var labels = HeadLabels()
        for head in Head.allCases where known & (1 << UInt16(head.rawValue)) == 0 {
            if head != .watched {
                labels[head] = followed.happened(head) ? 1 : 0
            } else if followed.share >= 0 {
                labels[head] = followed.share
            } else if followed[.view] == 0, catalog[post].durationMs > 0 {
                // It can be watched, and wasn't.
                labels[head] = 0
            }
        }
        return labels
    }

    /// Predicts and learns the example at hand, and counts it.
    mutating func learn(
        _ row: PendingRow,
        _ labels: HeadLabels,
        isRest: Bool,
        _ catalog: Catalog
    ) {
        var mark = row.pair ^ mixed(UInt64(bitPattern: row.at.milliseconds))
        for head in 0..<Head.count {
            mark = mark &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(labels.lanes[head].bitPattern)
        }
        mark ^= UInt64(labels.known)
        let scope = scope(row.actor, surface: row.surface)
        let outputs = registry.learn(example, labels, scope, mark: mark)
        if row.isTested { scores?.add(outputs, labels) }
        if isRest {
            features.countRest(
                viewer: row.actor,
                post: row.post,
                surface: row.surface,
                labels,
                catalog
            )
        } else {
            features.count(
                viewer: row.actor,
                post: row.post,
                surface: row.surface,
                at: row.at,
                labels,
                catalog
            )
        }
    }
}
