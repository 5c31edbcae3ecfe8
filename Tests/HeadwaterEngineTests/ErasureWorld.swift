import HeadwaterCore
import HeadwaterEvents
import HeadwaterIndex
import Testing

@testable import HeadwaterEngine

/// A small world in which a post is deleted and an account ends, full of words that must go.
enum World {
    static let accounts = ["ann", "ben", "cat", "dan"]
    static let posts = ["p1", "p2", "p3", "d1", "d2", "d3", "c1"]
    /// Words of the post `p1` and of the account `dan`, each in one place.
    static let gone = [
        "zqtext", "zqtitle", "zqtag", "zqalt", "zqtranscript", "zqsegment", "zqocr", "zqurl",
        "zqplace", "zqattribute", "zqsound", "zqlabel", "zqlang", "zqedited", "zqlateredit",
        "zqname", "zqhandle", "zqbio", "zqavatar", "zqhuman", "zqoldname", "zqlasthandle",
        "zqdanpost", "zqdanedit", "zqdantag", "zqrequest", "zqreason", "zqdanpage", "zqrecord",
    ]
    /// Words that stay.
    static let kept = ["zqkept", "zqkepttag", "zqcat"]

    static func post(_ id: String, by author: String, _ text: String, at: Int64) -> Post {
        Post(id: id, author: author, at: minute(at), text: text)
    }

    static func engagement(
        _ kind: Engagement.Kind,
        _ actor: String,
        _ post: String,
        at: Int64,
        id: String? = nil,
        undone: Bool = false
    ) -> Event {
        var event = Engagement(kind: kind, actor: actor, post: undone ? nil : post, at: minute(at))
        event.id = id
        event.undone = undone
        return .engagement(event)
    }

    static func edge(_ kind: Edge.Kind, _ actor: String, _ subject: String, at: Int64) -> Event {
        .edge(Edge(kind: kind, actor: actor, subject: subject, at: minute(at)))
    }

    private static var rich: Post {
        var post = post("p1", by: "ann", "about zqtext", at: 1)
        post.title = "zqtitle"
        post.url = "https://harbour.test/zqurl"
        post.tags = ["zqtag", "harbour"]
        post.labels = ["zqlabel"]
        post.langs = ["zqlang"]
        post.place = Place(name: "zqplace")
        post.attributes = [Attribute(name: "mood", value: "zqattribute")]
        var media = Media(kind: .video)
        media.alt = "zqalt"
        media.transcript = "zqtranscript"
        media.segments = [Media.Segment(startMs: 0, endMs: 9, text: "zqsegment")]
        media.ocr = "zqocr"
        media.sound = "zqsound"
        post.media = [media]
        return post
    }

    private static var dan: [Event] {
        var first = Account(id: "dan", at: minute(0))
        first.name = "zqoldname the Old"
        first.handle = "zqhandle.test"
        var second = Account(id: "dan", at: minute(5))
        second.name = "zqname"
        second.avatar = "https://harbour.test/zqavatar.png"
        second.human = #"{"by":"zqhuman"}"#
        second.attributes = [Attribute(name: "bio", value: "zqbio")]
        return [.account(first), .account(second)]
    }

