import ArgumentParser
import Foundation
import HeadwaterEvents

/// Which server a command talks to, and how it prints.
struct ClientOptions: ParsableArguments {
    @Option(help: "The server's address. [HEADWATER_SERVER, else http://127.0.0.1:8080]")
    var server: String?

    @Flag(help: "Print the answer as JSON.")
    var json = false
}

/// `headwater status`: how a running server is doing.
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show how a running server is doing.")

    @OptionGroup var options: ClientOptions

    func run() async throws {
        let answer = try await ServerClient(options.server).call("/v1/status")
        guard !options.json else { return print(answer.json) }
        let events = answer["events"]
        print(
            """
            events    \(events?["total"]?.integer ?? 0) (\(events?["per_second"]?.double ?? 0)/s)
            posts     \(answer["posts"]?.integer ?? 0)
            accounts  \(answer["accounts"]?.integer ?? 0)
            memory    \((answer["memory_bytes"]?.integer ?? 0) >> 20) MiB
            lag       \(answer["lag_ms"]?.integer ?? 0) ms
            """
        )
        for source in answer["sources"]?.array ?? [] {
            print(
                "source    \(source["name"]?.string ?? ""): \(source["state"]?.string ?? ""), "
                    + "\(source["events"]?.integer ?? 0) events"
            )
        }
    }
}

/// `headwater search`: finds posts on a running server.
struct Search: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find posts on a running server.",
        discussion: """
            A query is words, "words in quotes", -word, #tag, @mention, from:handle, since:, until: \
            and lang:.
            """
    )

    @Argument(help: "The query.")
    var words: [String]

    @OptionGroup var options: ClientOptions

    @Option(help: "relevance, latest or top.")
    var sort = "relevance"

    @Option(help: "How many posts, 1 to 100.")
    var limit = 10

    @Option(help: "Who asks, by account id.")
    var viewer: String?

    func run() async throws {
        var body: [JSONValue.Member] = [
            .init("query", .string(words.joined(separator: " "))), .init("sort", .string(sort)),
            .init("limit", .integer(Int64(limit))),
        ]
        if let viewer { body.append(.init("viewer", .string(viewer))) }
        let answer = try await ServerClient(options.server).call("/v1/search", body: .object(body))
        guard !options.json else { return print(answer.json) }
        let hits = answer["hits"]?.array ?? []
        if hits.isEmpty { print("Nothing was found.") }
        for hit in hits { Printed.show(hit) }
    }
}

/// `headwater feed`: a page of a viewer's feed from a running server.
struct Feed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the next page of a viewer's feed on a running server."
    )

    @Argument(help: "The viewer, by account id.")
    var viewer: String

    @OptionGroup var options: ClientOptions

    @Option(help: "How many posts, 1 to 100.")
    var limit = 10

    @Option(help: "Where to go on, as the page before said.")
    var cursor: String?

    func run() async throws {
        var components = URLComponents()
        components.queryItems = [
            URLQueryItem(name: "viewer", value: viewer),
            URLQueryItem(name: "limit", value: String(limit)),
        ]
        if let cursor {
            components.queryItems?.append(URLQueryItem(name: "cursor", value: cursor))
        }
        let query = components.percentEncodedQuery?.replacingOccurrences(of: "+", with: "%2B")
        let answer = try await ServerClient(options.server).call("/v1/feed?\(query ?? "")")
        guard !options.json else { return print(answer.json) }
        let items = answer["items"]?.array ?? []
        if items.isEmpty { print("Nothing is left for this viewer.") }
        for item in items {
            Printed.show(item)
            for reason in item["reasons"]?.array ?? [] { print("  · \(reason.string ?? "")") }
        }
        if let cursor = answer["cursor"]?.string { print("next: --cursor \(cursor)") }
    }
}

/// `headwater ask`: an answer with its citations from a running server.
struct Ask: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask a running server a question."
    )

    @Argument(help: "The question.")
    var words: [String]

    @OptionGroup var options: ClientOptions

    @Option(help: "Who asks, by account id.")
    var viewer: String?

    @Option(help: "Answer from what was known at this time, such as 2026-11-25T08:30:00Z.")
    var asOf: String?

    func run() async throws {
        var body: [JSONValue.Member] = [
            .init("question", .string(words.joined(separator: " ")))
        ]
        if let viewer { body.append(.init("viewer", .string(viewer))) }
        if let asOf { body.append(.init("as_of", .string(asOf))) }
        let answer = try await ServerClient(options.server).call("/v1/ask", body: .object(body))
        guard !options.json else { return print(answer.json) }
        print(Printed.plain(answer["answer"]?.string ?? ""))
        print("(\(answer["state"]?.string ?? ""))")
        for citation in answer["citations"]?.array ?? [] {
            let author = citation["handle"]?.string ?? citation["author"]?.string ?? ""
            print(
                "[\(citation["n"]?.integer ?? 0)] @\(Printed.plain(author)) "
                    + "\(citation["at"]?.string ?? ""): "
                    + Printed.plain(citation["quote"]?.string ?? "")
            )
        }
    }
}

/// How posts are printed on a terminal.
enum Printed {
    static func show(_ post: JSONValue) {
        let author = post["handle"]?.string ?? post["author"]?.string ?? ""
        print("@\(plain(author))  \(post["at"]?.string ?? "")")
        print("  \(plain(post["text"]?.string ?? ""))")
    }

    /// Posts are hostile input, to a terminal too: control characters are left out.
    static func plain(_ text: String) -> String {
        var safe = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control:
                if scalar == "\n" { safe.append(" ") }
            case .format:
                // Joiners hold emoji and scripts together; other format characters turn text.
                if scalar == "\u{200D}" || scalar == "\u{200C}" { safe.append(scalar) }
            default: safe.append(scalar)
            }
        }
        return String(safe)
    }
}
