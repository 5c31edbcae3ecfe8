import Foundation
import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterGraph

/// The graph: engagements taken in, walks and co-engagement asked, memory.
///
/// Likes are drawn beforehand: accounts with a triangular bias to the first, posts by Zipf from the
/// newest, which move on as the stream does. Times are thread processor time.
final class GraphBenchmarks {
    private let viewers: Int
    private let posts: Int
    private let edges: Int
    private let asked: Int
    private var catalog = Catalog()
    private var graph = Graph()
    private var isFilled = false
    private var position: UInt64 = 0

    private static let start: Int64 = 1_767_225_600_000

    init(isSmoke: Bool) {
        viewers = isSmoke ? 2_000 : 100_000
        posts = isSmoke ? 10_000 : 1_000_000
        edges = isSmoke ? 50_000 : 10_000_000
        asked = isSmoke ? 50 : 1_000
    }

    var benchmarks: [Benchmark] {
        [ingest, bytes, walk, walkLatency, coengaged, coengagedLatency]
    }

    private func benchmark(
        _ name: String,
        _ unit: String,
        higherIsBetter: Bool = false,
        _ run: @escaping () throws -> Sample
    ) -> Benchmark {
        Benchmark(
            name: "graph.\(name)",
            parameters: "edges=\(edges) viewers=\(viewers) posts=\(posts)",
            unit: unit,
            higherIsBetter: higherIsBetter,
            runs: 1,
            run: run
        )
    }

    // MARK: Taking in

    private func record(_ body: Record.Body, _ milliseconds: Int64) -> Record {
        position += 1
        return Record(
            position: LogPosition(rawValue: position),
            received: Timestamp(milliseconds: Self.start + milliseconds),
            body: body
        )
    }

    /// Names the accounts and adds the posts, a millisecond apart.
    private func addPosts(_ random: inout SeededGenerator) {
        for number in 0..<posts {
            let at = Timestamp(milliseconds: Self.start + Int64(number))
            let author = "m:\(random.next() % UInt64(viewers))"
            var post = Post(id: "p:\(number)", author: author, at: at, text: "")
            post.tags = ["t\(random.next() % 2_000)"]
            post.langs = ["en"]
            let record = record(.event(.post(post)), Int64(number))
            graph.apply(record, catalog.apply(record), catalog)
        }
    }

    private func account(_ random: inout SeededGenerator) -> AccountID {
        AccountID(1 + UInt32(Double(viewers) * random.unit() * random.unit()))
    }

    /// Likes with who gave them to what.
    private func likes(_ random: inout SeededGenerator) -> [(AccountID, PostID)] {
        (0..<edges).map { number in
            let born = min(posts, 1_000 + Int(Double(number) / Double(edges) * Double(posts)))
            let back = Int(pow(Double(born), pow(random.unit(), 1.07)))
            return (account(&random), PostID(1 + UInt32(max(0, born - max(back, 1)))))
        }
    }

    @discardableResult
    private func fill() -> Sample {
        catalog = Catalog()
        graph = Graph()
        position = 0
        var random = SeededGenerator(seed: 1)
        addPosts(&random)
        let likes = likes(&random)
        let moment = Timestamp(milliseconds: Self.start)
        let body = Record.Body.event(
            .engagement(Engagement(kind: .like, actor: "", post: "", at: moment))
        )
        let cpu = threadNanoseconds()
        for (number, like) in likes.enumerated() {
            let record = record(body, Int64(posts + number))
            let effect = Effect.state(.like, actor: like.0, post: like.1, on: true)
            graph.apply(record, effect, catalog)
        }
        let nanoseconds = Double(threadNanoseconds() - cpu)
        isFilled = true
        return Sample(
            value: Double(edges) / nanoseconds * 1e9,
            checksum: UInt64(graph.engagementCount),
            cpuMs: nanoseconds / 1e6
        )
    }

    private var ingest: Benchmark {
        benchmark("ingest", "edges/s", higherIsBetter: true) { [self] in fill() }
    }

    private var bytes: Benchmark {
        benchmark("bytes", "B/edge") { [self] in
            if !isFilled { fill() }
            return Sample(
                value: Double(graph.byteCount) / Double(max(1, graph.engagementCount)),
                checksum: UInt64(graph.byteCount),
                cpuMs: 0
            )
        }
    }

    // MARK: Asking

    /// Processor time of each of many questions, in nanoseconds, and a checksum of the answers.
    private func ask(
        _ question: (AccountID, UInt64) -> [ScoredPost]
    ) -> (nanoseconds: [UInt64], checksum: UInt64) {
        if !isFilled { fill() }
        var random = SeededGenerator(seed: 2)
        var times: [UInt64] = []
        var checksum: UInt64 = 0
        for number in 0..<asked {
            let viewer = account(&random)
            let cpu = threadNanoseconds()
            let found = question(viewer, UInt64(number))
            times.append(threadNanoseconds() - cpu)
            for scored in found { checksum = mixed(checksum ^ UInt64(scored.post.rawValue)) }
        }
        return (times, checksum)
    }

    private func walks() -> (nanoseconds: [UInt64], checksum: UInt64) {
        let now = UInt32((Self.start + Int64(posts + edges)) / 1_000)
        return ask { graph.walk(from: $0, seed: $1, at: now) }
    }

    private func questions() -> (nanoseconds: [UInt64], checksum: UInt64) {
        ask { viewer, _ in
            let own = graph.engagements(of: viewer)
            let starts = (0..<min(own.count, 20)).map { ScoredPost(PostID(own.other($0)), 1) }
            return graph.coengaged(with: starts, count: 300)
        }
    }

    private static func rate(_ run: (nanoseconds: [UInt64], checksum: UInt64)) -> Sample {
        let total = Double(run.nanoseconds.reduce(0, +))
        return Sample(
            value: Double(run.nanoseconds.count) / total * 1e9,
            checksum: run.checksum,
            cpuMs: total / 1e6
        )
    }

    private static func slowest(_ run: (nanoseconds: [UInt64], checksum: UInt64)) -> Sample {
        let sorted = run.nanoseconds.sorted()
        let place = min(sorted.count - 1, sorted.count * 99 / 100)
        return Sample(
            value: Double(sorted[place]) / 1e6,
            checksum: run.checksum,
            cpuMs: Double(sorted.reduce(0, +)) / 1e6
        )
    }

    private var walk: Benchmark {
        benchmark("walk", "walks/s", higherIsBetter: true) { [self] in Self.rate(walks()) }
    }

    private var walkLatency: Benchmark {
        benchmark("walk_p99", "ms p99") { [self] in Self.slowest(walks()) }
    }

    private var coengaged: Benchmark {
        benchmark("coengaged", "questions/s", higherIsBetter: true) { [self] in
            Self.rate(questions())
        }
    }

    private var coengagedLatency: Benchmark {
        benchmark("coengaged_p99", "ms p99") { [self] in Self.slowest(questions()) }
    }
}
