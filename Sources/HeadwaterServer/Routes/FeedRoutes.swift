import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents
import HeadwaterFeed
import Hummingbird

/// `GET /v1/feed` and its receipts.
struct FeedRoutes: Sendable {
    let box: EngineBox

    func feed(_ request: Request, context: Context) async throws -> Response {
        try context.caller.requireReading()
        let parameters = try QueryParameters(request)
        guard let viewer = try context.caller.viewer(asked: parameters.get("viewer")) else {
            throw APIError.badRequest("a feed needs a viewer", "viewer")
        }
        guard (1...512).contains(viewer.utf8.count) else {
            throw APIError.badRequest("an id has 1 to 512 bytes", "viewer")
        }
        let surface = parameters.get("surface")
        // One feed stands behind every surface; the name goes into the log with the page.
        guard (surface?.utf8.count ?? 0) <= 512 else {
            throw APIError.badRequest("a surface's name has at most 512 bytes", "surface")
        }
        let answer = try await box.engine.feed(
            FeedRequest(
                viewer: viewer,
                limit: try parameters.limit(),
                cursor: parameters.get("cursor"),
                surface: surface
            )
        )
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("request", answer.request)
        writer.key("items")
        writer.beginArray()
        for item in answer.items {
            writer.beginObject()
            writer.members(of: item.view)
            writer.key("score")
            writer.double(item.score)
            writer.key("reasons")
            writer.beginArray()
            for reason in item.reasons { writer.string(reason) }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
        writer.member("cursor", answer.cursor)
        writer.endObject()
        return .json(writer)
    }

    func receipt(_ request: Request, context: Context) async throws -> Response {
        try context.caller.requireReading()
        guard let id = context.parameters.get("request") else {
            throw APIError.notFound("there is no such page")
        }
        let engine = try box.engine
        let post = try QueryParameters(request).get("post")
        let page = try await blocking { try engine.receipt(of: id) }
        // To whoever speaks for another viewer, this page doesn't exist.
        guard context.caller.tokenViewer.map({ $0.hasSameBytes(as: page.viewer) }) ?? true else {
            throw APIError.notFound("there is no such page")
        }
        var writer = JSONWriter()
        writer.beginObject()
        if let post {
            var explanation = engine.explanation(of: post, on: page)
            // A phone must not learn from the reason that there is what it may not see.
            if let viewer = context.caller.tokenViewer, !explanation.shown,
                try await blocking({ try engine.posts([post], viewer: viewer) }).isEmpty
            {
                explanation.reasons = ["There is no such post"]
            }
            writer.member("post", post)
            writer.key("shown")
            writer.bool(explanation.shown)
            writer.key("reasons")
            writer.beginArray()
            for reason in explanation.reasons { writer.string(reason) }
            writer.endArray()
        } else {
            writer.members(of: page)
        }
        writer.endObject()
        return .json(writer)
    }
}

extension JSONWriter {
    fileprivate mutating func members(of page: Served) {
        member("request", page.request)
        member("viewer", page.viewer)
        member("at", page.at)
        key("items")
        beginArray()
        for (position, slot) in page.slots.enumerated() {
            beginObject()
            member("post", slot.post)
            member("position", position)
            member("source", slot.source)
            key("score")
            double(slot.score)
            key("propensity")
            double(slot.propensity)
            key("heads")
            beginObject()
            endObject()
            key("reasons")
            beginArray()
            for reason in slot.reasons { string(reason) }
            endArray()
            endObject()
        }
        endArray()
    }
}
