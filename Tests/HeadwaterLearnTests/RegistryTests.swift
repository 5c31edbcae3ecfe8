import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLearn
import Testing

@Suite("Models side by side")
struct RegistryTests {
    private static func world() -> LearnWorld {
        var world = LearnWorld(["p1/bob/video", "p2/cid/video"])
        world.set(LearnKnobs.modelExamples, to: 5)
        return world
    }

    /// Viewers like p1 (or not) on a surface.
    private static func teach(
        _ world: inout LearnWorld,
        _ surface: String,
        likes: Bool,
        rounds: Int = 20
    ) {
        for round in 0..<rounds {
            world.wait(minutes: 1)
            let all = Engagement.Kind.allCases.map { ($0, $0 == .like ? likes : false) }
            let outcomes = Outcomes(Dictionary(uniqueKeysWithValues: all), watchMs: 1_000)
            world.see("v\(round % 5)", "p1", surface: surface, outcomes)
        }
    }

    private static func version(
        _ world: LearnWorld,
        _ surface: String,
        arm: String? = nil
    ) -> String {
        world.learner.version(
            for: RankingContext(
                viewer: world.catalog.account("v1") ?? .none,
                surface: surface,
                at: world.now,
                arm: arm
            )
        )
    }

    @Test("keys and commands are written as they are read")
    func texts() throws {
        for text in ["main", "surface=video", "surface=video,language=de,country=AT,arm=b"] {
            #expect(try ModelKey(parsing: text).description == text)
        }
        #expect(try ModelKey(parsing: "arm=b,surface=x").description == "surface=x,arm=b")
        for text in [
            "create", "create parent=main", "create parent=surface=video,arm=b", "save",
            "promote", "promote version=12-0a1b2c3d", "rollback", "retire",
        ] {
            #expect(try ModelCommand(parsing: text).description == text)
        }
    }

    @Test(
        "what is no key or command is refused",
        arguments: [
            "", "Main", "surface", "surface=", "surface=a=b", "surface=a b", "colour=red",
            "surface=a,surface=b", "surface=a,", String(repeating: "x", count: 300),
            "surface=" + String(repeating: "x", count: 129),
        ]
    )
    func badTexts(_ text: String) {
        #expect(throws: ModelCommandError.self) { try ModelKey(parsing: text) }
        #expect(throws: ModelCommandError.self) { try ModelCommand(parsing: text) }
        #expect(throws: ModelCommandError.self) { try ModelCommand(parsing: "promote " + text) }
    }

    @Test("a model learns its scope, and answers there once promoted and with enough examples")
    func life() throws {
        var world = Self.world()
        let video = ModelKey(surface: "video")
        world.model("surface=video", "create parent=main")
        Self.teach(&world, "video", likes: true, rounds: 3)
        Self.teach(&world, "main", likes: false)
        #expect(world.learned["like"] == Labels(23, 3))
        #expect(world.learned(by: video)["like"] == Labels(3, 3))
        #expect(Self.version(world, "video").hasPrefix("main/"))
        world.model("surface=video", "promote")
        #expect(Self.version(world, "video").hasPrefix("main/"))
        Self.teach(&world, "video", likes: true, rounds: 2)
        #expect(Self.version(world, "video").hasPrefix("surface=video/5-"))
        #expect(Self.version(world, "main").hasPrefix("main/"))
        let model = try #require(world.learner.models.first { $0.key == video })
        #expect(model.parent == .main)
        #expect(model.isServing)
        let comparison = try #require(model.comparison.first { $0.head == .like })
        #expect(comparison.examples == 5)
        // It knows that this surface's viewers like it; its parent has seen others too.
        Self.teach(&world, "video", likes: true)
        Self.teach(&world, "main", likes: false)
        Self.teach(&world, "video", likes: true)
        let later = world.learner.models.first { $0.key == video }?.comparison
            .first { $0.head == .like }
        #expect((later?.logLoss ?? 9) < (later?.parentLogLoss ?? 0))
        world.model("surface=video", "retire")
        #expect(Self.version(world, "video").hasPrefix("main/"))
        #expect(world.learner.models.count == 1)
    }

    @Test("the narrowest serving model answers; language and country are the viewer's")
    func narrowest() {
        var world = Self.world()
        world.set(LearnKnobs.modelExamples, to: 0)
        var account = Account(id: "v1", at: world.now)
        account.attributes = [
            Attribute(name: "country", value: "AT"), Attribute(name: "language", value: "de"),
        ]
        world.apply(.event(.account(account)))
        for key in [
            "language=de", "surface=video", "language=de,country=AT", "arm=b", "country=CH",
        ] {
            world.model(key, "create parent=main")
            world.model(key, "promote")
        }
        Self.teach(&world, "video", likes: true, rounds: 5)
        #expect(Self.version(world, "main").hasPrefix("language=de,country=AT/"))
        #expect(Self.version(world, "video").hasPrefix("language=de,country=AT/"))
        world.model("language=de,country=AT", "retire")
        #expect(Self.version(world, "video").hasPrefix("surface=video/"))
        #expect(Self.version(world, "video", arm: "b").hasPrefix("arm=b/"))
        #expect(Self.version(world, "main").hasPrefix("language=de/"))
        // Only v1 speaks German; an arm's model learns what all do.
        #expect(world.learned(by: ModelKey(language: "de"))["like"] == Labels(1, 1))
        #expect(world.learned(by: ModelKey(country: "CH")).isEmpty)
        #expect(world.learned(by: ModelKey(arm: "b"))["like"] == Labels(5, 5))
    }

