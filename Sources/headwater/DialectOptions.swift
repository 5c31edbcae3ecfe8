import ArgumentParser
import HeadwaterServer

/// Which APIs of other products are spoken beside our own, and how.
struct DialectOptions: ParsableArguments {
    @Option(
        name: .customLong("dialect"),
        parsing: .singleValue,
        help: "Another product's API to speak: gorse. May be repeated. [HEADWATER_DIALECTS]"
    )
    var names: [String] = []

    @Option(
        name: .customLong("gorse-author"),
        help: ArgumentHelp(
            "The label that names an item's author. [HEADWATER_GORSE_AUTHOR, else none]",
            valueName: "label"
        )
    )
    var gorseAuthor: String?

    @Option(
        name: .customLong("gorse-feedback"),
        help: ArgumentHelp(
            """
            What each feedback type is, as TYPE=KIND,TYPE>=NUMBER=KIND,*=KIND. \
            [HEADWATER_GORSE_FEEDBACK]
            """,
            valueName: "mapping"
        )
    )
    var gorseFeedback: String?

    /// How Gorse's API is spoken; nil where it isn't.
    var gorse: GorseSettings? {
        get throws {
            let all = names.isEmpty ? Environment.list("DIALECTS") : names
            for name in all where name != "gorse" {
                throw ValidationError("--dialect \(name): there is gorse")
            }
            guard all.contains("gorse") || Environment.text("GORSE") == "1" else { return nil }
            var settings = GorseSettings(
                authorLabel: gorseAuthor ?? Environment.text("GORSE_AUTHOR")
            )
            if let text = gorseFeedback ?? Environment.text("GORSE_FEEDBACK") {
                do { settings.feedback = try FeedbackMapping(text) } catch {
                    throw ValidationError("\(error)")
                }
            }
            return settings
        }
    }
}
