import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterGraph
import Testing

/// A town in which time passes, and what its graph should hold.
private struct Stream {
    static let windowDays = 2.0
    static let window = UInt32(windowDays * 86_400)

    var town = Town()
    var naive = NaiveGraph()
    var random: SeededGenerator
    var ids = 0
    /// Clicks that can still be undone, by their id.
    var clicks: [(id: String, pair: NaiveGraph.Pair)] = []
    var isDeleted: Set<String> = []

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        town.set(Graph.window, to: Self.windowDays)
    }

    var seconds: UInt32 { town.now.wholeSeconds }

    mutating func pick(_ count: UInt64) -> UInt64 { random.next() % count }

    mutating func step() {
        // The town's clock moves a second with each event, and here by up to two hours more.
        if pick(4) == 0 { town.now = town.now.advanced(byMilliseconds: Int64(pick(7_200)) * 1_000) }
        let account = "v\(pick(14))"
        let post = "p\(pick(60))"
        let pair = NaiveGraph.Pair(account: account, post: post)
        switch pick(20) {
        case 0...2: add(post, by: account)
        case 3...8: engage(.like, pair, undone: pick(3) == 0)
        case 9...11: engage(.repost, pair, undone: pick(3) == 0)
        case 12...14: click(pair)
        case 15: undoClick()
        case 16...17: follow(account, "v\(pick(14))", undone: pick(3) == 0)
        case 18 where pick(4) == 0:
            town.apply(.event(.delete(Delete(post: post, at: town.now))))
            naive.remove(post: post)
            isDeleted.insert(post)
        case 19 where pick(12) == 0:
            var end = Account(id: account, at: town.now)
            end.status = .deleted
            town.apply(.event(.account(end)))
            naive.remove(account: account)
            isDeleted.insert(account)
        default: town.engage(.profile, account, post)
        }
    }

    private mutating func add(_ post: String, by author: String) {
        guard town.catalog.post(post).map({ !town.catalog[$0].isLive }) ?? true,
            !isDeleted.contains(post)
        else { return }
        let (tag, sound) = ("t\(pick(4))", "s\(pick(3))")
        town.post(post, by: author, tags: [tag], sound: sound, links: ["l\(pick(3))"])
        for use in ["author " + author, "tag " + tag, "sound " + sound] {
            naive.uses[use, default: [:]][post] = seconds
        }
    }

    private mutating func engage(_ kind: Engagement.Kind, _ pair: NaiveGraph.Pair, undone: Bool) {
        let isOn = town.isOn(kind, pair.account, pair.post)
        town.engage(kind, pair.account, pair.post, undone: undone)
        guard isOn == undone, !isDeleted.contains(pair.account) else { return }
        guard undone || !isDeleted.contains(pair.post) else { return }
        naive.engage(kind, pair, on: !undone, at: seconds)
    }

    private mutating func click(_ pair: NaiveGraph.Pair) {
        guard !isDeleted.contains(pair.account) else { return }
        ids += 1
        town.engage(.click, pair.account, pair.post, id: "c\(ids)")
        guard !isDeleted.contains(pair.post) else { return }
        clicks.append(("c\(ids)", pair))
        naive.engage(.click, pair, on: true, at: seconds)
    }

    private mutating func undoClick() {
        guard !clicks.isEmpty else { return }
        let (id, pair) = clicks.remove(at: Int(pick(UInt64(clicks.count))))
        town.engage(.click, pair.account, pair.post, undone: true, id: id)
        naive.engage(.click, pair, on: false, at: seconds)
    }

    private mutating func follow(_ actor: String, _ subject: String, undone: Bool) {
        guard !isDeleted.contains(actor), !isDeleted.contains(subject) else { return }
        let isOn = naive.follows.contains([actor, subject])
        town.follow(actor, subject, undone: undone)
        guard isOn == undone else { return }
        if undone {
            naive.follows.remove([actor, subject])
        } else {
            naive.follows.insert([actor, subject])
        }
    }
}

@Suite("Graph against a naive one")
struct OracleTests {
    @Test(
        "what stands within the window is there on both sides, and nothing else is",
        arguments: 1...8 as ClosedRange<UInt64>
    )
    func holds(seed: UInt64) throws {
        var stream = Stream(seed: seed)
        for step in 1...2_400 {
            stream.step()
            if step % 300 == 0 { try check(stream) }
        }
        #expect(stream.town.graph.segmentsDropped > 0, "seed \(seed) dropped no segment")
    }

