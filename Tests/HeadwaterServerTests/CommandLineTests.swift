import HeadwaterEvents
import Testing

@testable import HeadwaterServer

@Suite(
    "The command line",
    .enabled(if: CommandLineTool.path != nil, "headwater was not built beside these tests")
)
struct CommandLineTests {
    @Test("What the API takes, the commands take too")
    func options() async throws {
        try await LiveServer.with { server, port in
            try await server.tell(
                Say.post("p1", by: "ada", "Two seals were seen at Linsey Bridge", at: Self.early),
                Say.post("p2", by: "bo", "Two seals were seen at Linsey Bridge", at: Self.late)
            )
            for (options, found) in [
                ([], ["p1", "p2"]), (["--since", Self.late], ["p2"]),
                (["--until", Self.late], ["p1"]), (["--author", "ada"], ["p1"]),
                (["--author", "ada", "--author", "bo"], ["p1", "p2"]), (["--lang", "de"], []),
                (["--tag", "none"], []), (["--sort", "latest", "--limit", "1"], ["p2"]),
                (["--match", "all", "--half-life", "60"], ["p1", "p2"]),
            ] {
                let arguments = ["search", "seals", "--json"] + options
                let answer = try await Self.json(arguments, port)
                #expect(Self.posts(answer, "hits").sorted() == found, "\(options)")
            }
            let first = try await Self.json(["search", "seals", "--limit", "1", "--json"], port)
            let cursor = try #require(first["cursor"]?.string)
            let next = try await Self.json(
                ["search", "seals", "--limit", "1", "--json", "--cursor", cursor],
                port
            )
            #expect(
                Set(Self.posts(first, "hits") + Self.posts(next, "hits")) == ["p1", "p2"]
            )
            for (options, quoted) in [
                (["--since", Self.late], ["p2"]), (["--until", Self.late], ["p1"]),
                (["--author", "ada"], ["p1"]),
            ] {
                let question = "How many seals were seen at Linsey Bridge?"
                let answer = try await Self.json(["ask", question, "--json"] + options, port)
                #expect(Self.posts(answer, "citations") == quoted, "\(options)")
            }
            let page = try await Self.json(["feed", "cy", "--surface", "main", "--json"], port)
            #expect(Self.posts(page, "items").count == 2)
        }
    }

    @Test("What is wrong gets one line and the code 64, and a server that isn't there 69")
    func wrong() async throws {
        try await LiveServer.with { _, port in
            for (arguments, words) in [
                (["frob"], "there is no command frob"), (["feed"], "viewer"),
                (["feed", "me", "--surface", "nowhere"], "no feed of that name"),
                (["feed", "me", "--limit", "1000"], "limit"),
                (["ask", "why", "--since", "soon"], "since"),
                (["search", "x", "--sort", "best"], "sort"),
                (["search", "x", "--match", "some"], "match"),
            ] {
                let outcome = try await CommandLineTool.run(arguments, port: port)
                #expect(outcome.status == 64, "\(arguments)")
                #expect(outcome.out.isEmpty)
                #expect(outcome.errors.contains(words), "\(arguments) \(outcome.errors)")
                #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
            }
        }
        let outcome = try await CommandLineTool.run(["status", "--server", "http://127.0.0.1:1"])
        #expect(outcome.status == 69)
        #expect(outcome.errors.hasPrefix("Nothing listens at http://127.0.0.1:1."))
    }

    @Test("The knobs are listed as JSON too, and none takes a fraction that counts something")
    func knobs() async throws {
        let listed = try JSONValue(parsing: try await CommandLineTool.run(["knobs", "--json"]).out)
        let knobs = try #require(listed["knobs"]?.array)
        #expect(knobs.count > 100)
        let cap = try #require(knobs.first { $0["name"] == "feed.author.cap" })
        #expect(cap["whole"] == true && cap["unit"] == "posts" && cap["most"]?.double == 10)
        let refused = try await CommandLineTool.run(
            ["serve", "--data", "/nowhere/at/all", "--set", "feed.author.cap=1.5"]
        )
        #expect(refused.status == 64)
        #expect(refused.errors.contains("feed.author.cap is from 1 to 10 posts, in whole numbers"))
    }

    private static let early = "2026-11-25T09:00:00Z"
    private static let late = "2026-11-25T11:00:00Z"

    private static func json(_ arguments: [String], _ port: Int) async throws -> JSONValue {
        let outcome = try await CommandLineTool.run(arguments, port: port)
        #expect(outcome.status == 0, "\(arguments) \(outcome.errors)")
        return try JSONValue(parsing: outcome.out)
    }

    private static func posts(_ answer: JSONValue, _ list: String) -> [String] {
        (answer[list]?.array ?? []).compactMap { $0["post"]?.string }
    }
}
