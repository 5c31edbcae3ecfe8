import HeadwaterCatalog
import HeadwaterCore
import HeadwaterGraph

extension FeedState {
    /// The page that was served under a cursor within the last minutes, if one was.
    func answer(
        to cursor: PageLog.Place,
        _ viewer: AccountID,
        _ limit: Int,
        _ surface: UInt32,
        _ now: Timestamp,
        _ knobs: Knobs
    ) -> ServedPage? {
        let oldest = now.advanced(
            byMilliseconds: -Int64(knobs[FeedKnobs.replayMinutes] * 60_000)
        )
        for place in pages.pages(of: viewer) {
            guard pages.at(place) >= oldest else { return nil }
            if pages.previous(place) == cursor, pages.limit(place) == limit,
                pages.surface(place) == surface
            {
                return pages.page(place)
            }
        }
        return nil
    }

    /// What must not come (again): what the cursor has served, what the viewer has seen within the
    /// window, what was served within the last half-hour, and what the viewer reacted to.
    ///
    /// What is seen doesn't come under a cursor either: to someone who reads on, the second page
    /// is no place for what stood on yesterday's. With `asBefore`, that page and what was served
    /// after it don't count.
    func excluded(
        for viewer: AccountID,
        after cursor: PageLog.Place?,
        at now: Timestamp,
        _ knobs: Knobs,
        asBefore page: PageLog.Place? = nil
    ) -> PostSet {
        guard viewer != .none else { return PostSet() }
        let node = viewer.rawValue
        let seen = seen[node]
        let reactions = [approvals[node], rejections[node]]
        let places = pages.pages(of: viewer)
        var posts = PostSet(
            room: seen.count + reactions[0].count + reactions[1].count + places.count * 8
        )
        let windowMs = Int64(knobs[FeedKnobs.windowDays] * 86_400_000)
        let oldest = now.advanced(byMilliseconds: -windowMs)
        var items = Int(knobs[FeedKnobs.windowItems])
        for place in 0..<min(seen.count, items) where seen[place, 1] >= oldest.wholeSeconds {
            posts.insert(PostID(seen[place]))
        }
        for ring in reactions {
            for place in 0..<ring.count { posts.insert(PostID(ring[place])) }
        }
        var next = cursor
        // Nobody reads on for longer; a client that does shall not make every page dearer.
        var under = 20_000
        while let place = next, under > 0 {
            under -= pages.count(place)
            for index in 0..<pages.count(place) { posts.insert(pages.post(place, index)) }
            next = pages.previous(place)
        }
        for place in places where items > 0 {
            if let page, place >= page { continue }
            guard pages.at(place) >= oldest else { break }
            items -= pages.count(place)
            guard isClosed(place, now, knobs) else { continue }
            for index in 0..<pages.count(place) { posts.insert(pages.post(place, index)) }
        }
        return posts
    }

    /// Whether what stood on a page must not come again, whatever was reported of single items.
    private func isClosed(_ place: PageLog.Place, _ now: Timestamp, _ knobs: Knobs) -> Bool {
        let ageMs = now.milliseconds(since: pages.at(place))
        if ageMs < Int64(knobs[FeedKnobs.servedMinutes] * 60_000) { return true }
        let isDecided = ageMs >= Int64(knobs[FeedKnobs.reportMinutes] * 60_000)
        return isDecided && !pages.isReported(place)
    }

    /// What a viewer reacted to last, with what is left of each reaction's weight in the session.
    func lately(
        of viewer: AccountID,
        at seconds: UInt32,
        _ knobs: Knobs
    ) -> [(post: PostID, weight: Float)] {
        guard viewer != .none else { return [] }
        let most = Int(knobs[FeedKnobs.lately])
        let lasting = Decay(halfLife: knobs[FeedKnobs.tasteDays] * 86_400)
        let session = Decay(halfLife: knobs[FeedKnobs.sessionMinutes] * 60)
        var found: [(post: PostID, weight: Float)] = []
        for ring in [approvals[viewer.rawValue], rejections[viewer.rawValue]] {
            for place in 0..<min(ring.count, most) {
                guard let reaction = Reaction(word: ring[place, 2]) else { continue }
                let since = ring[place, 1]
                let left = lasting(from: since, to: seconds) + session(from: since, to: seconds)
                found.append((PostID(ring[place]), reaction.weight * left / 2))
            }
        }
        return found
    }

    /// The authors of the last places before a page under its cursor, the last one last.
    func authors(before cursor: PageLog.Place?, _ catalog: Catalog) -> [AccountID] {
        var authors: [AccountID] = []
        var next = cursor
        while let place = next, authors.count < SlateSelector.authorReach {
            for index in (0..<pages.count(place)).reversed() {
                authors.append(catalog[pages.post(place, index)].author)
            }
            next = pages.previous(place)
        }
        return authors.prefix(SlateSelector.authorReach).reversed()
    }
}
