import ArgumentParser
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
            """)
        for source in answer["sources"]?.array ?? [] {
            print(
                "source    \(source["name"]?.string ?? ""): \(source["state"]?.string ?? ""), "
                    + "\(source["events"]?.integer ?? 0) events")
        }
    }
}
