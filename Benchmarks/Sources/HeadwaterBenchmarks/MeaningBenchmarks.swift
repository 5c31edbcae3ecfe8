import Foundation
import HeadwaterCore
import HeadwaterMeaning

/// Texts to vectors: the encoder, where its weights are, and the static table.
struct MeaningBenchmarks {
    private let encoder: TextEncoder?
    private let isSmoke: Bool

    /// Loads the weights named by `HEADWATER_WEIGHTS`, or those that `scripts/setup.sh` fetched.
    init(isSmoke: Bool) throws {
        let named = ProcessInfo.processInfo.environment["HEADWATER_WEIGHTS"]
        let folders = named.map { [$0] } ?? [".weights", "../.weights"]
        let found = folders.first {
            FileManager.default.fileExists(atPath: "\($0)/\(TextEncoder.weightsFileName)")
        }
        encoder = try found.map { try TextEncoder(weights: $0) }
        self.isSmoke = isSmoke
    }

    var benchmarks: [Benchmark] {
        var all = [16, 40].map { embedding(StaticTable.standard, "meaning.static", words: $0) }
        guard let encoder else { return all }
        for path in KernelPath.all {
            let encoder = encoder.computing(by: path)
            all += [16, 40].map { words in
                embedding(
                    encoder,
                    "meaning.encode",
                    words: words,
                    ", \(path.name)",
                    slow: path.name == "portable"
                )
            }
        }
        return all
    }

    private func embedding(
        _ embedder: some TextEmbedder,
        _ name: String,
        words: Int,
        _ parameters: String = "",
        slow: Bool = false
    ) -> Benchmark {
        let posts = Self.posts(isSmoke ? 8 : slow ? 100 : 2_000, words: words)
        return Benchmark(
            name: name,
            parameters: "words=\(words)\(parameters)",
            unit: "posts/s"
        ) {
            rate(of: posts.count) {
                embedder.embed(posts).reduce(UInt64(0)) { sum, vector in
                    (vector ?? []).reduce(sum) { mixed($0 ^ UInt64($1.bitPattern)) }
                }
            }
        }
    }

    /// Posts of so many words, a token and a quarter each.
    private static func posts(_ count: Int, words: Int) -> [String] {
        let vocabulary = """
            the river rose again last night and our street is under water nobody slept we carried \
            chairs upstairs while rain kept falling neighbours brought soup candles blankets a boat \
            mayor says that bridges stay closed until friday schools too please check on older \
            people near you share photos only if they help #flood thanks everyone who came today
            """.split(separator: " ")
        var random = SeededGenerator(seed: 4)
        return (0..<count).map { _ in
            (0..<words).map { _ in vocabulary[Int(random.next() % UInt64(vocabulary.count))] }
                .joined(separator: " ")
        }
    }
}
