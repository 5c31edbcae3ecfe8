import HeadwaterAnswers
import HeadwaterCore
import HeadwaterEvents
import Testing

/// Checks that every word of an answer stands where its citations say, without the code under test.
func expectExact(
    _ answer: Answer,
    in world: World,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    for (place, citation) in answer.citations.enumerated() {
        #expect(citation.n == place + 1, sourceLocation: sourceLocation)
        let bytes = Array(world.text(of: citation).utf8)
        let isInside = citation.start >= 0 && citation.end <= bytes.count
        #expect(isInside, sourceLocation: sourceLocation)
        guard isInside else { continue }
        let quote = String(decoding: bytes[citation.start..<citation.end], as: UTF8.self)
        #expect(quote == citation.quote, sourceLocation: sourceLocation)
    }
    let cited = Set(answer.claims.flatMap(\.citations))
    #expect(cited == Set(1..<answer.citations.count + 1), sourceLocation: sourceLocation)
    for claim in answer.claims {
        #expect((0...1).contains(claim.support), sourceLocation: sourceLocation)
        let quotes = claim.citations.map { answer.citations[$0 - 1].quote }
        #expect(quotes.contains(claim.text), sourceLocation: sourceLocation)
    }
    // Whatever begins with a capital or holds a digit comes from a quote, but for fixed words.
    var rest = answer.text
    for fixed in ["Sources differ: ", "No post here says anything about that."]
    where rest.hasPrefix(fixed) {
        rest.removeFirst(fixed.count)
    }
    let quoted = Set(answer.citations.flatMap { tokens(of: $0.quote) })
    for token in tokens(of: rest) {
        #expect(quoted.contains(token), "\(token) is cited", sourceLocation: sourceLocation)
    }
    let needsClaims = answer.state != .noEvidence
    #expect(answer.claims.isEmpty != needsClaims, sourceLocation: sourceLocation)
    #expect(answer.state != .conflicting || answer.claims.count > 1, sourceLocation: sourceLocation)
}

private func tokens(of text: String) -> [Substring] {
    text.split { !$0.isLetter && !$0.isNumber }
}

extension World {
    /// The text of a citation's field, by the version that it names.
    func text(of citation: Citation) -> String {
        for record in records {
            guard case .event(.post(let post)) = record.body, post.id == citation.post,
                post.version == citation.revision
            else { continue }
            let parts = citation.field.split(separator: "/")
            if parts == ["text"] { return post.text }
            if parts == ["title"] { return post.title ?? "" }
            guard parts.count >= 3, let number = Int(parts[1]) else { return "" }
            let media = post.media[number]
            switch parts[2] {
            case "transcript": return media.transcript ?? ""
            case "ocr": return media.ocr ?? ""
            case "alt": return media.alt ?? ""
            default: return Int(parts[3]).map { media.segments[$0].text } ?? ""
            }
        }
        return ""
    }
}
