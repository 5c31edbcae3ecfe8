import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterIndex
import HeadwaterVisibility
import Testing

/// The index against a search that looks at every post, on random histories.
@Suite struct AgainstNaiveTests {
    /// Words that the English stemmer leaves as they are and that are no stop words.
    private static let words = [
        "ship", "harbor", "bolt", "tram", "fog", "crab", "lamp", "rust", "kelp", "moss",
        "dock", "reef", "salt", "wind", "tar",
    ]

    private struct History {
        var town = Town()
        var naive = NaiveSearch()
        var random: SeededGenerator
        /// The moment after each record.
        var moments: [Timestamp] = []

        init(seed: UInt64) { random = SeededGenerator(seed: seed) }

        mutating func text() -> String {
            let count = Int.random(in: 1...9, using: &random)
            return (0..<count).map { _ in
                // Squared, so that some words are frequent and some rare.
                let place = random.unit() * random.unit() * Double(words.count)
                return words[Int(place)]
            }.joined(separator: " ")
        }

        mutating func step() {
            let id = "p\(Int.random(in: 0..<60, using: &random))"
            let known = town.catalog.post(id).map { town.catalog[$0].isLive } ?? false
            switch Int.random(in: 0..<10, using: &random) {
            case 0:
                town.delete(id)
            case 1 where known, 2 where known:
                send(id, edited: true)
            default:
                if known { return }
                send(id, edited: false)
            }
            guard let record = town.records.last else { return }
            naive.apply(record)
            moments.append(town.clock)
        }

        private mutating func send(_ id: String, edited: Bool) {
            let text = text()
            let back = Int64.random(in: -50_000...50_000, using: &random)
            let audience: Audience =
                switch Int.random(in: 0..<8, using: &random) {
                case 0: .followers
                case 1: .unlisted
                default: .public
                }
            // The author is a function of the id: another author's edit would be rejected.
            let author = "u\((id.utf8.last ?? 0) % 4)"
            town.post(id, text, by: author, edited: edited) { post in
                post.audience = audience
                if !edited { post.at = post.at.advanced(byMilliseconds: back) }
            }
        }
    }

    @Test(arguments: 0..<40) func agreesOnRandomHistories(seed: Int) throws {
        var history = History(seed: UInt64(seed))
        history.town.send(.edge(Edge(kind: .follow, actor: "reader", subject: "u1", at: .epoch)))
        for _ in 0..<150 { history.step() }
        for _ in 0..<30 {
            let count = Int.random(in: 1...4, using: &history.random)
            let query = Array(
                Set(
                    (0..<count).map { _ in
                        Self.words[Int.random(in: 0..<Self.words.count, using: &history.random)]
                    }
                )
            ).sorted()
            let all = Bool.random(using: &history.random)
            let isReader = Bool.random(using: &history.random)
            let moment =
                Bool.random(using: &history.random)
                ? history.moments.randomElement(using: &history.random) : nil
            let since =
                Bool.random(using: &history.random)
                ? history.moments.randomElement(using: &history.random) : nil
            var request = SearchRequest(query: query.joined(separator: " "))
            request.match = all ? .all : .any
            request.viewer = isReader ? "reader" : nil
            request.asOf = moment
            request.since = since
            request.limit = 100
            let catalog = history.town.catalog
            let expected = history.naive.find(query, all: all, asOf: moment, since: since) {
                found in
                // Whether a post may be seen depends on its audience now.
                guard let id = catalog.post(found.id) else { return false }
                switch catalog[id].audience {
                case .public: return true
                case .followers, .unlisted: return isReader && found.author == "u1"
                default: return false
                }
            }
            let page = try history.town.page(request)
            let comment = "seed \(seed), \(request)"
            #expect(page.hits.map { catalog.id(of: $0.post) } == expected.map(\.id), "\(comment)")
            for (hit, other) in zip(page.hits, expected) {
                #expect(abs(hit.score - other.score) < 1e-9, "\(comment)")
            }
        }
    }

    /// Whatever has been deleted and compacted: what a snapshot says depends on the records alone,
    /// a view read from it goes on alike, and so does one rebuilt.
    @Test(arguments: 0..<20) func snapshotsAreCanonical(seed: Int) throws {
        var history = History(seed: UInt64(seed) + 1_000)
        var restored: PostIndex?
        for step in 0..<200 {
            let before = history.town.records.count
            history.step()
            if var copy = restored {
                for record in history.town.records[before...] {
                    // The copy's catalog is the town's: it stands at the record.
                    let effect = history.town.effects[record.position.rawValue] ?? .none
                    copy.apply(record, effect, history.town.catalog)
                }
                restored = copy
            }
            if step == 120 {
                var reader = ByteReader(history.town.snapshot())
                restored = try PostIndex(from: &reader)
                #expect(reader.isAtEnd)
            }
        }
        let bytes = history.town.snapshot()
        var rebuilt = Town()
        for record in history.town.records { rebuilt.apply(record) }
        #expect(rebuilt.snapshot() == bytes, "seed \(seed)")
        var writer = ByteWriter()
        restored?.encode(into: &writer)
        #expect(writer.bytes == bytes, "seed \(seed)")
    }

    @Test func damagedSnapshotsAreRefused() throws {
        var history = History(seed: 7)
        for _ in 0..<60 { history.step() }
        let bytes = history.town.snapshot()
        var random = SeededGenerator(seed: 8)
        var refused = 0
        for cut in stride(from: 0, to: bytes.count, by: 97) {
            var reader = ByteReader(Array(bytes[..<cut]))
            #expect(throws: ByteReaderError.self) { _ = try PostIndex(from: &reader) }
        }
        for _ in 0..<300 {
            var damaged = bytes
            damaged[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8.random(
                in: 1...255,
                using: &random
            )
            var reader = ByteReader(damaged)
            do {
                _ = try PostIndex(from: &reader)
            } catch {
                refused += 1
            }
        }
        // Some bits are as good as others; no damage may crash.
        #expect(refused > 0)
    }
}