    private func check(_ stream: Stream) throws {
        let town = stream.town
        let oldest = stream.seconds - Stream.window
        var seen: [NaiveGraph.Pair: Tally] = [:]
        var mirrored: [NaiveGraph.Pair: [UInt32]] = [:]
        for number in 0..<14 {
            guard let account = town.catalog.account("v\(number)") else { continue }
            let own = town.graph.engagements(of: account, most: .max)
            for place in 0..<own.count {
                let post = town.catalog.id(of: PostID(own.other(place)))
                let pair = NaiveGraph.Pair(account: "v\(number)", post: post)
                seen[pair, default: Tally()].rawValue |= own.tally(place).rawValue
                mirrored[pair, default: []].append(own.seconds(place))
                // A segment ends within the window and is a quarter of it long.
                #expect(own.seconds(place) + Stream.window + Stream.window / 4 >= stream.seconds)
                if place > 0 { #expect(own.seconds(place - 1) >= own.seconds(place)) }
            }
        }
        for pair in Set(stream.naive.done.keys).union(seen.keys) {
            let tally = seen[pair] ?? Tally()
            let needed = stream.naive.kinds(pair, since: oldest)
            let allowed = stream.naive.kinds(pair, since: 0)
            for kind in [Engagement.Kind.like, .repost, .click] {
                if needed.contains(kind) { #expect(tally[kind] > 0, "\(pair) lacks \(kind)") }
                if tally[kind] > 0 { #expect(allowed.contains(kind), "\(pair) has \(kind)") }
            }
        }
        try checkPosts(stream, mirrored)
        try checkTies(stream, since: oldest)
    }

    /// Every engagement stands on the side of its post with the same times, and no other does.
    private func checkPosts(_ stream: Stream, _ mirrored: [NaiveGraph.Pair: [UInt32]]) throws {
        let town = stream.town
        var found: [NaiveGraph.Pair: [UInt32]] = [:]
        for number in 0..<60 {
            guard let post = town.catalog.post("p\(number)") else { continue }
            let people = town.graph.engagers(of: post, most: .max)
            for place in 0..<people.count {
                let account = town.catalog.id(of: AccountID(people.other(place)))
                let pair = NaiveGraph.Pair(account: account, post: "p\(number)")
                found[pair, default: []].append(people.seconds(place))
            }
        }
        #expect(found == mirrored)
        #expect(town.graph.engagementCount == found.values.reduce(0) { $0 + $1.count })
    }

    private func checkTies(_ stream: Stream, since oldest: UInt32) throws {
        let town = stream.town
        var follows: Set<[String]> = []
        var followers: Set<[String]> = []
        for number in 0..<14 {
            for other in town.following("v\(number)") { follows.insert(["v\(number)", other]) }
            for other in town.followers("v\(number)") { followers.insert([other, "v\(number)"]) }
        }
        #expect(follows == stream.naive.follows)
        #expect(followers == stream.naive.follows)
        for (use, posts) in stream.naive.uses {
            let name = String(use.split(separator: " ")[1])
            let ring: Ring
            switch use.first {
            case "a": ring = town.graph.posts(by: try #require(town.catalog.account(name)))
            case "t": ring = town.graph.posts(tagged: try #require(town.catalog.term(name)))
            default: ring = town.graph.posts(using: try #require(town.catalog.term(name)))
            }
            let found = Set(ring.firsts.map { town.catalog.id(of: PostID($0)) })
            #expect(found.isSubset(of: posts.keys), "\(use)")
            #expect(found.isSuperset(of: posts.filter { $0.value >= oldest }.keys), "\(use)")
        }
    }

    @Test(
        "a graph read back half-way ends in the same bytes, segments dropped in between",
        arguments: 1...4 as ClosedRange<UInt64>
    )
    func readBack(seed: UInt64) throws {
        var stream = Stream(seed: seed)
        for _ in 0..<1_000 { stream.step() }
        var copy = stream
        var reader = ByteReader(stream.town.bytes)
        copy.town.graph = try Graph(from: &reader)
        #expect(reader.isAtEnd)
        for _ in 0..<1_000 {
            stream.step()
            copy.step()
        }
        #expect(copy.town.bytes == stream.town.bytes)
        #expect(copy.town.graph.byteCount == stream.town.graph.byteCount)
    }

    @Test("a snapshot that was cut short is refused", arguments: [1, 2] as [UInt64])
    func damage(seed: UInt64) throws {
        var stream = Stream(seed: seed)
        for _ in 0..<300 { stream.step() }
        let bytes = stream.town.bytes
        for length in stride(from: 0, to: bytes.count, by: bytes.count / 40) {
            var reader = ByteReader(Array(bytes.prefix(length)))
            #expect(throws: ByteReaderError.self) { _ = try Graph(from: &reader) }
        }
    }
}
