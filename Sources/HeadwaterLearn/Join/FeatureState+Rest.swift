import HeadwaterCatalog
import HeadwaterCore

extension FeatureState {
    /// Counts what an impression's later labels say, once it has been counted with the others.
    ///
    /// Then these heads counted as what was to be expected; that is put right, as far as it can be
    /// told now.
    mutating func countRest(
        viewer: AccountID,
        post: PostID,
        surface: UInt64,
        _ labels: HeadLabels,
        _ catalog: Catalog
    ) {
        let step = labels.lanes - baseRates * labels.mask
        let keys = Self.pairKeys(
            viewer: UInt64(viewer.rawValue),
            surface: surface,
            PostTraits(post, catalog)
        )
        let rows = counts.find(keys)
        for place in rows.indices {
            let found = rows[place]
            guard found >= 0 else { continue }
            counts.rows[found] = (counts.rows[found] + step).limited(0...3.0e38)
        }
        everyone = (everyone + step).limited(0...3.0e38)
    }
}