    /// Events before anything is deleted.
    static var before: [Event] {
        var edited = rich
        edited.text = "now about zqedited"
        edited.edited = minute(3)
        var later = edited
        later.text = "at last about zqlateredit"
        later.edited = minute(4)
        var kept = post("p2", by: "ann", "about zqkept", at: 2)
        kept.tags = ["zqkepttag", "harbour"]
        var cat = Account(id: "cat", at: minute(0))
        cat.name = "zqcat"
        var danPost = post("d1", by: "dan", "says zqdanpost", at: 6)
        danPost.tags = ["zqdantag"]
        danPost.replyParent = "p2"
        var danEdit = danPost
        danEdit.text = "says zqdanedit"
        danEdit.edited = minute(7)
        var seen = Impression(actor: "dan", post: "p2", at: minute(9))
        seen.request = "zqrequest"
        var report = Engagement(kind: .report, actor: "dan", post: "p2", at: minute(12))
        report.reason = "zqreason"
        return dan + [
            .account(cat), .post(rich), .post(edited), .post(later), .post(kept),
            .post(danPost), .post(danEdit), .post(post("d2", by: "dan", "short-lived", at: 7)),
            .post(post("d3", by: "dan", "plain", at: 7)),
            .post(post("c1", by: "cat", "an answer", at: 8)),
            edge(.follow, "ann", "dan", at: 6), edge(.follow, "dan", "ann", at: 6),
            edge(.follow, "dan", "cat", at: 6), edge(.block, "dan", "ben", at: 6),
            engagement(.like, "dan", "p2", at: 8), engagement(.like, "ben", "p2", at: 8),
            engagement(.like, "ben", "d1", at: 8), engagement(.like, "ben", "p1", at: 8),
            engagement(.reply, "dan", "p2", at: 6, id: "d1"),
            engagement(.reply, "dan", "p2", at: 7, id: "d2"),
            engagement(.reply, "cat", "p2", at: 8, id: "c1"),
            engagement(.view, "dan", "p2", at: 9), engagement(.view, "dan", "p2", at: 10),
            engagement(.click, "dan", "p2", at: 10, id: "zqrecord"),
            engagement(.click, "dan", "p2", at: 11, id: "zqrecord", undone: true),
            engagement(.view, "ben", "p2", at: 9), .impression(seen), .engagement(report),
        ]
    }

    private static func page(
        _ request: String,
        to viewer: String,
        _ slots: [(String, String)]
    )
        -> Served
    {
        Served(
            request: request,
            viewer: viewer,
            surface: "for-you",
            at: minute(10),
            previous: nil,
            limit: 20,
            slots: slots.map {
                Served.Slot(
                    post: $0.0,
                    source: "follows",
                    score: 1,
                    propensity: 1,
                    reasons: [$0.1]
                )
            }
        )
    }

    static var pages: [Served] {
        [
            page("zqdanpage", to: "dan", [("p2", "New here")]),
            page(
                "r2",
                to: "ben",
                [
                    ("p1", "Because you liked posts with #zqtag"),
                    ("p2", "Because you liked a post by zqname with words like these"),
                    ("c1", "From zqcat, whom you follow"),
                    ("d1", "From @zqhandle.test, whom you follow"),
                ]
            ),
        ]
    }

    static var endings: [Event] {
        var end = Account(id: "dan", at: minute(20))
        end.status = .deleted
        end.handle = "zqlasthandle.test"
        return [
            .delete(Delete(post: "p1", at: minute(19))),
            .delete(Delete(post: "d2", at: minute(19))),
            .account(end), .delete(Delete(post: "c1", at: minute(20))),
        ]
    }

    /// Fills an engine, up to the endings.
    static func fill(_ engine: Engine) async throws {
        let result = try await engine.ingest(before)
        #expect(result.accepted == before.count)
        _ = try await engine.write(pages.map { .served($0) })
        try await blocking { _ = try engine.saveSnapshot() }
        let ended = try await engine.ingest(endings)
        #expect(ended.accepted == endings.count)
    }

    /// What is seen of it: posts, accounts, and what a search finds.
    static func picture(_ engine: Engine) throws -> [String] {
        var lines = try engine.picture(posts, accounts)
        for viewer in [nil, "ben"] {
            let queries = ["about", "an answer", "zqdanpost plain", "about zqtext zqlateredit"]
            for (number, words) in queries.enumerated() {
                var request = SearchRequest(query: words)
                request.viewer = viewer
                let hits = try engine.search(request).hits
                lines.append("search \(number): \(hits.map(\.view.post.id))")
            }
        }
        return lines
    }
}
