import HeadwaterCore
import HeadwaterEvents

/// The demo: Varnhaven, a small harbour town that doesn't exist, on a lively day of two hours.
///
/// Read once from the files beside this code; ``DemoDay`` makes events of it.
public struct DemoTown: Sendable {
    /// How long its day lasts, in milliseconds.
    public static let dayMs: Int64 = 7_200_000

    /// Somebody who lives or works there.
    struct Person: Sendable {
        var id: String
        var handle: String
        var name: String
        var bio: String
        var avatar: String?
        var themes: [String]
        var isInstitution: Bool
    }

    /// Something that happens at a moment of the day.
    struct Step: Sendable {
        enum Kind: Sendable {
            case post
            case edit(of: String)
            case delete(of: String)
        }

        var kind: Kind
        var id: String
        var offsetMs: Int64
        var author: String
        var theme: String
        var body: JSONValue
    }

    var people: [Person]
    /// Everything that happens, in order of time.
    var steps: [Step]
    /// The posts among ``steps``.
    var posts: [Step] = []
    var media: [String: JSONValue]

    /// Reads the town's files.
    public init() throws(DemoError) {
        people = []
        for file in ["accounts-a.ndjson", "accounts-b.ndjson"] {
            people += try DemoResources.lines(of: file).map { Self.person($0) }
        }
        media = [:]
        for entry in try DemoResources.lines(of: "media/media.ndjson") {
            if let file = entry["file"]?.string { media[file] = entry }
        }
        steps = []
        for file in ["posts-a.ndjson", "posts-b.ndjson"] {
            steps += try DemoResources.lines(of: file).map { Self.step($0) }
        }
        // A stable order: by time, then by id, whatever the order of the files.
        steps.sort { ($0.offsetMs, $0.id) < ($1.offsetMs, $1.id) }
        posts = steps.filter { if case .post = $0.kind { true } else { false } }
        let authors = Dictionary(
            posts.map { ($0.id, ($0.author, $0.theme, $0.body)) },
            uniquingKeysWith: { first, _ in first }
        )
        for index in steps.indices {
            // An edit's line says only what changes; author and theme are the post's.
            if case .edit(let post) = steps[index].kind, let original = authors[post] {
                steps[index].author = original.0
                steps[index].theme = original.1
                steps[index].body = Self.edited(original.2, by: steps[index].body)
            }
        }
    }

    /// The number of posts until a moment of the day.
    ///
    /// Complexity: O(log posts).
    func postCount(through offsetMs: Int64) -> Int {
        var (low, high) = (0, posts.count)
        while low < high {
            let middle = (low + high) / 2
            if posts[middle].offsetMs <= offsetMs { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func person(_ line: JSONValue) -> Person {
        Person(
            id: line["id"]?.string ?? "",
            handle: line["handle"]?.string ?? "",
            name: line["name"]?.string ?? "",
            bio: line["bio"]?.string ?? "",
            avatar: line["avatar"]?.string,
            themes: (line["themes"]?.array ?? []).compactMap(\.string),
            isInstitution: line["kind"]?.string == "institution"
        )
    }

    private static func step(_ line: JSONValue) -> Step {
        let kind: Step.Kind
        if let post = line["edit"]?.string {
            kind = .edit(of: post)
        } else if let post = line["delete"]?.string {
            kind = .delete(of: post)
        } else {
            kind = .post
        }
        let id = line["id"]?.string ?? line["edit"]?.string ?? line["delete"]?.string ?? ""
        return Step(
            kind: kind,
            id: id,
            offsetMs: line["offset_ms"]?.integer ?? 0,
            author: line["author"]?.string ?? "",
            theme: line["theme"]?.string ?? "",
            body: line
        )
    }

    private static func edited(_ original: JSONValue, by edit: JSONValue) -> JSONValue {
        guard var members = original.members, let changes = edit.members else { return edit }
        for change in changes where change.name != "edit" && change.name != "offset_ms" {
            members.removeAll { $0.name == change.name }
            members.append(change)
        }
        return .object(members)
    }
}
