import HeadwaterCore

/// Makes an answer of passages.
struct Composer {
    let question: Question
    let knobs: Knobs
    let asOf: Timestamp

    func compose(_ passages: [Passage]) -> Answer {
        let total = question.terms.reduce(0) { $0 + $1.worth }
        var best: (score: Double, passage: Passage)?
        for passage in passages {
            var score = 0.0
            for (number, term) in question.terms.enumerated() where number < 64 {
                if passage.matched & 1 << UInt64(number) != 0 { score += term.worth }
            }
            if score > best?.score ?? 0 { best = (score, passage) }
        }
        guard let best, total > 0, best.score / total > 0.5 else { return nothing }
        let passage = best.passage
        return Answer(
            text: passage.quote,
            state: .grounded,
            claims: [Claim(text: passage.quote, citations: [1], support: best.score / total)],
            citations: [citation(of: passage, 1)],
            asOf: asOf,
            timings: Timings()
        )
    }

    private func citation(of passage: Passage, _ number: Int) -> Citation {
        Citation(
            n: number,
            post: passage.post,
            revision: passage.revision,
            author: passage.author,
            handle: passage.head.handle.isEmpty ? nil : passage.head.handle,
            name: passage.head.name.isEmpty ? nil : passage.head.name,
            at: passage.head.at,
            received: passage.received,
            field: passage.field,
            quote: passage.quote,
            start: passage.start,
            end: passage.end,
            startMs: passage.startMs
        )
    }

    private var nothing: Answer {
        Answer(
            text: "No post here says anything about that.",
            state: .noEvidence,
            claims: [],
            citations: [],
            asOf: asOf,
            timings: Timings()
        )
    }
}
