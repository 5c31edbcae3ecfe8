import HTTPTypes
import HeadwaterEngine
import HeadwaterEvents
import Hummingbird

/// Gorse's REST API, so that an app that speaks it needs to change its address and nothing else.
///
/// Everything that is written goes into the log as ordinary events, and everything that is read
/// comes from the views: what Gorse's clients and the other surfaces see is one thing.
struct GorseRoutes: Sendable {
    let box: EngineBox
    let settings: GorseSettings
    let desk: GorseDesk

    /// Rows in one answer at most; where there are more, the cursor goes on.
    static let listLimit = 10_000
    /// Recommendations in one answer at most, those that `offset` skips included.
    static let recommendLimit = 1_000
    /// What `n` is where it isn't given.
    static let standardN = 10

    init(box: EngineBox, settings: GorseSettings) {
        self.box = box
        self.settings = settings
        desk = GorseDesk(settings)
    }

    /// Adds all routes to a group whose callers have shown who they are.
    func add(to api: RouterGroup<Context>) {
        addItems(to: api)
        addUsers(to: api)
        addFeedback(to: api)
        addRecommendations(to: api)
    }

    /// The routes that ask for no key.
    func addHealth(to router: Router<Context>) {
        router.get("/api/health/live", use: live)
        router.get("/api/health/ready", use: ready)
    }

    private func live(_: Request, _: Context) async throws -> Response { health() }

    private func ready(_: Request, _: Context) async throws -> Response {
        _ = try box.engine
        return health()
    }

    private func health() -> Response {
        let isReady = box.engineIfReady != nil
        var writer = JSONWriter()
        writer.beginObject()
        for name in ["Ready", "DataStoreConnected", "CacheStoreConnected"] {
            writer.key(name)
            writer.bool(isReady)
        }
        for name in ["DataStoreError", "CacheStoreError"] {
            writer.key(name)
            writer.null()
        }
        writer.endObject()
        return .json(writer)
    }

    // MARK: What the routes share

    /// The engine, for a caller who may read all.
    func reading(_ context: Context) throws(APIError) -> Engine {
        try context.caller.require(.read)
        return try box.engine
    }

    /// Writes for a caller who may, and answers how many rows it was about.
    func write(
        _ operations: [GorseOperation],
        _ context: Context
    ) async throws -> Int {
        try context.caller.require(.ingest)
        return try await desk.write(operations, to: try box.engine).reduce(0, +)
    }

    /// The answer to what writes: `{"RowAffected":n}`.
    static func affected(_ count: Int) -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("RowAffected", count)
        writer.endObject()
        return .json(writer)
    }

    /// A part of the path, its escapes undone.
    static func part(_ name: String, _ context: Context) throws(APIError) -> String {
        guard let text = context.parameters.get(name), let part = decoded(text) else {
            throw .badRequest("the path holds what is no UTF-8", name)
        }
        return part
    }

    /// The id of a user or item in the path.
    static func id(_ name: String, _ context: Context) throws(APIError) -> String {
        try GorseInput.checked(id: try part(name, context), name)
    }

    private static func decoded(_ escaped: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(escaped.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

/// `n`, `offset` and `cursor`.
struct GorseRange: Sendable {
    var n: Int
    var offset: Int

    init(_ parameters: QueryParameters) throws(APIError) {
        n = try Self.number("n", parameters) ?? GorseRoutes.standardN
        offset = try Self.number("offset", parameters) ?? 0
    }

    private static func number(
        _ name: String,
        _ parameters: QueryParameters
    ) throws(APIError) -> Int? {
        guard let text = parameters.first(name), !text.isEmpty else { return nil }
        guard let number = Int(text), number >= 0 else {
            throw .badRequest("\(name) must be a whole number, 0 or more", name)
        }
        return number
    }

    /// How many there have to be, so that enough are left behind the offset.
    func end(limit: Int) -> Int {
        let (sum, overflows) = n.addingReportingOverflow(offset)
        return overflows ? limit : min(sum, limit)
    }

    /// The part of a list that is asked for.
    func slice<Value>(_ list: [Value]) -> ArraySlice<Value> {
        list.dropFirst(offset).prefix(n)
    }

    /// Where a list goes on: a place among all that came, as earlier answers gave it.
    static func cursor(_ parameters: QueryParameters) throws(APIError) -> Int {
        guard let text = parameters.first("cursor"), !text.isEmpty else { return 0 }
        guard let place = Int(text, radix: 36), place >= 0 else {
            throw .badRequest("this is no cursor that was given out", "cursor")
        }
        return place
    }

    /// The text of a cursor; empty where the list has ended.
    static func text(of place: Int?) -> String { place.map { String($0, radix: 36) } ?? "" }
}
