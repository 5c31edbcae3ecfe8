import HeadwaterCore
import HeadwaterEvents
import HeadwaterIndex
import HeadwaterText

/// Makes an answer of the evidence, in the words of posts alone.
struct Composer {
    let evidence: Evidence
    let knobs: Knobs
    let asOf: Timestamp

    /// The keys of the question's words.
    let asked: Set<UInt64>

    init(evidence: Evidence, knobs: Knobs, asOf: Timestamp) {
        self.evidence = evidence
        self.knobs = knobs
        self.asOf = asOf
        asked = Set(evidence.question.queries.flatMap(\.keys))
    }

    /// What is said where nothing answers.
    static let nothingFound = "No post here says anything about that."
    /// What is said before claims that contradict each other.
    static let differing = "Sources differ: "

    /// A claim before its sources have numbers.
    struct Draft {
        var quote: Quote
        var candidate: Candidate
        var witnesses: [Candidate]
    }

    /// A stretch of a field.
    struct Quote {
        var passage: Passage
        var start: Int
        var end: Int
        var text: String
        var startMs: Int64?
    }

    func compose() -> Answer { checked(draftAnswer()) }

    /// The last gate: every word of the answer stands, byte for byte, where its citation says.
    ///
    /// Quotes are cut from fields, so this can't fail but by a mistake in this file; then nothing is
    /// said rather than something that no post holds.
    private func checked(_ answer: Answer) -> Answer {
        var posts: [Fingerprint: Post] = [:]
        for source in evidence.sources { posts[Fingerprint(source.post.id)] = source.post }
        let citesTruly = answer.citations.allSatisfy { citation in
            guard let post = posts[Fingerprint(citation.post)] else { return false }
            let bytes = Array(post.text(of: citation.field).utf8)
            return citation.start >= 0 && citation.start < citation.end
                && citation.end <= bytes.count
                && bytes[citation.start..<citation.end].elementsEqual(citation.quote.utf8)
        }
        let claimsTruly = answer.claims.allSatisfy { claim in
            guard let first = claim.citations.first, first >= 1, first <= answer.citations.count
            else { return false }
            return answer.citations[first - 1].quote.hasSameBytes(as: claim.text)
        }
        return citesTruly && claimsTruly ? answer : nothing
    }

    private func draftAnswer() -> Answer {
        let standing = evidence.candidates.filter { !$0.isSuperseded }
        guard let top = standing.first(where: { !$0.isRivalOnly }) else { return nothing }
        var best = origin(of: nearest(to: top, standing), standing)
        best.coverage = max(best.coverage, top.coverage)
        best.ownCoverage = max(best.ownCoverage, top.ownCoverage)
        var drafts = [draft(best, standing)]
        var state = Answer.State.grounded
        if let rivals = rivals(of: best, standing), !rivals.isEmpty {
            state = .conflicting
            drafts += rivals.map { draft($0, standing) }
        } else if best.coverage < knobs[AnswerKnobs.groundedCoverage]
            || evidence.source(of: best).isHearsay
        {
            state = .partial
        } else if evidence.question.form.kind == .open {
            drafts = most(of: standing).map { draft($0, standing) }
        }
        return answer(drafts, state)
    }

    /// Among those who say what the best one says, the one nearest to what happened.
    private func nearest(to top: Candidate, _ standing: [Candidate]) -> Candidate {
        let form = evidence.question.form
        var chosen = top
        func rank(_ candidate: Candidate) -> Double {
            candidate.score + 0.5 * candidate.firstHand
        }
        if form.isComparable, top.measure != nil || top.isYes != nil {
            for other in standing where !other.isRivalOnly && evidence.agree(other, top) {
                let isLike = form.kind != .yesNo || other.score >= top.score - 0.35
                guard isLike, other.coverage >= top.coverage * 0.5 else { continue }
                let isNearer =
                    other.measure != nil && other.firstHand >= 0.45 && chosen.firstHand < 0.25
                if isNearer || rank(other) > rank(chosen) { chosen = other }
            }
        }
        if let source = named(in: chosen, standing) { return source }
        guard !form.isComparable, chosen.firstHand < 0.45 else { return chosen }
        // Who said it first is nearer to it than who says it again.
        for other in standing where !other.isRivalOnly && other.passage != top.passage {
            let isEarlier = evidence.source(of: other).time < evidence.source(of: chosen).time
            if isEarlier, !evidence.source(of: other).isHearsay, other.score >= top.score * 0.75,
                other.ownCoverage >= top.ownCoverage * 0.9,
                supports(other, top), isIndependent(other, of: top),
                Self.overlap(
                    evidence.passages[other.passage],
                    evidence.passages[top.passage]
                ) >= 0.75
            {
                chosen = other
            }
        }
        return chosen
    }

