import HTTPTypes
import Testing

@testable import HeadwaterServer

@Suite("The hosts that pages may load media from")
struct MediaHostsTests {
    private static let defaults = ["img-src 'self' data:", "media-src 'self'"]

    private static func parts(_ answer: Answer) -> [String] {
        (answer.headers[.contentSecurityPolicy] ?? "").split(separator: "; ").map(String.init)
    }

    @Test("None but this server, unless they are named")
    func none() async throws {
        try await TestServer.with { server in
            let page = try await server.get("/")
            for part in Self.defaults { #expect(Self.parts(page).contains(part)) }
            #expect(!(page.headers[.contentSecurityPolicy] ?? "").contains("https:"))
            #expect(page.text.contains(#"<meta name="media-hosts" content="">"#))
            #expect(page.text.contains(#"<meta name="media-proxy" content="off">"#))
        }
    }

    @Test("Those that are named are in the policy and in the page, and change the page's tag")
    func named() async throws {
        let before = Locked("")
        try await TestServer.with { server in
            let tag = try await server.get("/").headers[.eTag]
            before.change { $0 = tag ?? "" }
        }
        let change: (inout ServerSettings) -> Void = { settings in
            settings.mediaHosts = ["Cdn.Example", "*.pics.example"]
            settings.hasMediaProxy = true
        }
        try await TestServer.with(change) { server in
            let page = try await server.get("/")
            let hosts = "https://cdn.example https://*.pics.example"
            #expect(Self.parts(page).contains("img-src 'self' \(hosts) data:"))
            #expect(Self.parts(page).contains("media-src 'self' \(hosts)"))
            #expect(Self.parts(page).contains("connect-src 'self'"))
            let names = #"<meta name="media-hosts" content="cdn.example *.pics.example">"#
            #expect(page.text.contains(names))
            #expect(page.text.contains(#"<meta name="media-proxy" content="on">"#))
            let tag = try #require(page.headers[.eTag])
            #expect(tag != before.value)
            #expect(try await server.get("/", [.ifNoneMatch: tag]).status == 304)
            #expect(page.headers[.cacheControl] == "no-cache")
        }
    }

    @Test(
        "What is no host is refused, with what to write",
        arguments: [
            "https://cdn.example", "cdn.example:8443", "cdn.example/x", "*", "*.", "a.*.example",
            "*cdn.example", "127.0.0.1", "10.1", "[::1]", "", " ", "a..example", "-a.example",
            "a-.example", "a_b.example", "bücher.example", "cdn.example; script-src *",
            "x\"><script>", String(repeating: "a", count: 64) + ".example",
            String(repeating: "a.", count: 130) + "example",
        ]
    )
    func refused(_ name: String) {
        let settings = ServerSettings(mediaHosts: ["fine.example", name])
        let error = #expect(throws: SettingError.self) { try settings.check() }
        #expect(error?.description.contains("--media-hosts") == true)
    }
}
