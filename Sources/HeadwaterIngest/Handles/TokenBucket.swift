/// Allows so many steps a second, with bursts of up to one second's worth.
///
/// A plain value: time is handed in, in milliseconds of any clock that doesn't go back.
struct TokenBucket: Sendable {
    private let perMs: Double
    private let burst: Double
    private var tokens: Double
    private var atMs: Int64

    init(perSecond: Double, nowMs: Int64) {
        precondition(perSecond > 0, "a bucket fills")
        perMs = perSecond / 1000
        burst = max(1, perSecond)
        tokens = burst
        atMs = nowMs
    }

    /// Takes up to `count` steps; returns how many may be made now.
    mutating func take(_ count: Int, nowMs: Int64) -> Int {
        refill(nowMs)
        let taken = min(Double(count), tokens.rounded(.down))
        tokens -= taken
        return Int(taken)
    }

    /// Gives back steps that were taken but not made.
    mutating func giveBack(_ count: Int) { tokens = min(burst, tokens + Double(count)) }

    /// How long until the next step may be made, in milliseconds.
    mutating func waitMs(nowMs: Int64) -> Int64 {
        refill(nowMs)
        return tokens >= 1 ? 0 : Int64(((1 - tokens) / perMs).rounded(.up))
    }

    private mutating func refill(_ nowMs: Int64) {
        guard nowMs > atMs else { return }
        tokens = min(burst, tokens + Double(nowMs - atMs) * perMs)
        atMs = nowMs
    }
}
