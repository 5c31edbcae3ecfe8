import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents
import HeadwaterFeed
import HeadwaterLearn
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
        var asked = FeedRequest(
            viewer: viewer,
            limit: try parameters.limit(),
            cursor: try parameters.get("cursor"),
            surface: try parameters.get("surface")
        )
        switch try parameters.get("explain") {
        case nil, "false": break
        // It makes a page's record large, which is not for every phone to ask for.
        case "true": asked.logsConsidered = context.caller.tokenViewer == nil
        default: throw APIError.badRequest("explain is true or false", "explain")
        }
        let answer = try await box.engine.feed(asked)
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
            // A replay takes seconds, which is not for every phone to ask for.
            let replays = context.caller.tokenViewer == nil
            var explanation = try await blocking {
                try engine.explanation(of: post, on: page, replays: replays)
            }
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
            writer.member("evidence", explanation.evidence.rawValue)
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
        member("surface", page.surface)
        member("models", page.models)
        member("arms", page.arms)
        member("log_position", page.standing.map { $0.rawValue })
        member("seed", page.seed)
        key("weights")
        object(named: Head.allCases.map(\.name), page.weights)
        if let prior = page.prior {
            key("prior")
            double(Double(prior))
        }
        if let greedy = page.greedy, let expected = page.expected {
            key("exploration")
            beginObject()
            key("greedy")
            double(greedy)
            key("expected")
            double(expected)
            endObject()
        }
        member("considered", page.considered?.posts.count)
        member("notes", page.notes + Self.notes(on: page))
        key("items")
        beginArray()
        for (position, slot) in page.slots.enumerated() {
            beginObject()
            members(of: slot, at: position, on: page)
            endObject()
        }
        endArray()
    }

    private mutating func members(of slot: Served.Slot, at position: Int, on page: Served) {
        member("post", slot.post)
        member("position", position)
        member("source", slot.source)
        member("sources", slot.sources)
        key("score")
        double(slot.score)
        key("propensity")
        double(slot.propensity)
        key("heads")
        object(named: Head.allCases.map(\.name), slot.heads)
        key("taste")
        object(named: ScorePart.allCases.map(\.name), slot.parts, leavesOutZeros: true)
        key("reasons")
        beginArray()
        for reason in slot.reasons + ReceiptWords.sentences(for: slot, of: page) { string(reason) }
        endArray()
    }

    /// What the page's age says of its receipt.
    private static func notes(on page: Served) -> [String] {
        page.isThinned
            ? [
                "The numbers behind this page were kept for some days, as the knob feed.log.days"
                    + " says, and have been dropped since"
            ] : []
    }

    /// Numbers by name; an empty object where there are none.
    private mutating func object(
        named names: [String],
        _ numbers: [Float],
        leavesOutZeros: Bool = false
    ) {
        beginObject()
        for (name, number) in zip(names, numbers) where !leavesOutZeros || number != 0 {
            key(name)
            // By way of its text: 0.2 stays 0.2.
            double(Double(number.description) ?? Double(number))
        }
        endObject()
    }
}