    /// The first of those who posted nearly the same.
    private func origin(of candidate: Candidate, _ standing: [Candidate]) -> Candidate {
        var chosen = candidate
        for other in standing where !other.isRivalOnly {
            let one = evidence.source(of: other)
            guard one.time < evidence.source(of: chosen).time, !one.isHearsay,
                other.firstHand >= candidate.firstHand * 0.9,
                one.signature.isNearCopy(of: evidence.source(of: candidate).signature),
                Self.overlap(
                    evidence.passages[other.passage],
                    evidence.passages[candidate.passage]
                ) >= 0.8
            else { continue }
            chosen = other
        }
        return chosen
    }

    /// The post of whom a sentence reports, where that is among the evidence: "the council says".
    private func named(in candidate: Candidate, _ standing: [Candidate]) -> Candidate? {
        let passage = evidence.passages[candidate.passage]
        guard passage.words.contains(where: { Lexicon.reporting.contains($0.text) }) else {
            return nil
        }
        let words = Set(passage.words.map(\.text))
        return standing.first { other in
            let source = evidence.source(of: other)
            guard source.head.author != evidence.source(of: candidate).head.author,
                source.time <= evidence.source(of: candidate).time, !other.isRivalOnly,
                other.coverage >= candidate.coverage * 0.55, evidence.agree(other, candidate)
            else { return false }
            let name = folded(source.head.name).split(separator: " ").map(String.init)
            let held = name.filter { words.contains($0) }.count
            return name.count > 0 && held >= min(2, name.count)
        }
    }

    /// The best of those who say something else, one for each value.
    private func rivals(of best: Candidate, _ standing: [Candidate]) -> [Candidate]? {
        guard evidence.question.form.isComparable else { return nil }
        var found: [Candidate] = []
        // What the best one leaves out, others who agree with it may say.
        let own = standing.filter { evidence.agree($0, best) && !$0.isRivalOnly }
            .reduce(0) { max($0, $1.ownCoverage) }
        let share = knobs[AnswerKnobs.conflictShare]
        for candidate in standing {
            let isNew =
                !evidence.agree(candidate, best)
                && found.allSatisfy { !evidence.agree(candidate, $0) }
            let isOther =
                evidence.source(of: candidate).head.author != evidence.source(of: best).head.author
            guard isNew, isOther else { continue }
            let isGreater =
                evidence.question.form.asksGreatest
                && (candidate.measure?.magnitude ?? 0) > (best.measure?.magnitude ?? 0)
            let least = evidence.question.form.kind == .yesNo ? share * 0.7 : share
            guard
                isGreater || evidence.question.form.kind == .yesNo
                    || candidate.ownCoverage >= own * 0.6
            else { continue }
            guard isGreater || candidate.coverage >= best.coverage * least,
                !evidence.source(of: candidate).isHearsay || evidence.source(of: best).isHearsay
                    || best.firstHand < 0.5
            else { continue }
            found.append(candidate)
            if found.count == 2 { break }
        }
        return found
    }

    /// The sentences that tell most, where all there is was asked for: those that several people
    /// say come first.
    private func most(of standing: [Candidate]) -> [Candidate] {
        // Few enough to compare each with each.
        let first = standing.filter { !$0.isRivalOnly }.prefix(24)
        let ranked = first.enumerated()
            .map { place, candidate in
                let others = first.filter {
                    isIndependent($0, of: candidate) && supports($0, candidate)
                }
                return (place, candidate.score + 0.08 * Double(min(4, others.count)), candidate)
            }
            .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
            .map(\.2)
        var chosen: [Candidate] = []
        for candidate in ranked where chosen.count < Int(knobs[AnswerKnobs.claims]) {
            guard let best = ranked.first, candidate.score >= best.score * 0.75,
                chosen.allSatisfy({ isDifferent(candidate, $0) })
            else { continue }
            chosen.append(candidate)
        }
        return chosen
    }

    private func isDifferent(_ left: Candidate, _ right: Candidate) -> Bool {
        let one = evidence.passages[left.passage]
        let other = evidence.passages[right.passage]
        guard one.source != other.source,
            evidence.source(of: left).head.author != evidence.source(of: right).head.author
        else { return false }
        return Self.overlap(one, other) < 0.5
    }

    /// The share of the shorter sentence's words that the other has too.
    static func overlap(
        _ left: Passage,
        _ right: Passage,
        without out: Set<UInt64> = []
    ) -> Double {
        func content(_ passage: Passage) -> Set<UInt64> {
            Set(passage.words.filter { !Lexicon.isFunctionWord($0.text) }.map(\.key))
                .subtracting(out)
        }
        let one = content(left)
        let other = content(right)
        guard !one.isEmpty, !other.isEmpty else { return 0 }
        return Double(one.intersection(other).count) / Double(min(one.count, other.count))
    }

    private var nothing: Answer {
        Answer(
            text: Self.nothingFound,
            state: .noEvidence,
            claims: [],
            citations: [],
            asOf: asOf,
            timings: Timings()
        )
    }
}
