import HTTPTypes
import HeadwaterEvents
import Testing

@testable import HeadwaterServer

@Suite("Health, readiness, status and metrics")
struct StatusTests {
    @Test("Before the engine has caught up only liveness and the console answer")
    func notReady() async throws {
        try await TestServer.with(isReady: false) { server in
            #expect(try await server.get("/healthz").status == 200)
            #expect(try await server.get("/").status == 200)
            #expect(try await server.get("/openapi.json").status == 200)
            server.box.report(progress: 0.42)
            for path in [
                "/readyz", "/v1/feed?viewer=ada", "/v1/feed/r1/receipt", "/v1/posts?id=p",
                "/v1/accounts?id=a", "/v1/status",
            ] {
                let answer = try await server.get(path)
                #expect(answer.status == 503, "\(path)")
                #expect(try answer.code == "not_ready")
                #expect(try answer.message.contains("42"))
                #expect(answer.headers[.retryAfter] != nil)
            }
            #expect(try await server.post("/v1/search", #"{"query":"a"}"#).status == 503)
            #expect(try await server.events([Say.post("p", by: "a")]).status == 503)
            let metrics = try Metrics(try await server.get("/metrics").text)
            #expect(metrics.value("headwater_ready") == 0)
            server.box.put(server.engine)
            #expect(try await server.get("/readyz").status == 200)
            server.box.stop()
            #expect(try await server.get("/readyz").status == 503)
            #expect(try await server.get("/healthz").status == 200)
        }
    }

    @Test("Status counts what came in, and names the sources")
    func status() async throws {
        try await TestServer.with(Tokens.demo) { server in
            server.sources.add {
                SourceStatus(
                    name: "town",
                    kind: "demo",
                    state: "live",
                    events: 3,
                    lagMs: 12,
                    message: "day 1"
                )
            }
            server.sources.add {
                SourceStatus(name: "sky", kind: "jetstream", state: "waiting", events: 0)
            }
            try await server.events([
                Say.post("p1", by: "ada"), Say.post("p1", by: "ada"), Say.account("ada"), "{}",
            ])
            let status = try await server.get("/v1/status").json
            #expect(status["position"] == 2)
            #expect(status["events"]?["accepted"] == 2)
            #expect(status["events"]?["duplicates"] == 1)
            #expect(status["events"]?["rejected"] == 1)
            #expect(status["posts"] == 1)
            #expect(status["accounts"] == 1)
            #expect(status["demo"] == true)
            #expect((status["memory_bytes"]?.integer ?? 0) > 1 << 20)
            #expect(
                status["sources"] == [
                    [
                        "name": "town", "kind": "demo", "state": "live", "events": 3, "lag_ms": 12,
                        "message": "day 1",
                    ], ["name": "sky", "kind": "jetstream", "state": "waiting", "events": 0],
                ]
            )
        }
    }

    @Test("Metrics are Prometheus text, and count")
    func metrics() async throws {
        try await TestServer.with { server in
            try await server.events([Say.post("p1", by: "ada"), "{}", "{}"])
            _ = try await server.get("/v1/posts?id=p1")
            _ = try await server.get("/v1/posts")
            _ = try await server.get("/nowhere/at/all?id=secret")
            let answer = try await server.get("/metrics")
            #expect(answer.headers[.contentType]?.hasPrefix("text/plain; version=0.0.4") == true)
            #expect(!answer.text.contains("secret"))
            #expect(!answer.text.contains("nowhere"))
            let metrics = try Metrics(answer.text)
            #expect(metrics.value("headwater_ready") == 1)
            #expect(metrics.value("headwater_posts") == 1)
            #expect(metrics.value("headwater_events_total", ["result": "accepted"]) == 1)
            #expect(metrics.value("headwater_events_total", ["result": "rejected"]) == 2)
            for (status, count) in [("200", 1.0), ("400", 1.0)] {
                #expect(
                    metrics.value(
                        "headwater_http_requests_total",
                        ["route": "/v1/posts", "status": status]
                    )
                        == count
                )
            }
            #expect(
                metrics.value(
                    "headwater_http_request_duration_seconds_count",
                    ["route": "/v1/posts"]
                ) == 2
            )
        }
    }

    @Test("The checker of metrics finds what is wrong")
    func checker() {
        let head = "# HELP a_total A.\n# TYPE a_total counter\n"
        #expect(throws: Never.self) { try Metrics(head + "a_total{x=\"1\"} 3\n") }
        for wrong in [
            "a_total 1\n", head + "a_total 1", head + "a_total one\n", head + "b_total 1\n",
            head + "a_total{x=1} 3\n", head + "a_total 1\na_total 2\n", head + head,
            "# HELP h H.\n# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n",
            "# HELP h H.\n# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 2\n",
        ] {
            #expect(throws: Metrics.Wrong.self) { try Metrics(wrong) }
        }
    }
}
