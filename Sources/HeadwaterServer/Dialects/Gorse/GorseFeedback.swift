import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents

/// A feedback as Gorse's API has it: an engagement inside, with the rest in its attributes.
struct GorseFeedback: Sendable, Hashable {
    var type: String
    var user: String
    var item: String
    var value = 0.0
    var timestamp = GorseTime.none
    var comment = ""

    /// The longest type.
    static let typeBytes = 256

    init(type: String, user: String, item: String, timestamp: GorseTime) {
        self.type = type
        self.user = user
        self.item = item
        self.timestamp = timestamp
    }

    init(_ input: GorseInput, _ mapping: FeedbackMapping) throws(APIError) {
        type = try input.text("FeedbackType", limit: Self.typeBytes) ?? ""
        user = try input.id("UserId")
        item = try input.id("ItemId")
        value = try input.number("Value") ?? 0
        timestamp = try input.time("Timestamp") ?? .none
        comment = try input.text("Comment") ?? ""
        guard !type.isEmpty else {
            throw input.wrong("FeedbackType", "the type is missing")
        }
        guard mapping.kind(of: type, value: value) != nil else {
            throw input.wrong("FeedbackType", Self.unmapped(type))
        }
    }

    /// Why a type isn't taken.
    static func unmapped(_ type: String) -> String {
        "HEADWATER_GORSE_FEEDBACK says nothing of \(type): add TYPE=KIND, or *=click for all others"
    }

    /// The feedback that an engagement is.
    init(type: String, user: String, item: String, _ engagement: Engagement) {
        self.init(type: type, user: user, item: item, timestamp: GorseTime(engagement.at))
        for attribute in engagement.attributes {
            switch attribute.name {
            case "comment": comment = attribute.value
            case "timestamp":
                timestamp = GorseTime(attribute.value) ?? timestamp
            case "value": value = Double(attribute.value).map { $0.isFinite ? $0 : 0 } ?? 0
            default: break
            }
        }
    }

    /// The engagement's attributes, in the order of their names.
    func attributes(due: Timestamp? = nil) -> [Attribute] {
        var attributes: [Attribute] = []
        if !comment.isEmpty { attributes.append(Attribute(name: "comment", value: comment)) }
        if let due {
            attributes.append(
                Attribute(name: GorseLedger.dueAttribute, value: "\(due.milliseconds)")
            )
        }
        attributes.append(Attribute(name: GorseLedger.typeAttribute, value: type))
        attributes.append(Attribute(name: "timestamp", value: timestamp.text))
        if value != 0 { attributes.append(Attribute(name: "value", value: "\(value)")) }
        return attributes
    }

    func write(updated: Timestamp, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("FeedbackType", type)
        writer.member("UserId", user)
        writer.member("ItemId", item)
        writer.key("Value")
        writer.double(value)
        writer.member("Timestamp", timestamp.text)
        writer.member("Updated", GorseTime(updated).text)
        writer.member("Comment", comment)
        writer.endObject()
    }
}
