import HeadwaterCore
import HeadwaterEvents
import HeadwaterSimulation
import Testing

/// The oracle, held against cases worked out by hand from EVENTS.md.
@Suite struct NaiveWorldTests {
    /// Lets lines happen one second apart and gives the verdicts.
    private func world(_ lines: [String]) throws -> (NaiveWorld, [NaiveWorld.Verdict]) {
        var world = NaiveWorld()
        var decoder = EventDecoder()
        var verdicts: [NaiveWorld.Verdict] = []
        for (index, line) in lines.enumerated() {
            let bytes = Array(line.utf8)
            let record = Record(
                position: LogPosition(rawValue: UInt64(index + 1)),
                received: time(100 + Int64(index)),
                body: .event(try decoder.decode(bytes.span))
            )
            verdicts.append(world.apply(record))
        }
        return (world, verdicts)
    }

    private func time(_ second: Int64) -> Timestamp { Timestamp(milliseconds: second * 1000) }

    private static func at(_ second: Int) -> String {
        #""at":"\#(Timestamp(milliseconds: Int64(second) * 1000))""#
    }

    private static func post(_ second: Int, _ rest: String = "") -> String {
        #"{"type":"post","id":"p","author":"a","text":"t",\#(at(second))\#(rest)}"#
    }

    private static func follow(_ second: Int, _ rest: String = "") -> String {
        #"{"type":"edge","kind":"follow","actor":"v","subject":"a",\#(at(second))\#(rest)}"#
    }

    private static func like(_ second: Int, _ rest: String = #","post":"p""#) -> String {
        #"{"type":"engagement","kind":"like","actor":"v",\#(at(second))\#(rest)}"#
    }

