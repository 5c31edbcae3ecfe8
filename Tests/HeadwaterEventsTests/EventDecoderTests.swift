import HeadwaterCore
import HeadwaterEvents
import Testing

/// Each rule of EVENTS.md, from both sides.
@Suite struct EventDecoderTests {
    private func decode(_ line: String) throws(EventError) -> Event {
        var decoder = EventDecoder()
        let bytes = Array(line.utf8)
        return try decoder.decode(bytes.span)
    }

    /// What the decoder says of a line; "accepted" where nothing.
    private func verdict(_ line: String) -> String {
        do throws(EventError) {
            _ = try decode(line)
            return "accepted"
        } catch {
            return "\(error.kind) \(error)"
        }
    }

    private static let at = #""at":"2026-11-25T08:30:00Z""#
    private static let post = #"{"type":"post","id":"p","author":"a","text":"t","# + at
    private static let like = #"{"type":"engagement","kind":"like","actor":"v","post":"p","# + at
    private static let seen = #"{"type":"impression","actor":"v","post":"p","# + at
    private static let account = #"{"type":"account","id":"a","# + at
    private static let text65536 = String(repeating: "x", count: 65_536)
    private static let id512 = String(repeating: "i", count: 512)

    private static func list(_ item: String, _ count: Int) -> String {
        "[" + [String](repeating: item, count: count).joined(separator: ",") + "]"
    }

