import Foundation
import HeadwaterCore
import HeadwaterEvents
import Testing

@testable import HeadwaterIngest

/// Posts of real accounts, as they were captured from the network.
@Suite(.enabled(if: Fixtures.data != nil, "HEADWATER_DATA names no folder of data"))
struct JetstreamCaptureTests {
    @Test(arguments: [
        "automod__capture__testdata__capture_atprotocom.json",
        "automod__rules__testdata__capture_hackerdarkweb.json",
    ])
    func realPostsAreReadWholly(name: String) throws {
        let folder = try #require(Fixtures.data).appendingPathComponent("bluesky-relay-scenarios")
        let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
        let records = try #require(try JSONValue(parsing: bytes.span)["postRecords"]?.array)
        #expect(records.count >= 10)
        for record in records {
            let value = try #require(record["value"])
            let frame = try commit("create", "app.bsky.feed.post", value)
            #expect(frame.isPost)
            #expect(frame.cuts == 0, "\(value)")
            guard case .post(let post) = frame.events[0] else { continue }
            #expect(post.text == value["text"]?.string)
            #expect(post.at == value["createdAt"]?.string.flatMap { Timestamp($0) })
            #expect(post.replyParent == value["reply"]?["parent"]?["uri"]?.string)
            #expect(post.media.count == value["embed"]?["images"]?.array?.count ?? 0)
        }
    }
}

@Suite struct JetstreamPropertyTests {
    /// Everything that comes of a message, however twisted, is an event that the format accepts.
    @Test(arguments: UInt64(1)...20)
    func whateverComesOutIsWithinTheFormat(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let messages = try [Self.rich] + Fixtures.golden().map { try JSONValue(parsing: $0.span) }
        var decoder = EventDecoder()
        var events = 0
        for _ in 0..<300 {
            guard var message = messages.randomElement(using: &random) else { continue }
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                // Mostly within the record, as little is left of a message without its head.
                let isWhole = Int.random(in: 0..<8, using: &random) == 0
                if isWhole || !twistRecord(of: &message, &random) { twist(&message, &random) }
            }
            let bytes = Array(message.json.utf8)
            let frame: JetstreamFrame
            do {
                frame = try JetstreamMapper().map(bytes.span)
            } catch {
                continue
            }
            for event in frame.events {
                events += 1
                var line: [UInt8] = []
                EventEncoder.encode(event, into: &line)
                #expect(try decoder.decode(line.span) == event, "seed \(seed): \(message.json)")
            }
        }
        #expect(events > 50)
    }

    /// Cut or damaged bytes never do more than fail.
    @Test(arguments: UInt64(1)...5)
    func damagedBytesNeverCrash(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let golden = try Fixtures.golden()
        for _ in 0..<500 {
            guard var line = golden.randomElement(using: &random) else { continue }
            switch Int.random(in: 0..<3, using: &random) {
            case 0: line.removeLast(Int.random(in: 1...line.count, using: &random))
            case 1:
                line[Int.random(in: line.indices, using: &random)] =
                    UInt8.random(in: 0...255, using: &random)
            default:
                line.insert(
                    UInt8.random(in: 0...255, using: &random),
                    at: Int.random(in: line.indices, using: &random)
                )
            }
            do {
                _ = try JetstreamMapper().map(line.span)
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
    }

    /// A message with something of everything.
    private static let rich: JSONValue = [
        "did": .string(did), "time_us": .integer(timeUs), "kind": "commit",
        "commit": [
            "operation": "create", "collection": "app.bsky.feed.post", "rkey": "3mmoojp4cd223",
            "record": [
                "text": "né #rain", "createdAt": "2026-05-25T14:23:28.757Z", "langs": ["en"],
                "tags": ["a"], "labels": ["values": [["val": "porn"]]],
                "facets": [
                    [
                        "index": ["byteStart": 0, "byteEnd": 3],
                        "features": [
                            ["$type": "app.bsky.richtext.facet#tag", "tag": "rain"],
                            ["$type": "app.bsky.richtext.facet#link", "uri": "https://a.example"],
                            ["$type": "app.bsky.richtext.facet#mention", "did": .string(other)],
                        ],
                    ]
                ],
                "reply": [
                    "root": ["uri": .string(postURI("r", by: other))],
                    "parent": ["uri": .string(postURI("p", by: other))],
                ],
                "embed": [
                    "$type": "app.bsky.embed.recordWithMedia",
                    "record": ["record": ["uri": .string(postURI("q", by: other))]],
                    "media": [
                        "$type": "app.bsky.embed.images",
                        "images": [
                            [
                                "image": ["ref": ["$link": .string(cid)]], "alt": "a",
                                "aspectRatio": ["width": 3, "height": 2],
                            ]
                        ],
                    ],
                ],
            ],
        ],
    ]

    /// Twists a message's record, where it has one.
    private func twistRecord(
        of message: inout JSONValue,
        _ random: inout SeededGenerator
    ) -> Bool {
        guard var members = message.members,
            let commit = members.firstIndex(where: { $0.name == "commit" }),
            var parts = members[commit].value.members,
            let record = parts.firstIndex(where: { $0.name == "record" })
        else { return false }
        twist(&parts[record].value, &random)
        members[commit].value = .object(parts)
        message = .object(members)
        return true
    }

    /// Replaces one value somewhere in a message by another.
    private func twist(_ value: inout JSONValue, _ random: inout SeededGenerator) {
        switch value {
        case .object(var members) where !members.isEmpty && Bool.random(using: &random):
            let index = Int.random(in: members.indices, using: &random)
            twist(&members[index].value, &random)
            value = .object(members)
        case .array(var items) where !items.isEmpty && Bool.random(using: &random):
            twist(&items[Int.random(in: items.indices, using: &random)], &random)
            value = .array(items)
        case .object(var members):
            guard let member = members.indices.randomElement(using: &random) else { return }
            if Bool.random(using: &random) {
                members.remove(at: member)
            } else {
                twist(&members[member].value, &random)
            }
            value = .object(members)
        default: value = strange(value, &random)
        }
    }

    private func strange(_ value: JSONValue, _ random: inout SeededGenerator) -> JSONValue {
        let text = value.string ?? "x"
        let choices: [JSONValue] = [
            .null, .bool(true), .integer(-1), .integer(.max), .double(1e300), .string(""),
            .string(String(repeating: text, count: 600)), .string(text + "\u{0}\n\u{202E}"),
            .string("2200-01-01T00:00:00Z"), .array([]), .object([]),
            .array(Array(repeating: value, count: 400)), value, value, value, value,
        ]
        return choices.randomElement(using: &random) ?? .null
    }
}
