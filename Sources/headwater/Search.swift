import ArgumentParser
import HeadwaterEvents

/// `headwater search`: finds posts on a running server.
struct Search: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find posts on a running server.",
        discussion: """
            A query is words, "words in quotes", -word, #tag, @mention, from:handle, since:, until: \
            and lang:. Write -- before a query in which -word stands.
            """
    )

    @Argument(help: ArgumentHelp("The query.", valueName: "query"))
    var words: [String]

    @OptionGroup var posts: PostOptions

    @Option(help: ArgumentHelp("relevance, latest or top.", valueName: "order"))
    var sort = "relevance"

    @Option(
        help: ArgumentHelp(
            "any or all of the words; else any by relevance, all by latest and top.",
            valueName: "which"
        )
    )
    var match: String?

    @Option(
        name: .customLong("lang"),
        parsing: .singleValue,
        help: ArgumentHelp(
            "Posts in this language, such as de. May be repeated.",
            valueName: "code"
        )
    )
    var langs: [String] = []

    @Option(
        name: .customLong("tag"),
        parsing: .singleValue,
        help: ArgumentHelp("Posts with this tag, without #. May be repeated.", valueName: "tag")
    )
    var tags: [String] = []

    @Option(
        help: ArgumentHelp(
            "By relevance, let a post of this age count half as much.",
            valueName: "seconds"
        )
    )
    var halfLife: Double?

    @Option(help: ArgumentHelp("How many posts, 1 to 100.", valueName: "count"))
    var limit = 10

    @Option(help: ArgumentHelp("Where to go on, as the page before said.", valueName: "cursor"))
    var cursor: String?

    @OptionGroup var options: ClientOptions

    func run() async throws {
        var body: [JSONValue.Member] =
            .given([
                ("query", words.joined(separator: " ")), ("sort", sort), ("match", match),
                ("cursor", cursor),
            ]) + .given([("langs", langs), ("tags", tags)]) + posts.members
        body.append(.init("limit", .integer(Int64(limit))))
        if let halfLife { body.append(.init("half_life", .double(halfLife))) }
        let answer = try await ServerClient(options.server).call("/v1/search", body: .object(body))
        guard !options.json else { return print(answer.json) }
        let hits = answer["hits"]?.array ?? []
        if hits.isEmpty { print("Nothing was found.") }
        for hit in hits { Printed.show(hit) }
        if let cursor = answer["cursor"]?.string { print("next: --cursor \(cursor)") }
    }
}
