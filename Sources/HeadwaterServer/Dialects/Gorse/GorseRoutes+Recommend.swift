import HTTPTypes
import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents
import Hummingbird

/// What is recommended: an id, as Gorse's API has it, and a score.
struct GorseScore: Sendable, Hashable {
    var id: String
    var score: Double
}

extension GorseRoutes {
    func addRecommendations(to api: RouterGroup<Context>) {
        api.get("/api/recommend/:user", use: recommend)
        api.get("/api/recommend/:user/:category", use: recommend)
        api.post("/api/session/recommend", use: recommendSession)
        api.post("/api/session/recommend/:category", use: recommendSession)
        for name in ["latest", "popular"] {
            for path in ["/api/\(name)", "/api/\(name)/:category"] {
                api.get(RouterPath(path)) { try await best(name, $0, $1) }
            }
        }
        api.get("/api/non-personalized/:name") { request, context in
            try await best(try Self.part("name", context), request, context)
        }
        api.get("/api/item/:item/neighbors", use: itemNeighbors)
        api.get("/api/item/:item/neighbors/:category", use: itemNeighbors)
        api.get("/api/item-to-item/:name/:item", use: itemNeighbors)
        api.get("/api/user/:user/neighbors", use: userNeighbors)
        api.get("/api/user-to-user/:name/:user", use: userNeighbors)
    }

    /// The categories that are asked for, in the address or its path.
    private static func categories(
        _ parameters: QueryParameters,
        _ context: Context
    ) throws(APIError) -> [String] {
        let asked = parameters.getAll("category").filter { !$0.isEmpty }
        guard asked.isEmpty, context.parameters.get("category") != nil else { return asked }
        return [try part("category", context)]
    }

    // MARK: For a user

    private func recommend(_ request: Request, _ context: Context) async throws -> Response {
        let engine = try reading(context)
        let user = try Self.id("user", context)
        let parameters = try QueryParameters(request)
        let range = try GorseRange(parameters)
        let wanted = GorseWanted(
            user: user,
            categories: try Self.categories(parameters, context)
        )
        let writeBack = try writeBack(parameters, request, context)
        let now = engine.now
        if engine.gorse({ $0.hasDue(of: wanted.account(in: $1), by: now) }) {
            _ = try await desk.write([.settle(user: user)], to: engine)
        }
        let end = range.end(limit: Self.recommendLimit)
        let all = try await blocking { try wanted.recommendations(limit: end, engine) }
        let scores = Array(range.slice(all))
        if let (type, timestamp) = writeBack {
            let feedback = scores.map {
                GorseFeedback(type: type, user: user, item: $0.id, timestamp: timestamp)
            }
            _ = try await write(feedback.map { .putFeedback($0, overwrites: false) }, context)
        }
        // Version 2 of the API gives scores, version 1 ids alone.
        guard let name = HTTPField.Name("X-API-Version"), request.headers[name] == "2" else {
            var writer = JSONWriter()
            writer.beginArray()
            for score in scores { writer.string(score.id) }
            writer.endArray()
            return .json(writer)
        }
        return Self.answer(scores)
    }

    /// The feedback that is to be written for what is recommended; nil where none is asked for.
    private func writeBack(
        _ parameters: QueryParameters,
        _ request: Request,
        _ context: Context
    ) throws(APIError) -> (type: String, timestamp: GorseTime)? {
        var delay: Int64 = 0
        if let text = parameters.first("write-back-delay"), !text.isEmpty {
            guard let given = GorseTime.duration(text) else {
                throw .badRequest(
                    "write-back-delay: \"\(text)\" is no duration, such as 1h30m",
                    "write-back-delay"
                )
            }
            delay = given
        }
        guard let type = parameters.first("write-back-type"), !type.isEmpty, request.method != .head
        else { return nil }
        try context.caller.require(.ingest)
        guard type.utf8.count <= GorseFeedback.typeBytes,
            settings.feedback.kind(of: type, value: 0) != nil
        else { throw .badRequest(GorseFeedback.unmapped(type), "write-back-type") }
        try checkTypes([type])
        let moment = try box.engine.now.advanced(byMilliseconds: delay)
        return (type, GorseTime(min(max(moment, .epoch), .end.advanced(byMilliseconds: -1))))
    }

    // MARK: For everybody

