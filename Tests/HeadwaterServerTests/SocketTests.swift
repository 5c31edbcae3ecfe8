import HeadwaterEvents
import HeadwaterLog
import Testing

@testable import HeadwaterServer

/// The time limits only end a test that would wait for ever.
@Suite("Over a real socket", .timeLimit(.minutes(5)))
struct SocketTests {
    @Test("Several requests go over one connection, one after the other and at once")
    func keepAlive() async throws {
        try await LiveServer.with { _, port in
            try await Wire.with(port: port) { wire in
                for index in 0..<5 {
                    try await wire.request(
                        "POST",
                        "/v1/events",
                        body: Say.post("p\(index)", by: "ada")
                    )
                    let answer = try await wire.answer()
                    #expect(answer.status == 200)
                    #expect(answer.body.contains(#""accepted":1"#))
                }
                // Two without waiting for the first's answer.
                try await wire.write(
                    "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n"
                )
                #expect(try await wire.answer().body == "ok\n")
                #expect(try await wire.answer().body == "ready\n")
            }
        }
    }

    @Test("After an error too the connection goes on, whatever was left of the body")
    func afterError() async throws {
        try await LiveServer.with { _, port in
            try await Wire.with(port: port) { wire in
                let body = String(repeating: "<xml/>\n", count: 50_000)
                try await wire.head(
                    "POST",
                    "/v1/events",
                    "Content-Type: text/xml",
                    "Content-Length: \(body.utf8.count)"
                )
                try await wire.write(body)
                #expect(try await wire.answer().status == 415)
                try await wire.request("GET", "/healthz")
                #expect(try await wire.answer().status == 200)
            }
        }
    }

    @Test("A body in chunks is taken")
    func chunked() async throws {
        try await LiveServer.with { _, port in
            try await Wire.with(port: port) { wire in
                try await wire.head("POST", "/v1/events", "Transfer-Encoding: chunked")
                let text = Say.post("p1", by: "ada") + "\n" + Say.post("p2", by: "ada")
                for part in [text.prefix(30), text.dropFirst(30)] {
                    try await wire.write(
                        "\(String(part.utf8.count, radix: 16))\r\n\(part)\r\n"
                    )
                }
                try await wire.write("0\r\n\r\n")
                #expect(try await wire.answer().body.contains(#""accepted":2"#))
            }
        }
    }

    @Test("A client gone half-way leaves whole lines that are durable, and can send again")
    func goneHalfway() async throws {
        try await LiveServer.with { server, port in
            let lines = (0..<5000).map { Say.post("p\($0)", by: "ada") }
            let half = lines[..<3000].joined(separator: "\n") + "\n" + lines[3000].prefix(40)
            try await Wire.with(port: port) { wire in
                let whole = lines.joined(separator: "\n")
                try await wire.head("POST", "/v1/events", "Content-Length: \(whole.utf8.count)")
                try await wire.write(half)
                // Gone: the connection closes here.
            }
            // It takes the server a moment to see that; what it must come to is all whole lines.
            while server.log.end.rawValue < 3000 { await Task.yield() }
            #expect(server.log.end.rawValue == 3000)
            let again = try await server.events(lines)
            #expect(try again.number("duplicates") == 3000)
            #expect(try again.number("accepted") == 2000)
        }
    }

    @Test("A client that expects 100-continue is told to go on before it sends its body")
    func expectContinue() async throws {
        try await LiveServer.with { _, port in
            try await Wire.with(port: port) { wire in
                for index in 0..<3 {
                    let body = Say.post("p\(index)", by: "ada")
                    try await wire.head(
                        "POST",
                        "/v1/events",
                        "Content-Length: \(body.utf8.count)",
                        "Expect: 100-continue"
                    )
                    #expect(try await wire.answer().status == 100)
                    try await wire.write(body)
                    let answer = try await wire.answer()
                    #expect(answer.status == 200)
                    #expect(answer.body.contains(#""accepted":1"#))
                }
            }
        }
    }

    @Test("Slow clients hold up nobody else")
    func slowClients() async throws {
        try await LiveServer.with { server, port in
            let body = Say.post("slow", by: "ada") + "\n"
            try await withThrowingTaskGroup(of: Void.self) { group in
                let (go, source) = AsyncStream.makeStream(of: Void.self)
                let waiting = Locked(0)
                // These have sent half their request, and wait until the others are done.
                for index in 0..<20 {
                    group.addTask {
                        try await Wire.with(port: port) { wire in
                            let line = body.replacing("slow", with: "slow\(index)")
                            try await wire.head(
                                "POST",
                                "/v1/events",
                                "Content-Length: \(line.utf8.count)"
                            )
                            try await wire.write(String(line.prefix(20)))
                            waiting.change { $0 += 1 }
                            for await _ in go {}
                            try await wire.write(String(line.dropFirst(20)))
                            #expect(try await wire.answer().body.contains(#""accepted":1"#))
                        }
                    }
                }
                while waiting.value < 20 { await Task.yield() }
                try await Wire.with(port: port) { wire in
                    for index in 0..<50 {
                        try await wire.request(
                            "POST",
                            "/v1/events",
                            body: Say.post("fast\(index)", by: "bo")
                        )
                        #expect(try await wire.answer().status == 200)
                    }
                }
                #expect(server.log.end.rawValue == 50)
                source.finish()
                try await group.waitForAll()
            }
            #expect(server.log.end.rawValue == 70)
        }
    }

    @Test("Many connections at once, each with its own events")
    func concurrent() async throws {
        try await LiveServer.with { server, port in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for connection in 0..<200 {
                    group.addTask {
                        try await Wire.with(port: port) { wire in
                            for round in 0..<3 {
                                let lines = (0..<5).map {
                                    Say.post("p\(connection)-\(round)-\($0)", by: "a\(connection)")
                                }
                                try await wire.request(
                                    "POST",
                                    "/v1/events",
                                    body: lines.joined(separator: "\n")
                                )
                                let answer = try await wire.answer()
                                #expect(answer.body.contains(#""accepted":5"#))
                                try await wire.request(
                                    "GET",
                                    "/v1/posts?id=p\(connection)-\(round)-4"
                                )
                                #expect(try await wire.answer().body.contains(#""post":"p"#))
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(server.log.end.rawValue == 3000)
        }
    }

    @Test("What is no HTTP gets 400, and the server lives on")
    func noHTTP() async throws {
        try await LiveServer.with { _, port in
            for text in [
                "\u{1}\u{2}\u{3}\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
                "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
                "GET /\(String(repeating: "a", count: 200_000)) HTTP/1.1\r\n\r\n",
            ] {
                let status = try await Wire.with(port: port) { wire in
                    try await wire.write(text)
                    do {
                        return try await wire.answer().status
                    } catch is Wire.Closed {
                        return 400
                    }
                }
                #expect((400..<500).contains(status), "\(text.prefix(40))")
            }
            try await Wire.with(port: port) { wire in
                try await wire.request("GET", "/healthz")
                #expect(try await wire.answer().status == 200)
            }
        }
    }

    @Test("A foreign Host is refused on the wire too")
    func foreignHost() async throws {
        try await LiveServer.with { _, port in
            try await Wire.with(port: port) { wire in
                try await wire.write("GET /v1/status HTTP/1.1\r\nHost: evil.example\r\n\r\n")
                #expect(try await wire.answer().status == 403)
            }
        }
    }
}
