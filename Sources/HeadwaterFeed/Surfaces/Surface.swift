public import HeadwaterCore
public import HeadwaterEvents

/// A declared feed: which posts it is made of, where they come from, and what they are worth.
///
/// All but its filters is knobs: a surface has the engine's knobs, with its own values in place of
/// those that it sets.
public struct Surface: Sendable, Hashable {
    /// The kind of media that a surface shows.
    public enum Media: String, Sendable, Hashable, CaseIterable {
        /// Posts with a picture.
        case image
        /// Posts with a video.
        case video
        /// Posts with a recording.
        case audio
        /// Posts with none of these.
        case text
    }

    /// Which posts a surface shows.
    public struct Filters: Sendable, Hashable {
        /// The kind of media; nil for any.
        public var media: Media?
        /// The languages, one of which a post has; empty for any.
        public var langs: [String] = []
        /// The tags, one of which a post has; empty for any.
        public var tags: [String] = []
        /// How old a post may be, in hours; nil for any age.
        public var maxAgeHours: Double?
        /// Whether answers in threads are shown.
        public var hasReplies = true

        /// Every post.
        public init() {}
    }

    /// What it is called in requests.
    public var name: String
    /// Which posts it shows.
    public var filters = Filters()
    /// The values of the knobs that it sets, in the order of the names.
    public internal(set) var overrides: [Override] = []
    /// The surface whose model ranks it; nil for its own.
    public var model: String?

    /// A knob that a surface sets.
    public struct Override: Sendable, Hashable {
        /// The knob.
        public var knob: Knob
        /// Its value on this surface.
        public var value: Double
    }

    /// A surface that shows everything as the engine's knobs say.
    public init(name: String) { self.name = name }

    /// Sets a knob on this surface; false, and no change, where the value is out of range.
    @discardableResult
    mutating func set(_ knob: Knob, to value: Double) -> Bool {
        guard knob.range.contains(value) else { return false }
        overrides.removeAll { $0.knob == knob }
        let place = overrides.firstIndex { $0.knob.name > knob.name } ?? overrides.count
        overrides.insert(Override(knob: knob, value: value), at: place)
        return true
    }

    /// The knobs as they stand on this surface.
    public func applied(to knobs: Knobs) -> Knobs {
        var knobs = knobs
        for override in overrides { knobs.set(override.knob, to: override.value) }
        return knobs
    }

    /// The knobs that a surface may set: those that a page is made by, not those that decide what
    /// the views remember.
    static let knobs: [Knob] = {
        let shared = FeedKnobs.ofState + [FeedKnobs.logDays]
        return FeedKnobs.all.filter { !shared.contains($0) }
    }()

    /// The knob of a source's quota; nil where there is no such source.
    static func quota(of source: String) -> Knob? {
        if source == Source.backfill.name { return FeedKnobs.backfillSteps }
        return knobs.first { $0.name == "feed.source.\(source).quota" }
    }
}

/// The surfaces of an engine, of which `main` is always one.
public struct Surfaces: Sendable, Hashable {
    /// The most surfaces.
    public static let most = 256

    /// The surfaces, in the order of their names' bytes.
    public private(set) var all: [Surface]

    /// The main surface alone, as the knobs say.
    public init() { all = [Surface(name: FeedRequest.mainSurface)] }

    /// The surface of that name; nil where there is none.
    public subscript(_ name: String) -> Surface? {
        all.first { $0.name.hasSameBytes(as: name) }
    }

    /// Adds a surface, in the place of one of the same name.
    mutating func put(_ surface: Surface) {
        remove(surface.name)
        let name = surface.name.utf8
        let place =
            all.firstIndex { name.lexicographicallyPrecedes($0.name.utf8) } ?? all.count
        all.insert(surface, at: place)
    }

    /// Removes a surface.
    mutating func remove(_ name: String) {
        all.removeAll { $0.name.hasSameBytes(as: name) }
    }

    /// Takes over what a `change` record of the kind ``changeKind`` says.
    public mutating func apply(_ change: Change) {
        guard change.kind == Self.changeKind else { return }
        if change.after.isEmpty {
            remove(change.name)
            if change.name.hasSameBytes(as: FeedRequest.mainSurface) {
                put(Surface(name: change.name))
            }
            return
        }
        // What a later release declared, and this one doesn't understand, is no surface here.
        do throws(SurfaceError) {
            put(try Surface(parsing: Array(change.after.utf8)))
        } catch {
            remove(change.name)
        }
    }

    /// The kind of the records that declare surfaces.
    public static let changeKind = "surface"
}

extension Surfaces {
    /// Adds a surface as ``Surface/json`` wrote it.
    public mutating func put(json: String) throws(SurfaceError) {
        put(try Surface(parsing: Array(json.utf8)))
    }
}
