import HeadwaterCore
import HeadwaterEvents
import HeadwaterText

extension Composer {
    func draft(_ candidate: Candidate, _ standing: [Candidate]) -> Draft {
        var witnesses: [Candidate] = []
        for other in standing where other.passage != candidate.passage {
            let isNew = ([candidate] + witnesses).allSatisfy { isIndependent(other, of: $0) }
            guard isNew, supports(other, candidate) else { continue }
            witnesses.append(other)
        }
        return Draft(quote: quote(candidate), candidate: candidate, witnesses: witnesses)
    }

    /// Whether two posts are by different people and not copies of each other.
    func isIndependent(_ left: Candidate, of right: Candidate) -> Bool {
        let one = evidence.source(of: left)
        let other = evidence.source(of: right)
        return one.head.author != other.head.author
            && !one.signature.isNearCopy(of: other.signature)
    }

    /// Whether one says what another says.
    func supports(_ other: Candidate, _ candidate: Candidate) -> Bool {
        guard other.coverage >= candidate.coverage * 0.75 else { return false }
        let form = evidence.question.form
        if form.needsMeasure {
            return other.measure != nil && evidence.agree(other, candidate)
        }
        if form.kind == .yesNo { return evidence.agree(other, candidate) }
        // What both have from the question says nothing.
        return Self.overlap(
            evidence.passages[other.passage],
            evidence.passages[candidate.passage],
            without: asked
        ) >= 0.5
    }

    /// The sentence, with the one before it where it leans on that.
    func quote(_ candidate: Candidate) -> Quote {
        let passage = evidence.passages[candidate.passage]
        let plain = Quote(
            passage: passage,
            start: passage.range.lowerBound,
            end: passage.range.upperBound,
            text: passage.text,
            startMs: passage.startMs
        )
        guard candidate.passage > 0, passage.number > 0, leans(passage) else { return plain }
        let before = evidence.passages[candidate.passage - 1]
        guard before.source == passage.source, before.field == passage.field,
            before.number + 1 == passage.number, !before.isQuestion,
            passage.range.upperBound - before.range.lowerBound <= 300
        else { return plain }
        let text = evidence.sources[passage.source].post.text(of: passage.field)
        let bytes = Array(text.utf8)
        let range = before.range.lowerBound..<passage.range.upperBound
        return Quote(
            passage: passage,
            start: range.lowerBound,
            end: range.upperBound,
            text: String(decoding: bytes[range], as: UTF8.self),
            startMs: before.startMs
        )
    }

    private func leans(_ passage: Passage) -> Bool {
        guard let first = passage.words.first else { return false }
        return Lexicon.pronouns.contains(first.text)
    }

    func answer(_ drafts: [Draft], _ state: Answer.State) -> Answer {
        var citations: [Citation] = []
        var numbers: [String: Int] = [:]
        var claims: [Claim] = []
        let most = Int(knobs[AnswerKnobs.citations])
        for draft in drafts {
            var cited: [Int] = []
            let quotes = [draft.quote] + draft.witnesses.prefix(most - 1).map { quote($0) }
            for quote in quotes {
                let key = "\(quote.passage.source) \(quote.passage.field) \(quote.start)"
                if let number = numbers[key] {
                    if !cited.contains(number) { cited.append(number) }
                    continue
                }
                citations.append(citation(of: quote, citations.count + 1))
                numbers[key] = citations.count
                cited.append(citations.count)
            }
            claims.append(
                Claim(text: draft.quote.text, citations: cited, support: support(draft))
            )
        }
        let text = claims.map(\.text).joined(separator: " ")
        return Answer(
            text: state == .conflicting ? Self.differing + text : text,
            state: state,
            claims: claims,
            citations: citations,
            asOf: asOf,
            timings: Timings()
        )
    }

    private func support(_ draft: Draft) -> Double {
        let source = evidence.source(of: draft.candidate)
        let others = Double(draft.witnesses.count)
        var value = 0.6 * draft.candidate.coverage + 0.2 * draft.candidate.firstHand
        value += 0.2 * others / (others + 1)
        if source.isHearsay { value *= 0.5 }
        return min(1, max(0, value))
    }

    private func citation(of quote: Quote, _ number: Int) -> Citation {
        let source = evidence.sources[quote.passage.source]
        return Citation(
            n: number,
            post: source.post.id,
            revision: source.post.version,
            author: source.post.author,
            handle: source.head.handle.isEmpty ? nil : source.head.handle,
            name: source.head.name.isEmpty ? nil : source.head.name,
            at: source.head.at,
            received: source.received,
            field: quote.passage.field,
            quote: quote.text,
            start: quote.start,
            end: quote.end,
            startMs: quote.startMs
        )
    }
}

extension Post {
    /// The text of a field by the name that citations give it; empty where there is none.
    func text(of field: String) -> String {
        if field == "text" { return text }
        if field == "title" { return title ?? "" }
        let parts = field.split(separator: "/")
        guard parts.count >= 3, let number = Int(parts[1]), media.indices.contains(number) else {
            return ""
        }
        switch parts[2] {
        case "transcript": return media[number].transcript ?? ""
        case "ocr": return media[number].ocr ?? ""
        case "alt": return media[number].alt ?? ""
        default:
            guard parts.count == 4, let segment = Int(parts[3]),
                media[number].segments.indices.contains(segment)
            else { return "" }
            return media[number].segments[segment].text
        }
    }
}
