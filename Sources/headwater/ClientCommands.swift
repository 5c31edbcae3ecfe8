import ArgumentParser
import Foundation
import HeadwaterEvents

/// Which server a command talks to, and how it prints.
struct ClientOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            The server's address; its key goes into HEADWATER_KEY. [HEADWATER_SERVER, else \
            http://127.0.0.1:8080]
            """,
            valueName: "url"
        )
    )
    var server: String?

    @Flag(help: "Print the answer as JSON.")
    var json = false
}

/// Of what time and by whom posts may be, to be found or quoted.
struct PostOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Who asks, by account id.", valueName: "id"))
    var viewer: String?

    @Option(
        help: ArgumentHelp(
            "Posts from this time on, such as 2026-11-25T08:30:00Z.",
            valueName: "time"
        )
    )
    var since: String?

    @Option(help: ArgumentHelp("Posts before this time.", valueName: "time"))
    var until: String?

    @Option(
        name: .customLong("author"),
        parsing: .singleValue,
        help: ArgumentHelp("Posts by this account alone. May be repeated.", valueName: "id")
    )
    var authors: [String] = []

    /// The members that they add to a request.
    var members: [JSONValue.Member] {
        .given([("viewer", viewer), ("since", since), ("until", until)])
            + .given([("authors", authors)])
    }
}

extension [JSONValue.Member] {
    /// Those of some texts that are there.
    static func given(_ texts: [(String, String?)]) -> Self {
        texts.compactMap { name, text in text.map { JSONValue.Member(name, .string($0)) } }
    }

    /// Those of some lists that aren't empty.
    static func given(_ lists: [(String, [String])]) -> Self {
        lists.filter { !$0.1.isEmpty }.map { name, texts in
            JSONValue.Member(name, .array(texts.map { .string($0) }))
        }
    }
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
