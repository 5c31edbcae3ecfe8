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
}
