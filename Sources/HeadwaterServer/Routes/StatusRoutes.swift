import HTTPTypes
import HeadwaterEngine
import HeadwaterEvents
import HeadwaterIngest
import HeadwaterMeaning
import Hummingbird
import NIOCore

/// `/healthz`, `/readyz`, `/metrics` and `/v1/status`.
struct StatusRoutes: Sendable {
    let box: EngineBox
    let metrics: RequestMetrics
    let sources: SourceBoard
    let version: String
    let isDemo: Bool

    func health(_: Request, context _: Context) async throws -> Response { .plain("ok\n") }

    func ready(_: Request, context _: Context) async throws -> Response {
        _ = try box.engine
        return .plain("ready\n")
    }

    func status(_: Request, context: Context) async throws -> Response {
        try context.caller.require(.read)
        let status = try box.engine.status
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("version", version)
        writer.member("uptime_ms", status.meter.uptimeMs)
        writer.member("position", status.position.rawValue)
        writer.key("events")
        writer.beginObject()
        writer.member("total", status.position.rawValue)
        writer.member("accepted", status.meter.accepted)
        writer.member("duplicates", status.meter.duplicates)
        writer.member("rejected", status.meter.rejected)
        writer.key("per_second")
        writer.double(status.meter.perSecond)
        writer.endObject()
        writer.member("posts", status.posts)
        writer.member("accounts", status.accounts)
        writer.member("viewers", status.viewers)
        writer.member("memory_bytes", status.memoryBytes)
        writer.key("vectors")
        writer.beginObject()
        writer.member("space", status.vectors.space?.name)
        writer.member("embedded", status.vectors.embedded)
        writer.member("stood_in", status.vectors.stoodIn)
        writer.member("waiting", status.vectors.waiting)
        writer.member("own", status.vectors.own)
        writer.member("memory_bytes", status.vectors.bytes)
        writer.key("per_second")
        writer.double(status.embedding.perSecond)
        writer.member("message", status.embedding.failure)
        writer.endObject()
        writer.member("lag_ms", status.meter.lagMs)
        writer.key("demo")
        writer.bool(isDemo)
        writer.key("sources")
        writer.beginArray()
        for source in sources.all {
            writer.beginObject()
            writer.member("name", source.name)
            writer.member("kind", source.kind)
            writer.member("state", source.state)
            writer.member("events", source.events)
            writer.member("lag_ms", source.lagMs)
            writer.member("message", source.message)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return .json(writer)
    }

    func prometheus(_: Request, context: Context) async throws -> Response {
        try context.caller.require(.read)
        var text = PrometheusText()
        if let engine = box.engineIfReady {
            let status = engine.status
            text.begin(
                "headwater_events_total",
                "counter",
                "Events judged, by what became of them."
            )
            for (result, count) in [
                ("accepted", status.meter.accepted), ("duplicate", status.meter.duplicates),
                ("rejected", status.meter.rejected),
            ] {
                text.sample("headwater_events_total", ["result": result], Double(count))
            }
            text.single(
                "headwater_records_applied_total",
                "counter",
                "Records that became visible.",
                Double(status.meter.applied)
            )
            text.single(
                "headwater_log_position",
                "gauge",
                "The position up to which all is visible.",
                Double(status.position.rawValue)
            )
            text.single(
                "headwater_visibility_lag_seconds",
                "gauge",
                "Seconds between acceptance and visibility of the latest batch.",
                Double(status.meter.lagMs) / 1000
            )
            text.single(
                "headwater_posts",
                "gauge",
                "Posts that are not deleted.",
                Double(status.posts)
            )
            text.single("headwater_accounts", "gauge", "Accounts named.", Double(status.accounts))
            Self.writeVectors(of: status, into: &text)
            text.single(
                "headwater_memory_bytes",
                "gauge",
                "Resident memory.",
                Double(status.memoryBytes)
            )
        }
        text.single(
            "headwater_ready",
            "gauge",
            "1 once replay has caught up.",
            box.engineIfReady == nil ? 0 : 1
        )
        metrics.write(into: &text)
        return Response(
            status: .ok,
            headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text.text))
        )
    }

    private static func writeVectors(of status: EngineStatus, into text: inout PrometheusText) {
        text.single(
            "headwater_posts_embedded",
            "gauge",
            "Posts that have a vector.",
            Double(status.vectors.embedded)
        )
        text.single(
            "headwater_posts_stood_in",
            "gauge",
            "Posts whose vector is the static table's.",
            Double(status.vectors.stoodIn)
        )
        text.single(
            "headwater_posts_waiting",
            "gauge",
            "Posts that wait for a vector.",
            Double(status.vectors.waiting)
        )
        text.single(
            "headwater_topics",
            "gauge",
            "Topics that posts are told apart by.",
            Double(status.vectors.topics)
        )
        text.single(
            "headwater_embedded_total",
            "counter",
            "Posts that got a vector since the start.",
            Double(status.embedding.embedded)
        )
    }
}

extension Response {
    static func plain(_ text: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}