    @Test func editsReplaceAndOldVersionsAreDuplicates() throws {
        let (world, verdicts) = try world([
            Self.post(10), Self.post(10), Self.post(10, #","edited":"1970-01-01T00:00:20Z""#),
            Self.post(10, #","edited":"1970-01-01T00:00:15Z""#),
            #"{"type":"post","id":"p","author":"b","text":"t",\#(Self.at(90))}"#,
        ])
        #expect(verdicts == [.accepted, .duplicate, .accepted, .duplicate, .rejected])
        #expect(world.versions(of: "p").map(\.post.version) == [time(10), time(20)])
        #expect(world.time(of: "p") == time(10))
    }

    @Test func aPostOfTheFutureCountsFromItsArrival() throws {
        let (world, _) = try world([Self.post(5000)])
        #expect(world.time(of: "p") == time(100))
    }

    @Test func deletesAreFinalBeforeAndAfter() throws {
        let delete = #"{"type":"delete","post":"p",\#(Self.at(5))}"#
        let again = #"{"type":"delete","post":"p",\#(Self.at(6))}"#
        for lines in [[delete, Self.post(10), again], [Self.post(10), delete, again]] {
            let (world, verdicts) = try world(lines)
            #expect(verdicts.last == .duplicate)
            #expect(!world.sees("v", "p", on: .id, at: time(200)))
        }
    }

    @Test func theNewestDecidesAStateAndAtEqualTimesTheLater() throws {
        let (early, _) = try world([Self.like(20, #","post":"p","undone":true"#), Self.like(10)])
        #expect(early.count(of: .like, on: "p") == 0)
        let (equal, _) = try world([Self.like(10), Self.like(10, #","post":"p","undone":true"#)])
        #expect(equal.count(of: .like, on: "p") == 0)
        let (other, _) = try world([Self.like(10, #","post":"p","undone":true"#), Self.like(10)])
        #expect(other.count(of: .like, on: "p") == 1)
    }

    @Test func anIdUndoesItsOwnActorsRecordOnly() throws {
        let made = Self.like(10, #","post":"p","id":"r""#)
        let (undone, _) = try world([made, Self.like(20, #","id":"r","undone":true"#)])
        #expect(undone.count(of: .like, on: "p") == 0)
        let foreign =
            #"{"type":"engagement","kind":"like","actor":"w","id":"r","undone":true,\#(Self.at(20))}"#
        let (kept, _) = try world([made, foreign])
        #expect(kept.count(of: .like, on: "p") == 1)
        let (again, _) = try world([
            made, Self.like(20, #","id":"r","undone":true"#),
            Self.like(30, #","post":"p","id":"r""#),
        ])
        #expect(again.count(of: .like, on: "p") == 1)
    }

    @Test func countedOnesAreForgottenAfterSevenDays() throws {
        var world = NaiveWorld()
        var view = Engagement(kind: .view, actor: "v", post: "p", at: time(1))
        let like = Engagement(kind: .like, actor: "v", post: "p", at: time(1))
        view.watchMs = 5
        func send(_ event: Engagement, _ ms: Int64) -> NaiveWorld.Verdict {
            world.apply(
                Record(
                    position: LogPosition(rawValue: UInt64(world.log.count + 1)),
                    received: Timestamp(milliseconds: ms),
                    body: .event(.engagement(event))
                )
            )
        }
        let week: Int64 = 7 * 86_400_000
        #expect(send(view, 1000) == .accepted)
        #expect(send(like, 1000) == .accepted)
        #expect(send(view, 1000 + week - 1) == .duplicate)
        #expect(send(view, 1000 + week) == .accepted)
        #expect(send(like, 1000 + week) == .duplicate)
        #expect(world.count(of: .view, on: "p") == 2)
    }

    @Test func audiences() throws {
        let f = NaiveWorld.Surface.feed
        let cases: [(audience: String, viewer: String?, NaiveWorld.Surface, sees: Bool)] = [
            ("public", nil, f, true), ("unlisted", nil, f, false), ("unlisted", nil, .id, true),
            ("followers", nil, .id, false), ("followers", "v", f, true),
            ("followers", "w", .id, false), ("unlisted", "v", .search, true),
            ("unlisted", "w", .search, false), ("unlisted", "w", .id, true),
            ("mentioned", "w", f, true), ("mentioned", "v", .id, false), ("g", "w", f, true),
            ("g", "v", f, false), ("mentioned", "a", .id, true), ("g", "a", f, true),
        ]
        for (audience, viewer, surface, sees) in cases {
            let (world, _) = try world([
                Self.post(10, #","audience":"\#(audience)","mentions":["w"]"#), Self.follow(10),
                #"{"type":"edge","kind":"member","actor":"w","subject":"g",\#(Self.at(10))}"#,
            ])
            let seen = world.sees(viewer, "p", on: surface, at: time(200))
            #expect(seen == sees, "\(audience) \(viewer ?? "nobody") \(surface)")
        }
    }

    @Test func labelsHideWhileTheyLast() throws {
        let label = { (value: String, rest: String) in
            #"{"type":"label","subject":"a","value":"\#(value)","source":"s",\#(rest)}"#
        }
        let (world, _) = try world([
            Self.post(10), label("!hide", Self.at(10) + #","expires":"1970-01-01T00:05:00Z""#),
        ])
        #expect(!world.sees("v", "p", on: .id, at: time(299)))
        #expect(world.sees("v", "p", on: .id, at: time(300)))
        let (strangers, _) = try self.world([
            Self.post(10), label("!no-unauthenticated", Self.at(10)), label("spam", Self.at(10)),
        ])
        #expect(strangers.sees("v", "p", on: .search, at: time(200)))
        #expect(!strangers.sees(nil, "p", on: .search, at: time(200)))
    }

    @Test func accountFieldsAreDecidedOneByOne() throws {
        let account = { (second: Int, rest: String) in
            #"{"type":"account","id":"a",\#(Self.at(second)),\#(rest)}"#
        }
        let (world, _) = try world([
            Self.post(10), account(20, #""name":"New","indexable":false"#),
            account(10, #""name":"Old","discoverable":false,"status":"suspended""#),
            account(30, #""status":"active""#), Self.follow(40),
        ])
        #expect(world.field("a", \.name) == "New")
        #expect(!world.sees("w", "p", on: .search, at: time(200)))
        #expect(!world.sees("w", "p", on: .feed, at: time(200)))
        #expect(world.sees("v", "p", on: .feed, at: time(200)))
        #expect(world.sees("w", "p", on: .id, at: time(200)))
        #expect(world.sees("a", "p", on: .search, at: time(200)))
        let (gone, _) = try self.world([
            Self.post(10), account(20, #""status":"deleted""#), account(30, #""status":"active""#),
        ])
        #expect(!gone.sees("v", "p", on: .id, at: time(200)))
    }
}
