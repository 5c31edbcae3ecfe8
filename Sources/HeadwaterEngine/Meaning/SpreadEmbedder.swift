import HeadwaterCore
import HeadwaterMeaning
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// An embedder whose batches are made by several threads, for a replay, which nothing else waits
/// beside.
///
/// A text's vector depends neither on its batch nor on its thread, and the results stand in the
/// order of the texts, so a view becomes the same, bit for bit, whatever the number of threads.
struct SpreadEmbedder: TextEmbedder {
    /// A thread is worth its start from so many texts on.
    private static let leastTexts = 4
    /// More threads than this would take a batch apart too far.
    private static let mostThreads = 16

    private let base: any TextEmbedder
    private let threads: Int

    /// An embedder that spreads over `threads`, or over as many as the machine has processors.
    init(_ base: any TextEmbedder, threads: Int = sysconf(Int32(_SC_NPROCESSORS_ONLN))) {
        self.base = base
        self.threads = min(max(threads, 1), Self.mostThreads)
    }

    var space: String { base.space }
    var dimension: Int { base.dimension }

    func embed(_ text: String) -> [Float]? { base.embed(text) }

    /// The vectors of several texts, in their order.
    func embed(_ texts: [String]) -> [[Float]?] {
        let parts = min(threads, texts.count / Self.leastTexts)
        guard parts > 1 else { return base.embed(texts) }
        func part(_ index: Int) -> [String] {
            Array(texts[texts.count * index / parts..<texts.count * (index + 1) / parts])
        }
        let others = (1..<parts).map { Part(part($0), base) }
        let first = base.embed(part(0))
        return others.reduce(into: first) { $0 += $1.wait() }
    }

    /// A part of a batch on a thread of its own.
    private final class Part: Sendable {
        private let made: Made
        private let thread: BlockingThread

        private final class Made: Sendable {
            let vectors = Mutex<[[Float]?]>([])
        }

        init(_ texts: [String], _ base: any TextEmbedder) {
            let made = Made()
            self.made = made
            thread = BlockingThread {
                let vectors = base.embed(texts)
                made.vectors.withLock { $0 = vectors }
            }
        }

        /// What was made, once it is; call it once.
        func wait() -> [[Float]?] {
            thread.join()
            return made.vectors.withLock { $0 }
        }
    }
}
