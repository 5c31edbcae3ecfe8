import HTTPTypes
import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents
import HeadwaterIngest
import HeadwaterLog
import Hummingbird
import NIOCore

/// `POST /v1/events`: NDJSON of any size, taken in as it comes.
///
/// Memory is bounded by one line and one batch, whatever the body's size or how far it swells: the
/// next bytes are read only once the batch before them is durable and visible.
struct EventsRoute: Sendable {
    let box: EngineBox
    /// Events that are judged and written together at most.
    static let batchLimit = 2048

    func handle(_ request: Request, context: Context) async throws -> Response {
        let caller = context.caller
        if caller.tokenViewer == nil { try caller.require(.ingest) }
        try Self.checkContentType(request)
        let coding = try Self.coding(of: request)
        var intake = EventsIntake(engine: try box.engine, caller: caller)
        var failure: APIError?
        do {
            try await Self.read(request, coding, into: &intake)
        } catch let error as APIError {
            failure = error
        } catch let error as DecompressionError {
            failure = .badRequest("the body won't decompress: \(error.description)")
        } catch {
            failure = .badRequest("the body broke off")
        }
        do throws(APIError) {
            try await intake.flush()
        } catch {
            failure = failure ?? error
        }
        failure?.log(to: context.logger)
        return intake.response(failure)
    }

    private static func coding(of request: Request) throws(APIError) -> ContentCoding {
        let name = request.headers[.contentEncoding] ?? "identity"
        if let coding = ContentCoding(contentEncoding: name) { return coding }
        throw APIError(
            status: .unsupportedMediaType,
            code: "unsupported_media_type",
            message: "Content-Encoding \(name): send gzip, zstd or none",
            param: nil
        )
    }

    private static func read(
        _ request: Request,
        _ coding: ContentCoding,
        into intake: inout EventsIntake
    ) async throws {
        var decoder = try BodyDecoder(coding)
        for try await buffer in request.body {
            decoder.feed(Array(buffer.readableBytesView))
            while let chunk = try decoder.next() { try await intake.feed(chunk) }
        }
        try decoder.finish()
        try await intake.finish()
    }

    /// NDJSON, JSON and plain text are taken; nothing said counts as NDJSON.
    private static func checkContentType(_ request: Request) throws(APIError) {
        guard let header = request.headers[.contentType] else { return }
        let type = header.prefix { $0 != ";" }.lowercased().trimmingSpaces()
        let known = [
            "application/x-ndjson", "application/ndjson", "application/jsonl",
            "application/x-jsonlines", "application/json", "text/plain",
        ]
        guard known.contains(type) else {
            throw APIError(
                status: .unsupportedMediaType,
                code: "unsupported_media_type",
                message:
                    "Content-Type \(type): send application/x-ndjson, application/json or text/plain",
                param: nil
            )
        }
    }
}

/// What one body has brought so far.
struct EventsIntake {
    private struct Rejection {
        var line: Int
        var error: String
    }

    /// Rejections that are reported; the rest is only counted.
    private static let reportLimit = 1000

    private let engine: Engine
    private let rules: CallerRules
    private var lines = LineReader()
    private var decoder = EventDecoder()
    private var batch: [Event] = []
    private var numbers: [Int] = []
    private var accepted = 0
    private var duplicates = 0
    private var rejectedCount = 0
    /// The first that their form rules out, and the first that what is known rules out: each in the
    /// order of their lines, but the second come a batch later.
    private var malformed: [Rejection] = []
    private var refused: [Rejection] = []

    init(engine: Engine, caller: Caller) {
        self.engine = engine
        rules = CallerRules(caller)
    }

    mutating func feed(_ chunk: [UInt8]) async throws(APIError) {
        var decoded = Decoded()
        lines.feed(chunk.span) { line, bytes in
            decoded.take(line, bytes, &decoder, rules)
        }
        try await take(decoded)
    }

    /// The body has come whole: its last line counts too.
    mutating func finish() async throws(APIError) {
        var decoded = Decoded()
        lines.finish { line, bytes in decoded.take(line, bytes, &decoder, rules) }
        try await take(decoded)
    }

