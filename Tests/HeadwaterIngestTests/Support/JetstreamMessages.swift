import HeadwaterCore
import HeadwaterEvents
import Testing

@testable import HeadwaterIngest

let did = "did:plc:q235v55g5unth4zjjdpacfdr"
let other = "did:plc:vfnmgxg2yscfliemmcxzyfyh"
let cid = "bafkreieajxclqzwk2mczx7hxmoboqpuiveqlbm35gsda5xlaqfmlryu4ri"
let timeUs: Int64 = 1_779_719_009_157_119
let seen = Timestamp(milliseconds: 1_779_719_009_157)

func postURI(_ key: String, by author: String = did) -> String {
    "at://\(author)/app.bsky.feed.post/\(key)"
}

func map(_ json: JSONValue) throws(JetstreamFrameError) -> JetstreamFrame {
    let bytes = Array(json.json.utf8)
    return try JetstreamMapper().map(bytes.span)
}

func commit(
    _ operation: JSONValue,
    _ collection: JSONValue,
    _ record: JSONValue?,
    key: JSONValue = "3mmoojp4cd223"
) throws(JetstreamFrameError) -> JetstreamFrame {
    var members: [JSONValue.Member] = [
        .init("rev", "3mmoojpaqkn2z"), .init("operation", operation),
        .init("collection", collection), .init("rkey", key),
    ]
    if let record { members.append(.init("record", record)) }
    return try map([
        "did": .string(did), "time_us": .integer(timeUs), "kind": "commit",
        "commit": .object(members),
    ])
}

/// A post record of these members, with a text and a time unless they are among them.
func record(_ members: JSONValue) -> JSONValue {
    var all = members.members ?? []
    for (name, value) in [("text", "hello"), ("createdAt", "2026-05-25T14:23:28.757Z")]
    where !all.contains(where: { $0.name == name }) {
        all.append(.init(name, .string(value)))
    }
    return .object(all)
}

func post(_ members: JSONValue) throws -> (Post, JetstreamFrame) {
    let frame = try commit("create", "app.bsky.feed.post", record(members))
    guard case .post(let post)? = frame.events.first.map({ $0 }) else {
        Issue.record("no post came of \(members)")
        throw CancellationError()
    }
    return (post, frame)
}