    /// A line, and how its verdict begins.
    static let lines: [(line: String, verdict: String)] = [
        // Required fields.
        (post + "}", "accepted"),
        (#"{"type":"post","author":"a","text":"t","# + at + "}", "missing id: "),
        (#"{"type":"post","id":"p","text":"t","# + at + "}", "missing author: "),
        (#"{"type":"post","id":"p","author":"a","# + at + "}", "missing text: "),
        (#"{"type":"post","id":"p","author":"a","text":"t"}"#, "missing at: "),
        (#"{"type":"post","id":null,"author":"a","text":"t","# + at + "}", "missing id: "),
        (#"{"type":"delete","# + at + "}", "missing post: "),
        (#"{"type":"account","# + at + "}", "missing id: "),
        (#"{"type":"edge","kind":"follow","actor":"a","# + at + "}", "missing subject: "),
        (#"{"type":"edge","actor":"a","subject":"b","# + at + "}", "missing kind: "),
        (#"{"type":"engagement","kind":"like","actor":"a","# + at + "}", "missing post: "),
        (#"{"type":"impression","actor":"a","# + at + "}", "missing post: "),
        (#"{"type":"label","subject":"p","value":"x","# + at + "}", "missing source: "),
        (#"{"at":"2026-11-25T08:30:00Z"}"#, "missing type: "),
        // Types.
        (#"{"type":"served","v":1}"#, "ownRecord type: "),
        (#"{"type":"change","v":1}"#, "ownRecord type: "),
        (#"{"type":"Post"}"#, "unknownType type: \"Post\" is no event type"),
        (#"{"type":""}"#, "unknownType type: "),
        (#"{"type":7}"#, "type type: "),
        ("[]", "type an event is one JSON object"),
        ("\"post\"", "type an event is one JSON object"),
        ("", "syntax not valid JSON"),
        (post, "syntax not valid JSON"),
        (post + "} x", "syntax not valid JSON"),
        // Texts and ids.
        (#"{"type":"post","id":"","author":"a","text":"t","# + at + "}", "length id: "),
        (#"{"type":"post","id":"p","author":"a","text":"","# + at + "}", "accepted"),
        (#"{"type":"post","id":5,"author":"a","text":"t","# + at + "}", "type id: a string"),
        (#"{"type":"delete","post":"\#(id512)","# + at + "}", "accepted"),
        (#"{"type":"delete","post":"\#(id512)x","# + at + "}", "length post: 513 bytes"),
        (
            #"{"type":"delete","post":"\#(String(repeating: "é", count: 257))","# + at + "}",
            "length"
        ),
        (#"{"type":"post","id":"p","author":"a","text":"\#(text65536)","# + at + "}", "accepted"),
        (
            #"{"type":"post","id":"p","author":"a","text":"\#(text65536)x","# + at + "}",
            "length text"
        ),
        (post + #","title":"\#(text65536)x"}"#, "length title: "),
        (post + #","quote":""}"#, "length quote: an id is empty"),
        (post + #","reply_root":[]}"#, "type reply_root: "),
        (#"{"type":"delete","post":"\ud800","# + at + "}", "syntax half of a surrogate"),
        (#"{"type":"delete","post":"\u0000","# + at + "}", "accepted"),
        // Times.
        (
            #"{"type":"delete","post":"p","at":"yesterday"}"#,
            "time at: \"yesterday\" is no RFC 3339 time"
        ),
        (#"{"type":"delete","post":"p","at":"1601-01-01T00:00:00Z"}"#, "time at: "),
        (#"{"type":"delete","post":"p","at":"1969-12-31T23:59:59.999Z"}"#, "time at: "),
        (#"{"type":"delete","post":"p","at":"1970-01-01T00:00:00+00:01"}"#, "time at: "),
        (#"{"type":"delete","post":"p","at":"1970-01-01T00:00:00Z"}"#, "accepted"),
        (#"{"type":"delete","post":"p","at":"2099-12-31T23:59:59.999999Z"}"#, "accepted"),
        (#"{"type":"delete","post":"p","at":"2099-12-31T23:59:59-00:01"}"#, "time at: "),
        (#"{"type":"delete","post":"p","at":"2200-01-01T00:00:00Z"}"#, "time at: "),
        (#"{"type":"delete","post":"p","at":"2026-02-29T00:00:00Z"}"#, "time at: "),
        (#"{"type":"delete","post":"p","at":"2024-02-29T00:00:00+14:00"}"#, "accepted"),
        (#"{"type":"delete","post":"p","at":"2026-11-25T24:00:00Z"}"#, "time at: "),
        (#"{"type":"delete","post":"p","at":"2026-11-25T08:30Z"}"#, "time at: "),
        (#"{"type":"delete","post":"p","at":"2026-11-25T08:30:00"}"#, "time at: "),
        (#"{"type":"delete","post":"p","at":"2026-11-25T08:30:00.Z"}"#, "time at: "),
        (#"{"type":"delete","post":"p","at":" 2026-11-25T08:30:00Z"}"#, "time at: "),
        (#"{"type":"delete","post":"p","at":""}"#, "time at: "),
        (#"{"type":"delete","post":"p","at":1764059400}"#, "type at: "),
        (#"{"type":"delete","post":"p","at":"2026-11-25T08:30:00\u005a"}"#, "accepted"),
        (post + #","edited":"x"}"#, "time edited: "),
        // Integers.
        (like + #","watch_ms":0}"#, "accepted"),
        (like + #","watch_ms":9007199254740991}"#, "accepted"),
        (like + #","watch_ms":9007199254740992}"#, "value watch_ms: 9007199254740992 is no whole"),
        (like + #","watch_ms":99999999999999999999}"#, "value watch_ms: "),
        (like + #","watch_ms":-1}"#, "type watch_ms: "),
        (like + #","watch_ms":-0}"#, "type watch_ms: "),
        (like + #","watch_ms":1.0}"#, "type watch_ms: "),
        (like + #","watch_ms":1e3}"#, "type watch_ms: "),
        (like + #","watch_ms":"1"}"#, "type watch_ms: "),
        (like + #","duration_ms":true}"#, "type duration_ms: "),
        (seen + #","position":-1}"#, "type position: "),
        // Kinds, flags, lists, maps.
        (post + #","kind":"article"}"#, "accepted"),
        (post + #","kind":"video"}"#, "value kind: \"video\" is none of post, article"),
        (#"{"type":"edge","kind":"like","actor":"a","subject":"b","# + at + "}", "value kind: "),
        (
            #"{"type":"engagement","kind":"long_view","actor":"a","post":"b","# + at + "}",
            "value kind"
        ),
        (account + #","status":"gone"}"#, "value status: "),
        (account + #","status":""}"#, "value status: "),
        (account + #","indexable":"no"}"#, "type indexable: true or false"),
        (account + #","human":[]}"#, "type human: an object"),
        (account + #","human":{"a":{"b":1}}}"#, "accepted"),
        (like + #","undone":1}"#, "type undone: "),
        (post + #","audience":""}"#, "length audience: "),
        (post + #","audience":5}"#, "type audience: "),
        (post + #","tags":"a"}"#, "type tags: a list"),
        (post + #","tags":["a",5]}"#, "type tags[1]: a string"),
        (post + #","tags":["a",null]}"#, "accepted"),
        (post + #","tags":\#(list(#""a""#, 256))}"#, "accepted"),
        (post + #","tags":\#(list(#""a""#, 257))}"#, "length tags: a list has at most 256"),
        (post + #","mentions":["\#(id512)x"]}"#, "length mentions[0]: "),
        (post + #","media":{}}"#, "type media: a list"),
        (post + #","media":[5]}"#, "type media[0]: an object"),
        (post + #","media":[{}]}"#, "missing media[0].kind: "),
        (post + #","media":[{"kind":"gif"}]}"#, "value media[0].kind: "),
        (post + #","media":\#(list(#"{"kind":"image"}"#, 257))}"#, "length media: "),
        (
            post
                + #","media":[{"kind":"video","segments":\#(list(#"{"start_ms":0,"end_ms":1,"text":""}"#, 10_000))}]}"#,
            "accepted"
        ),
        (
            post
                + #","media":[{"kind":"video","segments":\#(list(#"{"start_ms":0,"end_ms":1,"text":""}"#, 10_001))}]}"#,
            "length media[0].segments: "
        ),
        (
            post + #","media":[{"kind":"video","segments":[{"start_ms":0,"text":""}]}]}"#,
            "missing media[0].segments[0].end_ms: "
        ),
        (post + #","place":[]}"#, "type place: "),
        (post + #","place":{"lat":91}}"#, "value place.lat: "),
        (post + #","place":{"lat":"1"}}"#, "type place.lat: a number"),
        (post + #","place":{"lat":-90,"lon":1.8e2,"name":"x","zoom":[1]}}"#, "accepted"),
        (post + #","attributes":{"a":"b","c":null}}"#, "accepted"),
        (post + #","attributes":{"a":1}}"#, "type attributes.a: "),
        (post + #","attributes":[]}"#, "type attributes: "),
        // Vectors.
        (post + #","vectors":{"s":"AACAPw=="}}"#, "accepted"),
        (post + #","vectors":{"s":"AACA\/w=="}}"#, "value vectors.s: a number is not finite"),
        (post + #","vectors":{"s":"AACAPw"}}"#, "value vectors.s: "),
        (post + #","vectors":{"s":"AACAPwA="}}"#, "value vectors.s: "),
        (post + #","vectors":{"s":"A-CAPw=="}}"#, "value vectors.s: "),
        (post + #","vectors":{"s":""}}"#, "length vectors.s: "),
        (post + #","vectors":{"s":[1]}}"#, "type vectors.s"),
        (
            post + #","vectors":{"s":"\#(String(repeating: "AAAA", count: 5462))"}}"#,
            "value vectors.s"
        ),
        (post + #","vectors":{"s":"\#(String(repeating: "AAAA", count: 5461))AA=="}}"#, "accepted"),
        (
            post + #","vectors":{"s":"\#(String(repeating: "AAAA", count: 5464))"}}"#,
            "length vectors.s: 4098 numbers"
        ),
        // Chances and outcomes.
        (seen + #","propensity":1}"#, "accepted"),
        (seen + #","propensity":1e-5}"#, "accepted"),
        (seen + #","propensity":0}"#, "value propensity: "),
        (seen + #","propensity":1e-400}"#, "value propensity: "),
        (seen + #","propensity":1.0000001}"#, "value propensity: "),
        (seen + #","propensity":1e999}"#, "value propensity: "),
        (seen + #","propensity":"1"}"#, "type propensity: "),
        (seen + #","outcomes":{"like":true,"long_view":false,"watch_ms":5,"love":7}}"#, "accepted"),
        (seen + #","outcomes":{"like":1}}"#, "type outcomes.like: "),
        (seen + #","outcomes":{"watch_ms":true}}"#, "type outcomes.watch_ms: "),
        (seen + #","outcomes":{"long_view":"yes"}}"#, "type outcomes.long_view: "),
        (seen + #","outcomes":[]}"#, "type outcomes: "),
        // Undoing by id.
        (
            #"{"type":"engagement","kind":"like","actor":"v","id":"r","undone":true,"# + at + "}",
            "accepted"
        ),
        (#"{"type":"engagement","kind":"like","actor":"v","id":"r","# + at + "}", "missing post: "),
        (
            #"{"type":"engagement","kind":"like","actor":"v","undone":true,"# + at + "}",
            "missing post: "
        ),
        (
            #"{"type":"edge","kind":"follow","actor":"v","id":"r","undone":true,"# + at + "}",
            "accepted"
        ),
        (
            #"{"type":"edge","kind":"follow","actor":"v","id":"r","undone":false,"# + at + "}",
            "missing"
        ),
        // Whatever else stands in the line.
        (post + #","foo":[1,{"a":[]},1e999,"\u00e9"],"bar":null}"#, "accepted"),
        (post + #","foo":{"a":1,"a":1}}"#, "repeatedKey the key \"a\" stands twice"),
        (post + #","text":"u"}"#, "repeatedKey the key \"text\""),
        (post + #","\u0074ext":"u"}"#, "repeatedKey the key \"text\""),
        (post + #","foo":01}"#, "syntax "),
        (post + #","foo":tru}"#, "syntax "),
        (post + #","foo":"\x"}"#, "syntax "),
        (post + ",\"foo\":\"\u{1}\"}", "syntax "),
        (
            post
                + ",\"foo\":\(String(repeating: "[", count: 31))\(String(repeating: "]", count: 31))}",
            "accepted"
        ),
        (
            post
                + ",\"foo\":\(String(repeating: "[", count: 32))\(String(repeating: "]", count: 32))}",
            "depth "
        ),
        (String(repeating: "[", count: 300), "depth nested deeper than 32"),
        (
            post + #","foo":"\#(String(repeating: "x", count: EventLimits.lineBytes))"}"#,
            "length the line is longer than 1048576 bytes"
        ),
    ]

    @Test func everyRule() {
        for (line, expected) in Self.lines {
            let verdict = verdict(line)
            #expect(verdict.hasPrefix(expected), "\(line.prefix(200)): \(verdict)")
        }
    }

    @Test func refusesInvalidUTF8Anywhere() {
        for field in ["text", "foo"] {
            var line = Array((#"{"type":"delete","post":"p","# + Self.at + #","\#(field)":""#).utf8)
            line += [0xC3, 0x28] + Array(#""}"#.utf8)
            var decoder = EventDecoder()
            do throws(EventError) {
                _ = try decoder.decode(line.span)
                Issue.record("accepted")
            } catch {
                #expect(error.kind == .encoding)
                #expect(error.column == line.count - 3)
            }
        }
    }

    @Test func acceptsALineOfExactlyTheLimit() throws {
        let frame = Self.post + #","foo":""}"#
        let room = EventLimits.lineBytes - frame.utf8.count
        let line = Self.post + #","foo":"\#(String(repeating: "x", count: room))"}"#
        #expect(line.utf8.count == EventLimits.lineBytes)
        _ = try decode(line)
    }

    @Test func readsEveryFieldOfAPost() throws {
        let line = #"""
            {"vectors":{"z":"AACAPw==","b":"AAAAQAAAQEA="},"type":"post","id":"p","author":"a",
            "at":"2026-11-25T09:30:00.1239+01:00","text":"Bridge closed \ud83d\udea2","edited":
            "2026-11-25T08:40:00Z","kind":"article","title":"T","url":"u","audience":"g:1","langs":
            ["en"],"tags":["bridge"],"links":["l"],"mentions":["m"],"labels":["x"],"reply_root":"r",
            "reply_parent":"q","quote":"o","media":[{"kind":"video","url":"v","poster":"p","alt":"A",
            "transcript":"said","segments":[{"start_ms":1,"end_ms":2,"text":"sa"}],"ocr":"O",
            "duration_ms":0,"sound":"s","width":3,"height":4}],"place":{"lat":-1.5,"lon":2},
            "attributes":{"k2":"v2","k1":"v1"}}
            """#
        var post = Post(
            id: "p",
            author: "a",
            at: Timestamp(milliseconds: 1_764_059_400_123 + 365 * 86_400_000),
            text: "Bridge closed 🚢"
        )
        post.edited = Timestamp(milliseconds: 1_764_059_400_000 + 365 * 86_400_000 + 600_000)
        post.kind = .article
        post.title = "T"
        post.url = "u"
        post.audience = .group("g:1")
        post.langs = ["en"]
        post.tags = ["bridge"]
        post.links = ["l"]
        post.mentions = ["m"]
        post.labels = ["x"]
        post.replyRoot = "r"
        post.replyParent = "q"
        post.quote = "o"
        var video = Media(kind: .video)
        video.url = "v"
        video.poster = "p"
        video.alt = "A"
        video.transcript = "said"
        video.segments = [Media.Segment(startMs: 1, endMs: 2, text: "sa")]
        video.ocr = "O"
        video.sound = "s"
        video.width = 3
        video.height = 4
        post.media = [video]
        post.place = Place(latitude: -1.5, longitude: 2)
        post.vectors = [Vector(space: "b", values: [2, 3]), Vector(space: "z", values: [1])]
        post.attributes = [Attribute(name: "k1", value: "v1"), Attribute(name: "k2", value: "v2")]
        #expect(try decode(line) == .post(post))
    }

    @Test func cutsWatchTimesToTwentyDurations() throws {
        for (watched, duration, expected) in [
            (20_000, 1000, 20_000), (20_001, 1000, 20_000), (5, 0, 5), (99, 1, 20),
        ] {
            let pair = #""watch_ms":\#(watched),"duration_ms":\#(duration)"#
            guard case .engagement(let view) = try decode(Self.like + ",\(pair)}"),
                case .impression(let seen) = try decode(Self.seen + #","outcomes":{\#(pair)}}"#)
            else {
                Issue.record("another type")
                continue
            }
            #expect(view.watchMs == Int64(expected))
            #expect(view.durationMs == (duration == 0 ? nil : Int64(duration)))
            #expect(seen.outcomes?.watchMs == Int64(expected))
            #expect(seen.outcomes?.durationMs == view.durationMs)
        }
    }

    @Test func readsOutcomesByName() throws {
        let line =
            Self.seen + #","outcomes":{"like":true,"hide":false,"reply":null,"long_view":true}}"#
        guard case .impression(let seen) = try decode(line), let outcomes = seen.outcomes else {
            Issue.record("no outcomes")
            return
        }
        #expect(outcomes[.like] == true)
        #expect(outcomes[.hide] == false)
        #expect(outcomes[.reply] == nil)
        #expect(outcomes.longView == true)
    }

    @Test func keepsWhatShowsAHumanInOneForm() throws {
        let one = try decode(Self.account + #","human":{ "b" : [1.50, "\u00e9"] , "a":{} } }"#)
        let other = try decode(Self.account + #","human":{"a":{},"b":[1.50,"é"]}}"#)
        #expect(one == other)
        guard case .account(let account) = one else {
            Issue.record("another type")
            return
        }
        #expect(account.human == #"{"a":{},"b":[1.50,"é"]}"#)
    }

    @Test func goesOnAfterABadLine() throws {
        var decoder = EventDecoder()
        let bad = Array(#"{"type":"post","id":"p","tags":["a","#.utf8)
        let good = Array((Self.post + "}").utf8)
        #expect(throws: EventError.self) { try decoder.decode(bad.span) }
        let event = try decoder.decode(good.span)
        #expect(event == (try decode(Self.post + "}")))
    }
}