    /// Writes what is still held.
    mutating func flush() async throws(APIError) {
        guard !batch.isEmpty else { return }
        let (events, numbers) = (batch, numbers)
        batch.removeAll(keepingCapacity: true)
        self.numbers.removeAll(keepingCapacity: true)
        do throws(EngineError) {
            let result = try await engine.ingest(events)
            accepted += result.accepted
            duplicates += result.duplicates
            for rejection in result.rejected {
                rejectedCount += 1
                guard refused.count < Self.reportLimit else { continue }
                refused.append(
                    Rejection(line: numbers[rejection.index], error: rejection.reason)
                )
            }
        } catch {
            throw APIError(error)
        }
    }

    private mutating func take(_ decoded: Decoded) async throws(APIError) {
        rejectedCount += decoded.rejected.count
        engine.countMalformed(decoded.rejected.count)
        malformed += decoded.rejected.prefix(Self.reportLimit - malformed.count)
        batch.append(contentsOf: decoded.events)
        numbers.append(contentsOf: decoded.numbers)
        if batch.count >= EventsRoute.batchLimit { try await flush() }
    }

    private struct Decoded {
        var events: [Event] = []
        var numbers: [Int] = []
        var rejected: [Rejection] = []

        mutating func take(
            _ line: LineReader.Line,
            _ bytes: Span<UInt8>,
            _ decoder: inout EventDecoder,
            _ rules: CallerRules
        ) {
            guard !line.isTooLong else {
                let limit = EventLimits.lineBytes
                rejected.append(
                    Rejection(line: line.number, error: "the line is longer than \(limit) bytes")
                )
                return
            }
            do throws(EventError) {
                let event = try decoder.decode(bytes)
                if let objection = rules.objection(to: event) {
                    rejected.append(Rejection(line: line.number, error: objection))
                } else {
                    events.append(event)
                    numbers.append(line.number)
                }
            } catch {
                rejected.append(Rejection(line: line.number, error: "\(error)"))
            }
        }
    }

    /// The answer: the counts, beside an error where there was one.
    func response(_ failure: APIError?) -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        failure?.write(into: &writer)
        writer.key("accepted")
        writer.integer(accepted)
        writer.key("duplicates")
        writer.integer(duplicates)
        writer.key("rejected_count")
        writer.integer(rejectedCount)
        writer.key("rejected")
        writer.beginArray()
        let rejected = (malformed + refused).sorted { $0.line < $1.line }
        for rejection in rejected.prefix(Self.reportLimit) {
            writer.beginObject()
            writer.key("line")
            writer.integer(rejection.line)
            writer.key("error")
            writer.string(rejection.error)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return .json(writer, status: failure?.status ?? .ok, headers: failure?.headers ?? [:])
    }
}

/// Which events a caller may send.
struct CallerRules: Sendable {
    private let caller: Caller

    init(_ caller: Caller) { self.caller = caller }

    /// Why this caller may not send an event; nil where they may.
    func objection(to event: Event) -> String? {
        if let viewer = caller.tokenViewer { return objection(to: event, of: viewer) }
        guard !caller.scopes.contains(.moderate) else { return nil }
        switch event {
        case .label: return "labels need a key with the scope moderate"
        case .account(let account) where [.suspended, .takendown].contains(account.status):
            return
                "the status \(account.status?.rawValue ?? "") needs a key with the scope moderate"
        default: return nil
        }
    }

    /// A viewer token reports what its own viewer does, and nothing else.
    private func objection(to event: Event, of viewer: String) -> String? {
        let actor: String
        switch event {
        case .impression(let event): actor = event.actor
        case .engagement(let event): actor = event.actor
        case .edge(let event) where event.kind != .member: actor = event.actor
        default:
            return
                "a viewer token may send impressions, engagements, follows, blocks and mutes only"
        }
        return actor.hasSameBytes(as: viewer)
            ? nil : "a viewer token speaks for its own viewer alone"
    }
}
