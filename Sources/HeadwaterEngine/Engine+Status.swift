import HeadwaterCatalog
public import HeadwaterEvents
import HeadwaterGraph
public import HeadwaterMeaning

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How the engine is doing.
public struct EngineStatus: Sendable {
    /// What has been counted since the start.
    public var meter: MeterReading
    /// The position up to which everything is visible.
    public var position: LogPosition
    /// Posts that arrived and were not deleted.
    public var posts: Int
    /// Accounts that have been named.
    public var accounts: Int
    /// Accounts that engaged with a post.
    public var viewers: Int
    /// How many posts have vectors, and how many wait for theirs.
    public var vectors: VectorCounts
    /// How giving posts their vectors goes.
    public var embedding: EmbeddingReading
    /// Bytes of memory that the process holds (resident).
    public var memoryBytes: Int64
}

extension Engine {
    /// How the engine is doing.
    ///
    /// Complexity: O(accounts), about a millisecond for a million.
    public var status: EngineStatus {
        let (position, posts, accounts, viewers, vectors) = views.read {
            (
                $0.catalog.position, $0.catalog.livePosts, $0.catalog.accountCount,
                $0.graph.viewerCount, $0.vectors.counts
            )
        }
        return EngineStatus(
            meter: meter.reading,
            position: position,
            posts: posts,
            accounts: accounts,
            viewers: viewers,
            vectors: vectors,
            embedding: embedding.reading,
            memoryBytes: residentBytes()
        )
    }
}

/// Bytes of memory that this process holds, from the kernel's account; 0 where it gives none.
private func residentBytes() -> Int64 {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, 128, file) != nil else { return 0 }
    let fields = line.prefix { $0 != 0 }.split(separator: CChar(UInt8(ascii: " ")))
    guard fields.count > 1,
        let pages = Int64(String(decoding: fields[1].map { UInt8(bitPattern: $0) }, as: UTF8.self))
    else { return 0 }
    return pages * Int64(sysconf(Int32(_SC_PAGESIZE)))
}
