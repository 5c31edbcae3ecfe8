import HeadwaterEngine
import HeadwaterEvents
import HeadwaterIndex
import Hummingbird

/// `POST /v1/search`.
struct SearchRoute: Sendable {
    let box: EngineBox

    func handle(_ request: Request, context: Context) async throws -> Response {
        try context.caller.requireReading()
        let body = try await RequestBody(request)
        let search = try Self.request(body, context.caller)
        let engine = try box.engine
        let answer = try await blocking { try engine.search(search) }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("hits")
        writer.beginArray()
        for hit in answer.hits {
            writer.beginObject()
            writer.members(of: hit.view)
            writer.key("score")
            writer.double(hit.score)
            writer.key("highlights")
            writer.beginArray()
            for highlight in hit.highlights {
                writer.beginObject()
                writer.member("field", highlight.field)
                writer.member("start", highlight.start)
                writer.member("end", highlight.end)
                writer.endObject()
            }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
        writer.member("cursor", answer.cursor)
        writer.key("took_ms")
        writer.double(answer.tookMs)
        writer.endObject()
        return .json(writer)
    }

    private static func request(
        _ body: RequestBody,
        _ caller: Caller
    ) throws(APIError) -> SearchRequest {
        var search = SearchRequest(query: try body.text("query") ?? "")
        search.viewer = try caller.viewer(asked: try body.text("viewer"))
        search.limit = try body.limit()
        search.cursor = try body.text("cursor")
        search.since = try body.moment("since")
        search.until = try body.moment("until")
        search.authors = try body.texts("authors")
        search.langs = try body.texts("langs")
        search.tags = try body.texts("tags")
        if let text = try body.text("match") {
            guard let match = SearchRequest.Match(rawValue: text) else {
                throw .badRequest("match is any or all", "match")
            }
            search.match = match
        }
        if let text = try body.text("sort") {
            guard let sort = SearchRequest.Sort(rawValue: text) else {
                throw .badRequest("sort is relevance, latest or top", "sort")
            }
            search.sort = sort
        }
        if let seconds = try body.number("half_life") {
            guard seconds > 0 else {
                throw .badRequest("half_life is a number of seconds above 0", "half_life")
            }
            search.halfLifeSeconds = seconds
        }
        return search
    }
}
