public import HeadwaterCore

/// What the proxy for remote media may use up.
public enum MediaKnobs {
    /// The largest medium.
    public static let mostMebibytes = Knob(
        "server.media.most",
        unit: "MiB",
        standard: 32,
        range: 1...4096,
        isWhole: true,
        "The largest remote medium that is passed on; of a larger one the rest is cut off."
    )
    /// Fetches at once.
    public static let fetches = Knob(
        "server.media.fetches",
        unit: "fetches",
        standard: 16,
        range: 1...1024,
        "How many remote media are fetched at once; whoever asks for one more is told to wait."
    )
    /// The time for an answer's head.
    public static let answerSeconds = Knob(
        "server.media.answer.seconds",
        unit: "s",
        standard: 10,
        range: 0.1...300,
        "How long a host has to begin its answer; each redirect has as long again."
    )
    /// The time for all of a medium.
    public static let seconds = Knob(
        "server.media.seconds",
        unit: "s",
        standard: 120,
        range: 0.1...3600,
        "How long passing on one remote medium may take, be its host slow or its reader."
    )
    /// How long a ticket holds.
    public static let ticketMinutes = Knob(
        "server.media.ticket.minutes",
        unit: "min",
        standard: 60,
        range: 1...1440,
        "How long a page may use one ticket to load remote media."
    )

    /// All of them.
    public static let all = [mostMebibytes, fetches, answerSeconds, seconds, ticketMinutes]
}
