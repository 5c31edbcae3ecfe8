import ArgumentParser
import HeadwaterServer

/// The command line: arguments, settings and wiring, nothing else.
@main
struct Headwater: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "headwater",
        abstract:
            "A For You feed that learns within the session, and answers from what was posted.",
        discussion: """
            To look around: headwater serve --demo, then http://127.0.0.1:8080 in a browser, or \
            headwater feed me.
            """,
        version: Server.version,
        groupedSubcommands: [
            CommandGroup(name: "Server", subcommands: [Serve.self, Import.self, Backup.self]),
            CommandGroup(
                name: "Client",
                subcommands: [Feed.self, Search.self, Ask.self, Status.self]
            ),
            CommandGroup(name: "Tuning", subcommands: [Evaluate.self, KnobList.self]),
        ]
    )

    /// Runs the command that the arguments name; a wrong argument gets one line and code 64.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            let code = exitCode(for: error)
            guard code == .validationFailure else { exit(withError: error) }
            say("Error: \(unknownCommand ?? message(for: error))")
            exit(withError: code)
        }
    }

    /// What is wrong where the first argument is no command; nil where it is one, or an option.
    private static var unknownCommand: String? {
        guard let first = CommandLine.arguments.dropFirst().first, !first.hasPrefix("-") else {
            return nil
        }
        let commands =
            configuration.groupedSubcommands.flatMap(\.subcommands)
            .map { $0.configuration.commandName ?? "\($0)".lowercased() } + ["help"]
        guard !commands.contains(first) else { return nil }
        return "there is no command \(first): headwater help lists them"
    }
}
