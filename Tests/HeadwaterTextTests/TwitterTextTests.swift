import HeadwaterText
import Testing

/// twitter-text's conformance cases, which X's own apps pass.
@Suite struct TwitterTextTests {
    /// One case of the generated list.
    private struct Case {
        var section: String
        var description: String
        var text: String
        var expected: [String]
    }

    private static let cases: [Case] = twitterTextCases.split(separator: "\n").map { line in
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            .map { String($0).replacingNewlines() }
        return Case(
            section: fields[0],
            description: fields[1],
            text: fields[2],
            expected: Array(fields.dropFirst(3))
        )
    }

    private func found(_ kind: Entity.Kind, in text: String, behindSign: Bool) -> [String] {
        var tokenizer = Tokenizer()
        return tokenizer.entities(of: text).filter { $0.kind == kind }.map { entity in
            let start = behindSign ? entity.content : entity.start
            return String(decoding: Array(text.utf8)[start..<entity.end], as: UTF8.self)
        }
    }

    @Test(arguments: [
        ("mentions", Entity.Kind.mention), ("mentions_with_indices", .mention),
        ("mentions_or_lists_with_indices", .mention), ("urls", .url), ("urls_with_indices", .url),
        ("urls_with_directional_markers", .url), ("tco_urls_with_params", .url),
        ("hashtags", .hashtag), ("hashtags_from_astral", .hashtag),
        ("hashtags_with_indices", .hashtag), ("cashtags", .cashtag),
        ("cashtags_with_indices", .cashtag),
    ])
    func findsWhatTwitterTextFinds(section: String, kind: Entity.Kind) {
        let cases = Self.cases.filter { $0.section == section }
        #expect(!cases.isEmpty)
        for item in cases {
            let got = found(kind, in: item.text, behindSign: kind != .url)
            #expect(got == item.expected, "\(section): \(item.description): \(item.text)")
        }
    }

    @Test func findsBlueskyHandles() {
        let text = "hi @alice.bsky.social, @bob.dev. and @x.y (mail me@bsky.social)"
        #expect(
            found(.mention, in: text, behindSign: true) == ["alice.bsky.social", "bob.dev", "x"]
        )
    }
}

extension String {
    fileprivate func replacingNewlines() -> String {
        String(map { $0 == "\u{2424}" ? "\n" : $0 })
    }
}
