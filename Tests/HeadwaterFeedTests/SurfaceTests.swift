import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterFeed
import HeadwaterLearn
import Testing

@Suite("Declared feeds")
struct SurfaceTests {
    private static func read(_ text: String) throws(SurfaceError) -> Surfaces {
        try Surfaces(parsing: Array(text.utf8))
    }

    @Test("a file declares feeds, and main is always one")
    func file() throws {
        let surfaces = try Self.read(
            """
            {"surfaces": [
              {"name": "video",
               "sources": {"walks": 60, "fresh": 20},
               "filters": {"media": "video", "langs": ["en", "de"], "max_age_hours": 48},
               "weights": {"long_view": 3, "like": 0.5},
               "knobs": {"feed.temperature": 0.05},
               "model": "main"},
              {"name": "quiet", "filters": {"replies": false}}
            ]}
            """
        )
        #expect(surfaces.all.map(\.name) == ["main", "quiet", "video"])
        let video = try #require(surfaces["video"])
        let knobs = video.applied(to: Knobs())
        #expect(knobs[FeedKnobs.walksQuota] == 60)
        #expect(knobs[FeedKnobs.freshQuota] == 20)
        #expect(knobs[FeedKnobs.popularQuota] == 0, "what isn't named offers nothing")
        #expect(knobs[FeedKnobs.backfillSteps] == FeedKnobs.backfillSteps.standard)
        #expect(knobs[FeedKnobs.value(of: .longView)] == 3)
        #expect(knobs[FeedKnobs.temperature] == 0.05)
        #expect(video.model == "main" && video.filters.langs == ["en", "de"])
        // In the log it stands as JSON, and reads back the same.
        for surface in surfaces.all {
            var again = Surfaces()
            try again.put(json: surface.json)
            #expect(again[surface.name] == surface)
        }
    }