    private func best(
        _ name: String,
        _ request: Request,
        _ context: Context
    ) async throws -> Response {
        let engine = try reading(context)
        let parameters = try QueryParameters(request)
        let range = try GorseRange(parameters)
        let wanted = GorseWanted(
            user: try Self.reader(parameters),
            categories: try Self.categories(parameters, context)
        )
        guard let order = GorseOrder(rawValue: name) else {
            throw APIError.notFound("there are the lists latest and popular: \(name)")
        }
        let end = range.end(limit: Self.recommendLimit)
        let all = try await blocking { try wanted.best(order, limit: end, engine) }
        return Self.answer(range.slice(all))
    }

    /// The user whose read items are to be left out.
    private static func reader(_ parameters: QueryParameters) throws(APIError) -> String? {
        guard let user = parameters.first("user-id"), !user.isEmpty else { return nil }
        return try GorseInput.checked(id: user, "user-id")
    }

    // MARK: Neighbours

    private func itemNeighbors(_ request: Request, _ context: Context) async throws -> Response {
        let engine = try reading(context)
        let item = try Self.id("item", context)
        let parameters = try QueryParameters(request)
        let range = try GorseRange(parameters)
        let wanted = GorseWanted(
            user: try Self.reader(parameters),
            categories: try Self.categories(parameters, context)
        )
        let end = range.end(limit: Self.recommendLimit)
        let all = try await blocking { try wanted.neighbors(of: item, limit: end, engine) }
        return Self.answer(range.slice(all))
    }

    private func userNeighbors(_ request: Request, _ context: Context) async throws -> Response {
        let engine = try reading(context)
        let user = try Self.id("user", context)
        let range = try GorseRange(try QueryParameters(request))
        let end = range.end(limit: Self.recommendLimit)
        let found = try await blocking { () -> [GorseScore] in
            let place = engine.gorse { _, catalog in GorseID.place(of: user, .user, in: catalog) }
            return engine.similar(toAccount: place.inner, limit: end).compactMap { one in
                GorseID.outer(.user, one.id).map { GorseScore(id: $0, score: one.score) }
            }
        }
        return Self.answer(range.slice(found))
    }

    // MARK: For a session

    /// Feedback of a session that is looked at, the newest: what a session is about now.
    private static let sessionLimit = 10
    /// Neighbours of each that are looked at.
    private static let sessionNeighbors = 100

    private func recommendSession(
        _ request: Request,
        _ context: Context
    ) async throws -> Response {
        let engine = try reading(context)
        let parameters = try QueryParameters(request)
        let range = try GorseRange(parameters)
        let categories = try Self.categories(parameters, context)
        var given: [(item: String, at: Timestamp, says: Bool)] = []
        for input in try await GorseInput.list(request) {
            let type = try input.text("FeedbackType", limit: GorseFeedback.typeBytes) ?? ""
            let kind = settings.feedback.kind(of: type, value: try input.number("Value") ?? 0)
            given.append(
                (
                    try input.id("ItemId"),
                    try input.time("Timestamp")?.moment ?? .epoch,
                    kind.map { ![.view, .profile, .hide, .report].contains($0) } ?? false
                )
            )
        }
        let session = Set(given.map(\.item))
        var liked: [String] = []
        for one in given.filter(\.says).sorted(by: { $0.at > $1.at })
        where liked.count < Self.sessionLimit && !liked.contains(one.item) {
            liked.append(one.item)
        }
        let wanted = GorseWanted(user: nil, categories: categories)
        let found = try await blocking { [liked] () -> [GorseScore] in
            var scores: [String: Double] = [:]
            for item in liked {
                for one in try wanted.neighbors(of: item, limit: Self.sessionNeighbors, engine)
                where !session.contains(one.id) {
                    scores[one.id, default: 0] += one.score
                }
            }
            return scores.map { GorseScore(id: $0.key, score: $0.value) }
                .sorted { $0.score != $1.score ? $0.score > $1.score : $0.id < $1.id }
        }
        return Self.answer(range.slice(found))
    }

    private static func answer(_ scores: some Sequence<GorseScore>) -> Response {
        var writer = JSONWriter()
        writer.beginArray()
        for score in scores {
            writer.beginObject()
            writer.member("Id", score.id)
            writer.key("Score")
            writer.double(score.score)
            writer.endObject()
        }
        writer.endArray()
        return .json(writer)
    }
}
