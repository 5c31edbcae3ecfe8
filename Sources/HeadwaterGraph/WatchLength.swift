public import HeadwaterCatalog
public import HeadwaterCore

/// What the length of a view says.
public enum WatchLength: Sendable, Hashable {
    /// At least the duration or 18 seconds, whichever is less.
    case long
    /// Under 3 seconds and under a fifth of the duration.
    case skip
    /// Neither, or not known.
    case neither

    /// A view is long from this length, even where the video is longer.
    public static let longKnob = Knob(
        "view.long.ms",
        unit: "ms",
        standard: 18_000,
        range: 1_000...600_000,
        "A view of at least this length, or of the whole duration, is a long view."
    )
    /// A view below this length can be a skip.
    public static let skipKnob = Knob(
        "view.skip.ms",
        unit: "ms",
        standard: 3_000,
        range: 0...60_000,
        "A view shorter than this, and than the share of the duration, is a skip."
    )
    /// A view below this share of the duration can be a skip.
    public static let skipShareKnob = Knob(
        "view.skip.share",
        unit: "1",
        standard: 0.2,
        range: 0...1,
        "A view below this share of the duration, and shorter than the limit, is a skip."
    )

    /// Judges a view by how long it was watched and how long the post lasts, as far as is known.
    public init(watchMs: Int64?, durationMs: Int64?, settings: KnobSettings) {
        self = .neither
        guard let watchMs else { return }
        let watched = Double(watchMs)
        let longest = settings[Self.longKnob]
        guard let durationMs, durationMs > 0 else {
            if watched >= longest { self = .long }
            return
        }
        let duration = Double(durationMs)
        if watched >= min(duration, longest) {
            self = .long
        } else if watched < settings[Self.skipKnob],
            watched < duration * settings[Self.skipShareKnob]
        {
            self = .skip
        }
    }
}
