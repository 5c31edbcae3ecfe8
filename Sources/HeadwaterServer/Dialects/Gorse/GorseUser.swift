import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents

/// A user as Gorse's API has it: an account inside, with what it has no place for in its attributes.
struct GorseUser: Sendable, Hashable {
    var id: String
    var labels: JSONValue?
    /// What older releases of Gorse keep; left out where nothing was given.
    var subscribe: [String] = []
    var comment = ""

    /// A user of which feedback alone tells.
    init(id: String) { self.id = id }

    init(_ input: GorseInput) throws(APIError) {
        id = try input.id("UserId")
        labels = try input.labels()
        subscribe = try input.texts("Subscribe") ?? []
        comment = try input.text("Comment") ?? ""
    }

    /// The user that an account is.
    init(id: String, _ attributes: [Attribute]) {
        self.id = id
        for attribute in attributes {
            switch attribute.name {
            case "gorse.comment": comment = attribute.value
            case "gorse.labels": labels = GorseStored.json(attribute.value)
            case "gorse.subscribe":
                subscribe = GorseStored.json(attribute.value)?.array?.compactMap(\.string) ?? []
            default: break
            }
        }
    }

    /// The event that makes the account what the user is.
    func account(inner: String, at now: Timestamp) -> Account {
        var account = Account(id: inner, at: now)
        var attributes: [Attribute] = []
        if !comment.isEmpty { attributes.append(Attribute(name: "gorse.comment", value: comment)) }
        if let labels { attributes.append(Attribute(name: "gorse.labels", value: labels.json)) }
        if !subscribe.isEmpty {
            let list = JSONValue.array(subscribe.map { .string($0) }).json
            attributes.append(Attribute(name: "gorse.subscribe", value: list))
        }
        account.attributes = attributes
        return account
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("UserId", id)
        writer.key("Labels")
        writer.value(labels ?? .null)
        writer.member("Subscribe", subscribe)
        writer.member("Comment", comment)
        writer.endObject()
    }
}

/// What is changed of a user: the fields that aren't nil.
struct GorseUserPatch: Sendable {
    var labels: JSONValue?
    var subscribe: [String]?
    var comment: String?

    init(_ input: GorseInput) throws(APIError) {
        labels = try input.labels()
        subscribe = try input.texts("Subscribe")
        comment = try input.text("Comment")
    }

    /// The user after the change.
    func applied(to user: GorseUser) -> GorseUser {
        var user = user
        if let labels { user.labels = labels }
        if let subscribe { user.subscribe = subscribe }
        if let comment { user.comment = comment }
        return user
    }
}
