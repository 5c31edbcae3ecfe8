import HeadwaterCatalog
import HeadwaterCore

/// A slate that is being filled.
struct SlateFilling {
    private let candidates: [Candidate]
    private let rows: [SlateSelector.Row]
    private let cap: Int
    private let run: Int
    /// The bits of the last places that may not all share a topic.
    private let lastOfRun: UInt16
    private let penalty: Double
    /// How many of ten places may share a topic.
    private let topicCap: Int
    private var voiceTurns: PlaceTurns
    private var followedTurns: PlaceTurns
    private var followUpTurns: PlaceTurns
    private var discoveryTurns: PlaceTurns
    private let voices: NewVoices
    private let discovery: Discovery
    private var draw: Draw
    private var isTaken: [Bool]
    private var authors: [AccountID]
    /// For each candidate a bit for each of the last places that share a topic with it, the last
    /// one's lowest.
    private var sharing: [UInt16]
    private(set) var slate = Slate()

    init(_ candidates: [Candidate], _ query: FeedQuery) {
        self.candidates = candidates
        let evidence = TopicEvidence(query)
        let promising = evidence.promising(query)
        rows = candidates.map { SlateSelector.Row($0, promising: promising) }
        cap = Int(query.knobs[FeedKnobs.authorCap])
        run = Int(query.knobs[FeedKnobs.topicRun])
        lastOfRun = (1 << UInt16(run)) - 1
        penalty = query.knobs[FeedKnobs.topicPenalty]
        topicCap = Int(query.knobs[FeedKnobs.topicCap]) + query.approvals
        voiceTurns = PlaceTurns(FeedKnobs.freshEvery, query, ahead: 0)
        // Right before half-way between the new voices' places, where there are as many of both.
        followedTurns = PlaceTurns(FeedKnobs.followedEvery, query, ahead: -1, halfWay: true)
        followUpTurns = PlaceTurns(FeedKnobs.followUpEvery, query, ahead: 1)
        discoveryTurns = PlaceTurns(FeedKnobs.discoverEvery, query, ahead: 0, halfWay: true)
        discovery = Discovery(evidence, query)
        voices = NewVoices(query)
        draw = Draw(
            seed: query.seed,
            temperature: query.knobs[FeedKnobs.temperature],
            count: candidates.count
        )
        isTaken = [Bool](repeating: false, count: candidates.count)
        sharing = [UInt16](repeating: 0, count: candidates.count)
        authors = query.authorsBefore
    }

    /// Fills one more place; false where nobody is left.
    mutating func fillNext() -> Bool {
        let place = slate.places.count
        if fillSetAside(place) { return true }
        guard
            mask(keepsTopics: true) || mask(keepsTopics: false)
                || mask(keepsAuthors: false, keepsTopics: false),
            let outcome = draw.next(place: place, rows)
        else { return false }
        take(outcome, isForNewVoice: false)
        return true
    }

    /// Fills a place that is set aside; false where it isn't, or nobody is left whom it is for.
    private mutating func fillSetAside(_ place: Int) -> Bool {
        voiceTurns.come(to: place)
        followedTurns.come(to: place)
        followUpTurns.come(to: place)
        discoveryTurns.come(to: place)
        if voiceTurns.take(), mask(keepsTopics: false, offersAll: true),
            let outcome = voices.draw(among: candidates, draw, place: place)
        {
            take(outcome, isForNewVoice: true)
            return true
        }
        if followedTurns.take(), mask(keepsTopics: true, only: .followed),
            let outcome = draw.next(place: place, rows)
        {
            take(outcome, isForNewVoice: false)
            return true
        }
        if followUpTurns.take(), mask(keepsTopics: true, only: .promising),
            let outcome = draw.next(place: place, rows)
        {
            take(outcome, isForNewVoice: false)
            return true
        }
        if discoveryTurns.take(), mask(keepsTopics: true, offersAll: true),
            let outcome = discovery.draw(draw, rows, place: place)
        {
            take(outcome, isForNewVoice: false)
            return true
        }
        return false
    }

    private mutating func take(_ outcome: Draw.Outcome, isForNewVoice: Bool) {
        let candidate = candidates[outcome.index]
        isTaken[outcome.index] = true
        authors.append(candidate.author)
        for index in rows.indices {
            let shares = rows[index].shares(candidate.topics)
            sharing[index] = sharing[index] << 1 | (shares ? 1 : 0)
        }
        slate.places.append(
            Slate.Place(
                candidate: candidate,
                propensity: outcome.propensity,
                isForNewVoice: isForNewVoice
            )
        )
        slate.greedy += draw.highest
        slate.expected += outcome.expected
    }

    /// Whom a place is set aside for, where that is known of a row.
    private enum Kind {
        case followed
        case promising
    }

    /// Gives each candidate its value for this place, or masks it; false where all are masked.
    ///
    /// Values that can't be drawn are left out unless `offersAll`.
    private mutating func mask(
        keepsAuthors: Bool = true,
        keepsTopics: Bool,
        offersAll: Bool = false,
        only kind: Kind? = nil
    ) -> Bool {
        let full =
            keepsAuthors
            ? SlateSelector.full(authors.suffix(SlateSelector.authorReach), cap)
            : []
        let masksTopics = keepsTopics && run > 0 && slate.places.count >= run
        draw.begin()
        for index in rows.indices where !isTaken[index] {
            // The rest has lower values, and neighbours only ever take away.
            if !offersAll, !draw.isWithinReach(rows[index].score) { break }
            switch kind {
            case .followed where !rows[index].isFollowed: continue
            case .promising where !rows[index].isPromising: continue
            default: break
            }
            if full.contains(rows[index].author) { continue }
            let shared = sharing[index] & SlateSelector.lastForTopics
            let sharedNear = (shared & SlateSelector.lastForPenalty).nonzeroBitCount
            if masksTopics, shared & lastOfRun == lastOfRun { continue }
            if keepsTopics, shared.nonzeroBitCount >= topicCap { continue }
            draw.offer(index, rows[index].score - penalty * Double(sharedNear))
        }
        return draw.hasAny
    }
}
