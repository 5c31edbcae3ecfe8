import NIOHTTP1
import Testing

@testable import HeadwaterServer

@Suite("What the media proxy asks for, and what it takes")
struct MediaAddressTests {
    private let reach = MediaReach()

    @Test("Public https is fetched, and every part of its address is kept")
    func fine() {
        for (text, url) in [
            (
                "https://cdn.example/a/b%20c.png?x=1&y=%26",
                "https://cdn.example/a/b%20c.png?x=1&y=%26"
            ),
            ("HTTPS://CDN.Example", "https://cdn.example/"),
            ("https://cdn.example:443/a#top", "https://cdn.example/a"),
        ] {
            #expect(MediaAddress(text, reach)?.url == url)
        }
    }

    @Test(
        "All else is not",
        arguments: [
            "http://cdn.example/a", "ftp://cdn.example/a", "file:///etc/passwd", "data:image/png,a",
            "javascript:alert(1)", "/demo/media/a.svg", "a.png", "", "//cdn.example/a",
            "https://127.0.0.1/a", "https://2130706433/a", "https://0x7f.1/a", "https://127.1/a",
            "https://[::1]/a", "https://[::ffff:127.0.0.1]/a", "https://localhost/a",
            "https://cdn.example:8443/a", "https://cdn.example:0/a", "https://me@cdn.example/a",
            "https://me:x@cdn.example/a", "https://127.0.0.1%2f.example/a",
            "https://cdn.example@127.0.0.1/a", "https://cdn.example\\@127.0.0.1/",
            "https://127.0.0.1#.example/", "https://127.0.0.1?.example/",
            "https://cdn_x.example/", "https://cdn..example/", "http://127.0.0.1:8080/v1/knobs",
            "https://cdn.example/" + String(repeating: "a", count: 5000),
        ]
    )
    func refused(_ text: String) {
        #expect(MediaAddress(text, reach) == nil)
    }

    @Test("A redirect is held to the same")
    func redirects() throws {
        let here = try #require(MediaAddress("https://cdn.example/a/b.png?x", reach))
        #expect(here.redirected(to: "c.png", reach)?.url == "https://cdn.example/a/c.png")
        #expect(here.redirected(to: "/c", reach)?.url == "https://cdn.example/c")
        #expect(here.redirected(to: "//b.example/c", reach)?.url == "https://b.example/c")
        #expect(here.redirected(to: "https://b.example/c", reach)?.url == "https://b.example/c")
        for location in [
            "http://cdn.example/c", "//127.0.0.1/", "https://10.0.0.1/", "file:///etc/passwd",
            "http://127.0.0.1/", "https://[fe80::1]/", "https://b.example:22/",
        ] {
            #expect(here.redirected(to: location, reach) == nil, "\(location)")
        }
    }

    @Test("Types are those of pictures, videos and sounds that can hold no script")
    func types() {
        for (header, type) in [
            ("image/png", "image/png"), ("IMAGE/JPEG", "image/jpeg"), ("video/mp4", "video/mp4"),
            ("audio/webm; codecs=\"opus\"", "audio/webm"), (" image/webp ;q=1", "image/webp"),
            ("image/vnd.microsoft.icon", "image/vnd.microsoft.icon"),
        ] {
            #expect(MediaHead.type(header) == type)
        }
        for header in [
            "", "image", "image/", "/png", "image/svg+xml", "image/SVG+XML", "image/svg",
            "text/html", "application/octet-stream", "application/vnd.apple.mpegurl", "image/png/x",
            "image/a b", "image/a\"b", "image/png,text/html", "video/x+xml", "images/png",
            "image/é", "image/" + String(repeating: "a", count: 65),
        ] {
            #expect(MediaHead.type(header) == nil, "\(header)")
        }
    }

    @Test("A head that contradicts itself or says too much is refused")
    func heads() throws {
        func head(_ status: Int, _ range: String?, _ length: String?) throws -> MediaHead {
            var headers: HTTPHeaders = ["content-type": "video/webm"]
            if let range { headers.add(name: "content-range", value: range) }
            if let length { headers.add(name: "content-length", value: length) }
            return try MediaHead(status: status, headers, inRange: true, limit: 1000)
        }
        let part = try head(206, "bytes 10-19/1000", "10")
        #expect(part.range == 10...19 && part.length == 10 && part.total == 1000)
        #expect(part.contentRange == "bytes 10-19/1000")
        #expect(try head(206, "bytes 0-0/*", nil).contentRange == "bytes 0-0/*")
        #expect(try head(200, nil, "1000").length == 1000)
        #expect(try head(200, nil, nil).length == nil)
        let cases: [(Int, String?, String?, String)] = [
            (206, nil, "10", "media_unreachable"),
            (206, "bytes 10-19/1000", "11", "media_unreachable"),
            (206, "bytes 19-10/1000", nil, "media_unreachable"),
            (206, "bytes 10-19/19", nil, "media_unreachable"),
            (206, "lines 1-2/3", nil, "media_unreachable"),
            (206, "bytes 0-99999999999999999999/*", nil, "media_unreachable"),
            (206, "bytes 0-9/1001", nil, "media_too_large"),
            (206, "bytes 995-1000/*", nil, "media_too_large"),
            (200, nil, "1001", "media_too_large"), (404, nil, nil, "media_unreachable"),
            (304, nil, nil, "media_unreachable"), (100, nil, nil, "media_unreachable"),
            (416, nil, nil, "range_not_satisfiable"),
        ]
        for (status, range, length, code) in cases {
            let error = #expect(throws: APIError.self) { _ = try head(status, range, length) }
            #expect(error?.code == code, "\(status) \(range ?? "") \(length ?? "")")
        }
    }
}
