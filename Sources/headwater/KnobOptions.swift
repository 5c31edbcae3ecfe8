import ArgumentParser
import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents
import HeadwaterIngest
import HeadwaterSQLite
import HeadwaterServer

/// The knobs that are set for a run.
struct KnobOptions: ParsableArguments {
    @Option(
        name: .customLong("set"),
        parsing: .singleValue,
        help: ArgumentHelp(
            "A knob and its value. May be repeated; headwater knobs lists them. [HEADWATER_SET]",
            valueName: "name=value"
        )
    )
    var settings: [String] = []

    /// Every knob, in the order of the names.
    static var all: [Knob] {
        (EngineConfiguration.allKnobs + LogKnobs.all + IngestKnobs.all + BlueskySettings.knobs
            + ServerSettings.knobs).sorted { $0.name < $1.name }
    }

    /// The values that were set; the command line wins over the environment.
    var values: Knobs {
        get throws {
            var knobs = Knobs()
            for text in Environment.list("SET") + settings {
                let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
                guard parts.count == 2, let value = Double(parts[1]) else {
                    throw ValidationError("--set \(text): write it as NAME=VALUE")
                }
                guard let knob = Self.all.first(where: { $0.name == parts[0] }) else {
                    throw ValidationError(
                        "--set \(text): there is no knob \(parts[0]); headwater knobs lists them"
                    )
                }
                guard knob.accepts(value), knobs.set(knob, to: value) else {
                    throw ValidationError(
                        "--set \(text): \(knob.name) is from \(knob.bounds)"
                    )
                }
            }
            return knobs
        }
    }
}

/// `headwater knobs`: every tunable number.
struct KnobList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "knobs",
        abstract: "List every tunable number: what it does, its range and standard value.",
        discussion: """
            Set one with --set NAME=VALUE where a command takes it, or on a running server with \
            POST /v1/knobs, which GET shows as they stand.
            """
    )

    @Flag(help: "Print them as JSON.")
    var json = false

    func run() {
        guard !json else {
            var writer = JSONWriter()
            writer.knobs(KnobOptions.all)
            return print(writer.text)
        }
        for knob in KnobOptions.all {
            print(
                "\(knob.name) = \(knob.text(knob.standard)), \(knob.bounds)\n    \(knob.summary)"
            )
        }
    }
}
