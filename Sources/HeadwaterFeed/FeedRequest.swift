/// What a viewer asks of the feed.
public struct FeedRequest: Sendable, Hashable {
    /// Who asks; an id never seen is a viewer with no history.
    public var viewer: String
    /// How many items at most, 1 to 100.
    public var limit: Int
    /// Where to go on, as the page before said; nil for a first page.
    public var cursor: String?
    /// The feed that is asked for; nil for the main one.
    public var surface: String?
    /// Whether everything that could have stood on the page is logged with it, and not for a
    /// sampled share of pages only.
    public var logsConsidered = false

    /// What the main feed is called.
    public static let mainSurface = "main"

    /// A request.
    public init(viewer: String, limit: Int = 20, cursor: String? = nil, surface: String? = nil) {
        self.viewer = viewer
        self.limit = limit
        self.cursor = cursor
        self.surface = surface
    }
}

/// What is wrong with a request, and with which of its parameters.
public struct FeedError: Error, Sendable, Hashable {
    /// The parameter at fault, as the API calls it.
    public var param: String
    /// What is wrong, in a sentence.
    public var message: String

    /// What is wrong with a parameter.
    public init(param: String, message: String) {
        self.param = param
        self.message = message
    }
}
