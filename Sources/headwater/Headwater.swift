import ArgumentParser
import HeadwaterServer

/// The command line: arguments, settings and wiring, nothing else.
@main
struct Headwater: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "headwater",
        abstract:
            "A For You feed that learns within the session, and answers from what was posted.",
        version: Server.version,
        subcommands: [
            Serve.self, Import.self, Backup.self, Ask.self, Search.self, Feed.self, Status.self,
            Evaluate.self, KnobList.self,
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
            say("Error: \(message(for: error))")
            exit(withError: code)
        }
    }
}