    @Test("a fraction that an earlier release let into the log stays what it was")
    func fractionInTheLog() throws {
        var surfaces = Surfaces()
        try surfaces.put(json: #"{"name":"a","knobs":{"feed.author.cap":2.5}}"#)
        let surface = try #require(surfaces["a"])
        #expect(surface.applied(to: Knobs())[FeedKnobs.authorCap] == 2.5)
    }

    @Test(
        "a bad file is refused with the line at fault",
        arguments: [
            ("{\n\"surfaces\": [\n{\"name\": \"a\",}\n]}", 3, "a key"),
            ("{}", 1, "\"surfaces\" is missing"),
            ("[]", 1, "is an object"),
            ("{\"surfaces\": {}}", 1, "is a list"),
            ("{\"surfaces\": [],\n \"more\": 1}", 2, "\"more\" is unknown"),
            ("{\"surfaces\": [\n {}\n]}", 2, "needs a \"name\""),
            ("{\"surfaces\": [\n {\"name\": \"\"}]}", 2, "1 to 128 bytes"),
            ("{\"surfaces\": [\n {\"name\": 5}]}", 2, "1 to 128 bytes"),
            (
                "{\"surfaces\": [{\"name\": \"a\"},\n\n {\"name\": \"a\"}]}", 3,
                "stands twice"
            ),
            (
                "{\"surfaces\": [{\"name\": \"a\",\n\"sources\": {\n\"walk\": 5}}]}", 3,
                "\"walk\" is unknown"
            ),
            (
                "{\"surfaces\": [{\"name\": \"a\",\n\"sources\": {\"walks\":\n -1}}]}", 3,
                "from 0"
            ),
            (
                "{\"surfaces\": [{\"name\": \"a\",\n\"sources\": {\"walks\":\n 1.5}}]}", 3,
                "is from 0 to 5000 posts, in whole numbers"
            ),
            (
                "{\"surfaces\": [{\"name\": \"a\",\n\"knobs\":{\n\"feed.author.cap\": 2.5}}]}", 3,
                "\"feed.author.cap\" is from 1 to 10 posts, in whole numbers"
            ),
            (
                "{\"surfaces\": [{\"name\": \"a\", \"weights\": {\n\"likes\": 1}}]}", 2,
                "\"likes\" is unknown"
            ),
            (
                "{\"surfaces\": [{\"name\": \"a\", \"weights\": {\"like\":\n\"1\"}}]}", 2,
                "is a number"
            ),
            (
                "{\"surfaces\": [{\"name\": \"a\", \"knobs\": {\n\"feed.nothing\": 1}}]}", 2,
                "there is no knob"
            ),
            (
                "{\"surfaces\": [{\"name\": \"a\",\"knobs\":{\n\"feed.window.days\": 1}}]}", 2,
                "the same on all surfaces"
            ),
            (
                "{\"surfaces\": [{\"name\": \"a\", \"filters\": {\n\"media\": \"film\"}}]}", 2,
                "\"image\", \"video\""
            ),
            (
                "{\"surfaces\": [{\"name\": \"a\", \"filters\": {\"langs\":\n []}}]}", 2,
                "1 to 256 items"
            ),
            (
                "{\"surfaces\": [{\"name\": \"a\",\n\"model\":\n\"zz\"}]}", 3,
                "there is no surface \"zz\""
            ),
            (
                "{\"surfaces\": [{\"name\": \"a\",\n \"name\": \"b\"}]}", 2, "stands twice"
            ),
        ]
    )
    func badFile(_ text: String, _ line: Int, _ words: String) {
        do throws(SurfaceError) {
            _ = try Self.read(text)
            Issue.record("accepted: \(text)")
        } catch {
            #expect(error.line == line, "\(error) for \(text)")
            #expect(error.column > 0)
            #expect(error.description.contains(words), "\(error)")
        }
    }

    @Test(
        "tags and languages in capitals mean the same",
        arguments: [#""tags": ["Cooking"]"#, #""langs": ["pt-BR"]"#]
    )
    func capitals(filter: String) throws {
        var world = World()
        world.post("p", by: "a", tags: ["cooking"]) { $0.langs = ["pt-br"] }
        world.post("q", by: "b", tags: ["sewing"]) { $0.langs = ["de"] }
        world.surfaces = try Self.read(
            "{\"surfaces\": [{\"name\": \"own\", \"filters\": {\(filter)}}]}"
        )
        #expect(try world.page("v", surface: "own")?.posts == ["p"])
    }

    @Test(
        "a narrow feed is filled however much else comes in",
        arguments: [#""tags": ["rare"]"#, #""langs": ["fo"]"#]
    )
    func narrow(filter: String) throws {
        var world = World()
        world.knobs.set(FeedKnobs.backfillSteps, to: 0)
        for number in 0..<5 {
            world.post("r\(number)", by: "a\(number)", tags: ["rare"]) { $0.langs = ["fo"] }
        }
        for number in 0..<3_000 {
            world.post("p\(number)", by: "b\(number % 90)", tags: ["much"]) { $0.langs = ["en"] }
        }
        world.surfaces = try Self.read(
            "{\"surfaces\": [{\"name\": \"own\", \"filters\": {\(filter)}}]}"
        )
        let posts = try world.page("v", surface: "own")?.posts ?? []
        #expect(Set(posts) == ["r0", "r1", "r2", "r3", "r4"])
    }

    @Test("a feed that nobody declared is refused, with the names of those that there are")
    func unknown() throws {
        var world = World()
        world.post("p", by: "a")
        world.surfaces = try Self.read(#"{"surfaces":[{"name":"video"}]}"#)
        let error = #expect(throws: FeedError.self) {
            _ = try world.draft(FeedRequest(viewer: "v", surface: "vidoe"))
        }
        #expect(error?.param == "surface")
        #expect(error?.message.contains("main, video") == true)
        #expect(throws: Never.self) {
            _ = try world.draft(FeedRequest(viewer: "v", surface: "main"))
        }
    }

    @Test("a feed shows what its filters let through, to its end")
    func filters() throws {
        var world = World()
        world.surfaces = try Self.read(
            """
            {"surfaces": [{"name": "video", "filters": {"media": "video"}},
              {"name": "tagged", "filters": {"tags": ["sea", "nothing has this"]}},
              {"name": "german", "filters": {"langs": ["de"]}},
              {"name": "fresh", "filters": {"max_age_hours": 1}, "sources": {"newest": 5}},
              {"name": "nobody", "filters": {"langs": ["xx"]}}]}
            """
        )
        for number in 0..<40 {
            world.post(
                "p\(number)",
                by: "a\(number)",
                "word\(number)",
                tags: number % 4 == 0 ? ["sea"] : ["land"],
                sound: number % 5 == 0 ? "s" : nil
            ) { if number % 3 == 0 { $0.langs = ["de"] } }
            if number == 29 { world.wait(seconds: 7_200) }
        }
        func all(_ surface: String) throws -> Set<String> {
            var posts: Set<String> = []
            var cursor: String?
            while let page = try world.page("v", limit: 7, cursor: cursor, surface: surface) {
                posts.formUnion(page.posts)
                cursor = page.cursor
            }
            // Another viewer's memory is empty again.
            world.wait(seconds: 8 * 86_400)
            return posts
        }
        func expected(_ isIn: (Int) -> Bool) -> Set<String> {
            Set((0..<40).filter(isIn).map { "p\($0)" })
        }
        #expect(try all("fresh") == expected { $0 >= 30 })
        #expect(try all("video") == expected { $0 % 5 == 0 })
        #expect(try all("tagged") == expected { $0 % 4 == 0 })
        #expect(try all("german") == expected { $0 % 3 == 0 })
        #expect(try all("nobody").isEmpty)
        #expect(try all("main").count == 40)
    }

    @Test("each feed has its own weights, and the same cursor on another feed another page")
    func weights() throws {
        var world = World()
        world.ranker = PlantedRanker()
        world.surfaces = try Self.read(
            """
            {"surfaces": [{"name": "down", "weights": {"like": -5},
              "knobs": {"feed.temperature": 0, "feed.fresh.every": 0}}]}
            """
        )
        world.knobs.set(FeedKnobs.temperature, to: 0)
        world.knobs.set(FeedKnobs.freshEvery, to: 0)
        for number in 0..<30 { world.post("p\(number)", by: "a\(number)", "word\(number)") }
        let up = try #require(try world.page("v", limit: 10))
        let down = try #require(try world.page("w", limit: 10, surface: "down"))
        #expect(Set(up.posts).isDisjoint(with: down.posts))
        #expect(world.served(down.request)?.surface == "down")
        #expect(world.served(down.request)?.weights[Int(Head.like.rawValue)] == -5)
        let next = try #require(try world.page("v", limit: 5, cursor: up.cursor))
        let other = try #require(
            try world.page("v", limit: 5, cursor: up.cursor, surface: "down")
        )
        #expect(!other.isReplay && other.posts != next.posts)
        #expect(try world.page("v", limit: 5, cursor: up.cursor)?.posts == next.posts)
    }

    @Test("a feed is ranked by its own model, or by the one that it names")
    func models() throws {
        struct Naming: Ranker {
            func version(for context: RankingContext) -> String { "model of \(context.surface)" }
            func predict(
                _ posts: [PostID],
                for context: RankingContext,
                in catalog: Catalog
            ) -> [HeadOutputs] {
                Array(repeating: UntrainedRanker.rates, count: posts.count)
            }
        }
        var world = World()
        world.ranker = Naming()
        world.surfaces = try Self.read(
            #"{"surfaces":[{"name":"own"},{"name":"shared","model":"main"}]}"#
        )
        for number in 0..<30 { world.post("p\(number)", by: "a\(number)") }
        for (surface, model) in [("own", "own"), ("shared", "main"), ("main", "main")] {
            let page = try world.page("v", limit: 3, surface: surface)
            #expect(page?.page?.models == ["model of \(model)"])
        }
    }
}
