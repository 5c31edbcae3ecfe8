import Foundation
import HeadwaterAnswers
import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents

/// The demo's day, read from its files, and what is true in it.
struct Town {
    /// One thing that is true for a while.
    struct Fact {
        var question: String
        var from: Int64
        var until: Int64
        var state: String
        var answers: [String]
        var wrong: [String]
        var sources: [String]
        var firstHand: [String]
        var field: String
    }

    private struct Step {
        var offset: Int64
        var event: Event
    }

    static let start = Timestamp(milliseconds: 1_767_225_600_000)

    private var steps: [Step] = []
    private var people: [Account] = []
    private(set) var facts: [Fact] = []
    private(set) var unanswerable: [String] = []

    init() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/HeadwaterDemo/Resources").standardized
        func lines(_ name: String) throws -> [JSONValue] {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            return try text.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        }
        for file in ["accounts-a.ndjson", "accounts-b.ndjson"] {
            for line in try lines(file) {
                var account = Account(id: line["id"]?.string ?? "", at: Self.start)
                account.handle = line["handle"]?.string
                account.name = line["name"]?.string
                account.attributes = [
                    Attribute(name: "bio", value: line["bio"]?.string ?? "")
                ]
                people.append(account)
            }
        }
        var alts: [String: JSONValue] = [:]
        for line in try lines("media/media.ndjson") { alts[line["file"]?.string ?? ""] = line }
        var posts: [String: Post] = [:]
        let all = try (lines("posts-a.ndjson") + lines("posts-b.ndjson"))
            .sorted { ($0["offset_ms"]?.integer ?? 0) < ($1["offset_ms"]?.integer ?? 0) }
        for line in all {
            let offset = line["offset_ms"]?.integer ?? 0
            let at = Self.start.advanced(byMilliseconds: offset)
            if let gone = line["delete"]?.string {
                steps.append(Step(offset: offset, event: .delete(Delete(post: gone, at: at))))
            } else if let id = line["edit"]?.string, var post = posts[id] {
                post.text = line["text"]?.string ?? post.text
                post.edited = at
                posts[id] = post
                steps.append(Step(offset: offset, event: .post(post)))
            } else if let id = line["id"]?.string {
                let post = Self.post(id, line, at, alts)
                posts[id] = post
                steps.append(Step(offset: offset, event: .post(post)))
            }
        }
        let truth = try JSONValue(
            parsing: String(contentsOf: folder.appending(path: "truth.json"), encoding: .utf8)
        )
        for story in truth["storylines"]?.array ?? [] {
            facts += (story["facts"]?.array ?? []).map { Self.fact($0) }
        }
        unanswerable = Self.strings(truth["unanswerable"])
    }

    private static func fact(_ line: JSONValue) -> Fact {
        Fact(
            question: line["question"]?.string ?? "",
            from: line["from_ms"]?.integer ?? 0,
            until: line["until_ms"]?.integer ?? 0,
            state: line["state"]?.string ?? "",
            answers: strings(line["answer"]),
            wrong: strings(line["not"]),
            sources: strings(line["sources"]),
            firstHand: strings(line["first_hand"]),
            field: line["field"]?.string ?? "text"
        )
    }

    private static func post(
        _ id: String,
        _ line: JSONValue,
        _ at: Timestamp,
        _ alts: [String: JSONValue]
    ) -> Post {
        var post = Post(
            id: id,
            author: line["author"]?.string ?? "",
            at: at,
            text: line["text"]?.string ?? ""
        )
        post.langs = strings(line["langs"])
        post.tags = strings(line["tags"])
        post.replyParent = line["reply_to"]?.string
        for item in line["media"]?.array ?? [] {
            let known = alts[item["file"]?.string ?? ""]
            func text(_ name: String) -> String? { item[name]?.string ?? known?[name]?.string }
            var media = Media(kind: Media.Kind(rawValue: text("kind") ?? "") ?? .image)
            media.alt = text("alt")
            media.ocr = text("ocr")
            media.transcript = text("transcript")
            for segment in (item["segments"] ?? known?["segments"])?.array ?? [] {
                media.segments.append(
                    Media.Segment(
                        startMs: segment["start_ms"]?.integer ?? 0,
                        endMs: segment["end_ms"]?.integer ?? 0,
                        text: segment["text"]?.string ?? ""
                    )
                )
            }
            post.media.append(media)
        }
        return post
    }

    private static func strings(_ value: JSONValue?) -> [String] {
        (value?.array ?? []).compactMap(\.string)
    }

    /// The town as it is known at each of some offsets, in ascending order.
    func forEachMoment(of offsets: [Int64], _ body: (Int64, World) throws -> Void) rethrows {
        var world = World()
        for person in people { world.apply(.account(person)) }
        var next = 0
        for offset in Set(offsets).sorted() {
            while next < steps.count, steps[next].offset <= offset {
                world.apply(steps[next].event)
                next += 1
            }
            world.now = Self.start.advanced(byMilliseconds: offset)
            try body(offset, world)
        }
    }

    /// What is wrong with an answer to a fact; nil where it is right.
    static func fault(of answer: Answer, to fact: Fact, in world: World) -> String? {
        guard answer.state.rawValue == fact.state else { return "state \(answer.state.rawValue)" }
        if fact.state == "no_evidence" { return answer.claims.isEmpty ? nil : "has claims" }
        let text = answer.text.lowercased()
        if !fact.answers.contains(where: { text.contains($0.lowercased()) }) { return "answer" }
        if let wrong = fact.wrong.first(where: { text.contains($0.lowercased()) }) {
            return "says \(wrong)"
        }
        guard fact.state == "grounded" else { return nil }
        let known = Set(fact.sources.compactMap { world.catalog.post($0) })
            .filter { world.catalog[$0].isLive }
        let near = Set(fact.firstHand.compactMap { world.catalog.post($0) })
            .filter { world.catalog[$0].isLive }
        guard !near.isEmpty else { return nil }
        let authors = Set(known.map { world.catalog.id(of: world.catalog[$0].author) })
        let nearest = Set(near.map { world.catalog.id(of: world.catalog[$0].author) })
        let first = answer.citations.map(\.author).first { authors.contains($0) }
        if let first, !nearest.contains(first) { return "first is talk" }
        return nil
    }
}
