import HeadwaterCore
import Synchronization

/// A token bucket for each caller, so that one can't use up what all share.
final class RateLimiter: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: UInt64
    }

    /// Callers that are remembered; beyond that, those that have been idle are forgotten.
    private static let limit = 100_000
    private let buckets = Mutex<[String: Bucket]>([:])

    /// Takes one request from a caller's bucket; nil where that is fine, else the seconds to wait.
    func secondsToWait(
        _ name: String,
        perSecond rate: Double,
        now: UInt64 = monotonicNanoseconds()
    ) -> Int? {
        let burst = rate * 2
        return buckets.withLock { buckets in
            var bucket = buckets[name] ?? Bucket(tokens: burst, at: now)
            let elapsed = Double(now &- bucket.at) / 1e9
            bucket.tokens = min(burst, bucket.tokens + elapsed * rate)
            bucket.at = now
            let isFine = bucket.tokens >= 1
            if isFine { bucket.tokens -= 1 }
            if buckets.count >= Self.limit {
                buckets = buckets.filter { Double(now &- $0.value.at) / 1e9 * rate < burst }
            }
            buckets[name] = bucket
            return isFine ? nil : max(1, Int(((1 - bucket.tokens) / rate).rounded(.up)))
        }
    }
}
