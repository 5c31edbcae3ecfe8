import HeadwaterEngine
import HeadwaterEvents
import Hummingbird

/// `GET /v1/posts` and `GET /v1/accounts`: what is known of some ids; `GET /v1/posts/similar`: more
/// like one.
struct PostsRoutes: Sendable {
    let box: EngineBox
    /// Ids in one request.
    static let idLimit = 100

    func posts(_ request: Request, context: Context) async throws -> Response {
        let (ids, viewer) = try Self.parameters(of: request, context)
        let engine = try box.engine
        let posts = try await blocking { try engine.posts(ids, viewer: viewer) }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("posts")
        writer.beginArray()
        for post in posts {
            writer.beginObject()
            writer.members(of: post)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return .json(writer)
    }

    func similar(_ request: Request, context: Context) async throws -> Response {
        try context.caller.requireReading()
        let parameters = try QueryParameters(request)
        guard let id = try parameters.get("id") else {
            throw APIError.badRequest("name the post that the others shall be like", "id")
        }
        let limit = try parameters.limit()
        let viewer = try context.caller.viewer(asked: parameters.get("viewer"))
        let engine = try box.engine
        let likes = try await blocking {
            try engine.similar(to: id, viewer: viewer, limit: limit)
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("posts")
        writer.beginArray()
        for like in likes {
            writer.beginObject()
            writer.members(of: like.view)
            writer.key("score")
            writer.double(like.score)
            writer.key("reasons")
            writer.beginArray()
            for reason in like.reasons { writer.string(reason) }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return .json(writer)
    }

    func accounts(_ request: Request, context: Context) async throws -> Response {
        let (ids, viewer) = try Self.parameters(of: request, context)
        let accounts = try box.engine.accounts(ids, viewer: viewer)
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("accounts")
        writer.beginArray()
        for account in accounts { writer.object(of: account) }
        writer.endArray()
        writer.endObject()
        return .json(writer)
    }

    private static func parameters(
        of request: Request,
        _ context: Context
    ) throws(APIError) -> (ids: [String], viewer: String?) {
        try context.caller.requireReading()
        let parameters = try QueryParameters(request)
        let ids = parameters.getAll("id")
        guard !ids.isEmpty else { throw .badRequest("name at least one id", "id") }
        guard ids.count <= idLimit else {
            throw .badRequest("\(ids.count) ids; at most \(idLimit) at once", "id")
        }
        return (ids, try context.caller.viewer(asked: parameters.get("viewer")))
    }
}

extension Caller {
    /// Refuses a key without the scope `read`; a viewer token may read.
    func requireReading() throws(APIError) {
        if tokenViewer == nil { try require(.read) }
    }
}
