import ArgumentParser
import Foundation
import HeadwaterEvents

/// `headwater feed`: a page of a viewer's feed from a running server.
struct Feed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the next page of a viewer's feed on a running server.",
        discussion: "The page counts as served: its posts don't come again for a while."
    )

    @Argument(help: "The viewer, by account id.")
    var viewer: String

    @Option(
        help: ArgumentHelp("Which feed, as the file of --surfaces declares it.", valueName: "name")
    )
    var surface: String?

    @Option(help: ArgumentHelp("How many posts, 1 to 100.", valueName: "count"))
    var limit = 10

    @Option(help: ArgumentHelp("Where to go on, as the page before said.", valueName: "cursor"))
    var cursor: String?

    @Flag(help: "Keep every post that was considered in the page's receipt.")
    var explain = false

    @OptionGroup var options: ClientOptions

    func run() async throws {
        var components = URLComponents()
        components.queryItems = [
            ("viewer", viewer), ("limit", String(limit)), ("surface", surface), ("cursor", cursor),
            ("explain", explain ? "true" : nil),
        ].compactMap { name, value in value.map { URLQueryItem(name: name, value: $0) } }
        let query = components.percentEncodedQuery?.replacingOccurrences(of: "+", with: "%2B")
        let answer = try await ServerClient(options.server).call("/v1/feed?\(query ?? "")")
        guard !options.json else { return print(answer.json) }
        let items = answer["items"]?.array ?? []
        if items.isEmpty { print("Nothing is left for this viewer.") }
        for item in items {
            Printed.show(item)
            for reason in item["reasons"]?.array ?? [] {
                print("  · \(Printed.plain(reason.string ?? ""))")
            }
        }
        if let cursor = answer["cursor"]?.string { print("next: --cursor \(cursor)") }
    }
}
