/// Which labels hide what carries them; the policy knobs.
public struct Policy: Sendable, Hashable {
    /// Labels that hide a post or account from everyone.
    public var hidden: Set<String>
    /// Labels that hide a post or account from requests without a viewer.
    public var hiddenFromStrangers: Set<String>

    /// A policy; the standard one is that of EVENTS.md.
    public init(
        hidden: Set<String> = ["!hide", "!takedown"],
        hiddenFromStrangers: Set<String> = ["!no-unauthenticated"]
    ) {
        self.hidden = hidden
        self.hiddenFromStrangers = hiddenFromStrangers
    }
}
