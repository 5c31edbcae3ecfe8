import HTTPTypes
import HeadwaterAnswers
import HeadwaterEngine
import HeadwaterEvents
import Hummingbird
import NIOCore

/// `POST /v1/ask`: an answer as one object, or streamed as server-sent events.
struct AskRoute: Sendable {
    let box: EngineBox

    func handle(_ request: Request, context: Context) async throws -> Response {
        try context.caller.requireReading()
        let body = try await RequestBody(request)
        guard let question = try body.text("question") else {
            throw APIError.badRequest("ask a question", "question")
        }
        let ask = AskRequest(
            question: question,
            viewer: try context.caller.viewer(asked: try body.text("viewer")),
            since: try body.moment("since"),
            until: try body.moment("until"),
            authors: try body.texts("authors"),
            asOf: try body.moment("as_of")
        )
        let streams = try body.flag("stream") ?? false
        let engine = try box.engine
        let answer = try await blocking { try engine.ask(ask) }
        guard streams else {
            var writer = JSONWriter()
            writer.object(of: answer)
            return .json(writer)
        }
        return Self.stream(answer)
    }

    /// The sources first, then claim by claim, the whole answer last.
    private static func stream(_ answer: Answer) -> Response {
        var events: [ByteBuffer] = []
        func add(_ event: String, _ write: (inout JSONWriter) -> Void) {
            var json = JSONWriter()
            write(&json)
            // JSON has no line breaks of its own, whatever a post says.
            var buffer = ByteBuffer(string: "event: \(event)\ndata: ")
            buffer.writeBytes(json.bytes)
            buffer.writeString("\n\n")
            events.append(buffer)
        }
        add("sources") { json in
            json.beginObject()
            json.citations(of: answer)
            json.endObject()
        }
        for claim in answer.claims { add("claim") { $0.object(of: claim) } }
        add("answer") { json in
            json.beginObject()
            json.member("answer", answer.text)
            json.member("state", answer.state.rawValue)
            json.endObject()
        }
        add("done") { $0.object(of: answer) }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store",
            ],
            body: ResponseBody { [events] writer in
                for event in events { try await writer.write(event) }
                try await writer.finish(nil)
            }
        )
    }
}

extension JSONWriter {
    fileprivate mutating func object(of answer: Answer) {
        beginObject()
        member("answer", answer.text)
        member("state", answer.state.rawValue)
        key("claims")
        beginArray()
        for claim in answer.claims { object(of: claim) }
        endArray()
        citations(of: answer)
        member("as_of", answer.asOf)
        key("timings")
        beginObject()
        for (name, ms) in answer.timings.stages {
            key(name)
            double(ms)
        }
        endObject()
        endObject()
    }

    fileprivate mutating func object(of claim: Claim) {
        beginObject()
        member("text", claim.text)
        key("citations")
        beginArray()
        for number in claim.citations { integer(number) }
        endArray()
        key("support")
        double(claim.support)
        endObject()
    }

    fileprivate mutating func citations(of answer: Answer) {
        key("citations")
        beginArray()
        for citation in answer.citations {
            beginObject()
            member("n", citation.n)
            member("post", citation.post)
            member("revision", citation.revision)
            member("author", citation.author)
            member("handle", citation.handle)
            member("name", citation.name)
            member("at", citation.at)
            member("received", citation.received)
            member("field", citation.field)
            member("quote", citation.quote)
            member("start", citation.start)
            member("end", citation.end)
            member("start_ms", citation.startMs)
            endObject()
        }
        endArray()
    }
}