    @Test("a rollback brings back what was promoted, bit for bit, then what was before")
    func rollback() {
        var world = Self.world()
        Self.teach(&world, "main", likes: true)
        world.model("main", "promote")
        let first = (Self.version(world, "main"), world.learner)
        Self.teach(&world, "main", likes: true)
        world.model("main", "promote")
        let second = (Self.version(world, "main"), world.learner)
        Self.teach(&world, "main", likes: false, rounds: 50)
        let spoilt = world.predict("v1", "p1").bits
        #expect(Self.version(world, "main") != second.0)
        world.model("main", "rollback")
        #expect(Self.version(world, "main") == second.0)
        #expect(world.predict("v1", "p1").bits != spoilt)
        world.model("main", "rollback")
        #expect(Self.version(world, "main") == first.0)
        #expect(world.learner.objection(to: .rollback, of: .main) != nil)
        // By its version, a saved one is promoted at any time.
        Self.teach(&world, "main", likes: false, rounds: 5)
        let version = first.0.split(separator: "/").last.map(String.init) ?? ""
        world.model("main", "promote version=\(version)")
        #expect(Self.version(world, "main") == first.0)
    }

    @Test("what can't be done says why, and changes nothing")
    func objections() throws {
        var world = Self.world()
        world.set(LearnKnobs.models, to: 3)
        world.model("surface=a", "create")
        world.model("surface=b", "create")
        let video = ModelKey(surface: "video")
        let a = ModelKey(surface: "a")
        let objections: [(ModelCommand, ModelKey, ModelCommandError)] = [
            (.create(parent: nil), a, .exists(a)),
            (.create(parent: nil), video, .tooMany(3)),
            (.save, video, .unknown(video)),
            (.promote(version: nil), video, .unknown(video)),
            (.promote(version: "7-00000000"), a, .noVersion(a, "7-00000000")),
            (.rollback, .main, .noVersion(.main, "")),
            (.rollback, a, .noVersion(a, "")),
            (.retire, .main, .isMain),
            (.retire, video, .unknown(video)),
        ]
        let bytes = world.bytes
        for (command, key, error) in objections {
            #expect(world.learner.objection(to: command, of: key) == error)
            #expect(!error.description.isEmpty)
            world.model(key.description, command.description)
        }
        world.model("surface=a", "promote now")
        world.model("a model", "save")
        let isSame = world.bytes == bytes
        #expect(isSame)
        world.set(LearnKnobs.models, to: 4)
        #expect(
            world.learner.objection(to: .create(parent: video), of: video) == .unknown(video)
        )
    }

    @Test(
        "two hundred models cost what their tables cost, in memory and in the snapshot",
        arguments: [false, true]
    )
    func twoHundred(promotes: Bool) throws {
        var world = Self.world()
        Self.teach(&world, "main", likes: true, rounds: 200)
        let (alone, aloneBytes) = (world.learner.byteCount, world.bytes.count)
        for number in 0..<200 {
            world.model("surface=s\(number)", "create parent=main")
            if promotes { world.model("surface=s\(number)", "promote") }
        }
        // What a model that shares its parent's table costs beside it.
        #expect(world.learner.byteCount - alone < 200 * 1_024)
        #expect(world.bytes.count - aloneBytes < 200 * 768)
        let shared = world.learner.byteCount
        Self.teach(&world, "s7", likes: false, rounds: 1)
        let one = world.learner.byteCount - shared
        Self.teach(&world, "s8", likes: false, rounds: 1)
        let two = world.learner.byteCount - shared - one
        // Each that learns has a table of its own, and 16 KB of figures; the others still share.
        #expect(two < one + 20_000)
        #expect(one < alone + 20_000)
        let reloaded = try world.reloaded()
        #expect(reloaded.learner.byteCount <= world.learner.byteCount)
        let isSame = reloaded.bytes == world.bytes
        #expect(isSame)
    }

    @Test("a warm start predicts as its parent does, until either learns")
    func warmStart() {
        var world = Self.world()
        world.set(LearnKnobs.modelExamples, to: 0)
        Self.teach(&world, "main", likes: true, rounds: 50)
        world.model("arm=b", "create parent=main")
        world.model("arm=c", "create")
        for arm in ["b", "c"] { world.model("arm=\(arm)", "promote") }
        let parent = world.predict("v1", "p1").bits
        #expect(world.predict("v1", "p1", arm: "b").bits == parent)
        #expect(world.predict("v1", "p1", arm: "c").bits != parent)
    }

    @Test("an impression without a surface is learned for that of the page whose request it names")
    func surfaceOfPage() {
        var world = LearnWorld(["p1/bob/video", "p2/bob/video", "p3/bob/video"])
        let key = ModelKey(surface: "video")
        world.model("surface=video", "create")
        world.serve("ann", ["p1", "p2", "p3"], request: "r1", surface: "video")
        world.see("ann", "p1", request: "r1")
        world.see("ann", "p2")
        // One that says where it was is believed; another viewer's page says nothing.
        world.see("ann", "p3", request: "r1", surface: "main")
        world.see("dan", "p3", request: "r1")
        world.settle()
        #expect(world.learned(by: key)["like"] == Labels(2, 0))
        #expect(world.learned["like"] == Labels(4, 0))
    }
}
