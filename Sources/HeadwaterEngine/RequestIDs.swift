import HeadwaterCore
import Synchronization

/// Names pages; what is drawn on a page follows from its name.
public final class RequestIDs: Sendable {
    private let seeded: Mutex<SeededGenerator?>

    /// Ids of 96 random bits: none can be guessed, and none comes twice.
    public init() { seeded = Mutex(nil) }

    /// The same ids at every run, for trials: the same events and requests give the same pages.
    ///
    /// Not for a server, where who knows an id learns what it was served.
    public init(seed: UInt64) { seeded = Mutex(SeededGenerator(seed: mixed(seed))) }

    func next() -> String {
        seeded.withLock { generator in
            guard var known = generator else {
                var system = SystemRandomNumberGenerator()
                return Self.name(&system)
            }
            defer { generator = known }
            return Self.name(&known)
        }
    }

    private static func name(_ generator: inout some RandomNumberGenerator) -> String {
        let high = String(generator.next() as UInt64, radix: 36)
        let low = String(UInt32(truncatingIfNeeded: generator.next() as UInt64), radix: 36)
        return "r\(high)\(low)"
    }
}
