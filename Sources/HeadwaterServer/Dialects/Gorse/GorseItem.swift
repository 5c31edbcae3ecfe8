import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents

/// An item as Gorse's API has it: a post inside.
///
/// Its comment is the post's text, the label `title` its title, and the categories and the texts
/// among its labels its tags, so that taste, likeness and search know them. A hidden item is an
/// unlisted post. What has no place in a post is kept in its attributes, and comes back as it came.
struct GorseItem: Sendable, Hashable {
    var id: String
    var isHidden = false
    var categories: [String] = []
    var timestamp = GorseTime.none
    var labels: JSONValue?
    var comment = ""

    /// The tags that an item may have; its categories come first, and all of them.
    private static let tagLimit = 64
    private static let tagBytes = 128

    /// An item of which feedback alone tells.
    init(id: String) { self.id = id }

    init(_ input: GorseInput) throws(APIError) {
        id = try input.id("ItemId")
        isHidden = try input.flag("IsHidden") ?? false
        categories = try input.texts("Categories") ?? []
        timestamp = try input.time("Timestamp") ?? .none
        labels = try input.labels()
        comment = try input.text("Comment") ?? ""
    }

    /// The item that a post is.
    init(id: String, _ post: Post, at: Timestamp) {
        self.id = id
        isHidden = post.audience == .unlisted
        comment = post.text
        timestamp = GorseTime(at)
        for attribute in post.attributes {
            switch attribute.name {
            case "gorse.categories":
                categories = GorseStored.json(attribute.value)?.array?.compactMap(\.string) ?? []
            case "gorse.labels": labels = GorseStored.json(attribute.value)
            case "gorse.timestamp": timestamp.text = attribute.value
            default: break
            }
        }
    }

    /// The post that the item is.
    ///
    /// - Parameters:
    ///   - inner: The post's id.
    ///   - author: Its author's id.
    ///   - edited: The moment of this version; nil for one that any other takes the place of.
    ///   - now: The present moment.
    /// - Returns: The post.
    func post(inner: String, author: String, edited: Timestamp?, now: Timestamp) -> Post {
        let at = min(timestamp.moment ?? now, now)
        var post = Post(id: inner, author: author, at: at, text: comment)
        post.edited = edited
        post.title = labels?["title"]?.string
        post.audience = isHidden ? .unlisted : .public
        post.tags = tags
        if !categories.isEmpty {
            let list = JSONValue.array(categories.map { .string($0) }).json
            post.attributes.append(Attribute(name: "gorse.categories", value: list))
        }
        if let labels {
            post.attributes.append(Attribute(name: "gorse.labels", value: labels.json))
        }
        post.attributes.append(Attribute(name: "gorse.timestamp", value: timestamp.text))
        return post
    }

    /// The author that a label names: its text or number, or the first in its list.
    func author(label: String?) -> String? {
        guard let label, let value = labels?[label] else { return nil }
        let name: String? =
            switch value {
            case .string(let text): text
            case .integer(let number): "\(number)"
            case .array(let items): items.first?.string
            default: nil
            }
        guard let name, (1...GorseID.limitBytes).contains(name.utf8.count) else { return nil }
        return name
    }

    /// Categories first, then the texts among the labels, each once.
    var tags: [String] {
        var tags: [String] = []
        var known: Set<String> = []
        for category in categories where !category.isEmpty {
            if known.insert(category).inserted { tags.append(category) }
        }
        func add(_ value: JSONValue) {
            switch value {
            case .string(let text):
                guard tags.count < Self.tagLimit, (1...Self.tagBytes).contains(text.utf8.count),
                    known.insert(text).inserted
                else { return }
                tags.append(text)
            case .array(let items): for item in items { add(item) }
            case .object(let members):
                for member in members where member.name != "title" { add(member.value) }
            default: break
            }
        }
        if let labels { add(labels) }
        return tags
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("ItemId", id)
        writer.key("IsHidden")
        writer.bool(isHidden)
        writer.key("Categories")
        writer.beginArray()
        for category in categories { writer.string(category) }
        writer.endArray()
        writer.member("Timestamp", timestamp.text)
        writer.key("Labels")
        writer.value(labels ?? .null)
        writer.member("Comment", comment)
        writer.endObject()
    }
}

/// What is changed of an item.
enum GorseItemChange: Sendable {
    /// The fields that aren't nil take the place of those that stand.
    case patch(
        isHidden: Bool?,
        categories: [String]?,
        timestamp: GorseTime?,
        labels: JSONValue?,
        comment: String?
    )
    case addCategory(String)
    case removeCategory(String)

    init(patch input: GorseInput) throws(APIError) {
        self = .patch(
            isHidden: try input.flag("IsHidden"),
            categories: try input.texts("Categories"),
            timestamp: try input.time("Timestamp"),
            labels: try input.labels(),
            comment: try input.text("Comment")
        )
    }

    /// The item after the change.
    func applied(to item: GorseItem) -> GorseItem {
        var item = item
        switch self {
        case .patch(let isHidden, let categories, let timestamp, let labels, let comment):
            if let isHidden { item.isHidden = isHidden }
            if let categories { item.categories = categories }
            if let timestamp { item.timestamp = timestamp }
            if let labels { item.labels = labels }
            if let comment { item.comment = comment }
        case .addCategory(let category):
            if !item.categories.contains(where: { $0.hasSameBytes(as: category) }) {
                item.categories.append(category)
            }
        case .removeCategory(let category):
            item.categories.removeAll { $0.hasSameBytes(as: category) }
        }
        return item
    }
}

/// What we wrote ourselves into an attribute.
enum GorseStored {
    /// The JSON that stands there; nil where somebody else has put something else there.
    static func json(_ text: String) -> JSONValue? {
        do { return try JSONValue(parsing: text) } catch { return nil }
    }
}
