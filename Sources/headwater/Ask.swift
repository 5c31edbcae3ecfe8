import ArgumentParser
import HeadwaterEvents

/// `headwater ask`: an answer with its citations from a running server.
struct Ask: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask a running server a question."
    )

    @Argument(help: ArgumentHelp("The question.", valueName: "question"))
    var words: [String]

    @OptionGroup var posts: PostOptions

    @Option(
        help: ArgumentHelp(
            "Answer from what was known at this time, such as 2026-11-25T08:30:00Z.",
            valueName: "time"
        )
    )
    var asOf: String?

    @OptionGroup var options: ClientOptions

    func run() async throws {
        let body: [JSONValue.Member] =
            .given([("question", words.joined(separator: " ")), ("as_of", asOf)]) + posts.members
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
