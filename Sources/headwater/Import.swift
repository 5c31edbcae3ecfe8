import ArgumentParser
import Foundation
import HeadwaterEngine
import HeadwaterEvents
import HeadwaterIngest

/// `headwater import`: event files into a data directory or a running server.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Import event files (NDJSON; plain, .gz or .zst; - for standard input)."
    )

    @Argument(help: "The files, in order; - is standard input.")
    var files: [String]

    @OptionGroup var data: DataOption
    @OptionGroup var knobs: KnobOptions

    @Option(
        help: ArgumentHelp(
            "The address of a running server to send the events to, in place of --data.",
            valueName: "url"
        )
    )
    var server: String?

    @Flag(help: "Take each event as received when it happened, for answers about the past.")
    var history = false

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        guard !files.isEmpty else { throw ValidationError("name at least one file, or -") }
        if server != nil, data.directory != nil {
            throw ValidationError("name --data or --server, not both")
        }
        if server != nil, history {
            throw ValidationError("--history works with --data: a server receives events now")
        }
    }

    func run() async throws {
        let start = Date()
        var outcome: ImportOutcome
        if let server {
            outcome = try await ServerClient(server).importFiles(files, onProgress: show)
        } else {
            outcome = try await importIntoDirectory()
        }
        outcome.seconds = Date().timeIntervalSince(start)
        ProgressLine.finish()
        print(json ? outcome.json : outcome.text)
    }

    private func importIntoDirectory() async throws -> ImportOutcome {
        let directory = try data.make()
        let knobs = try knobs.values
        let engine = try await onThread {
            try openEngine(
                try openLog(directory, knobs),
                directory,
                knobs,
                isForImport: true
            )
        }
        var outcome = ImportOutcome()
        let isHistory = history
        do {
            _ = try await EventFileImport(paths: files).run { batch in
                let result = try await engine.ingest(batch.events, isHistory: isHistory)
                outcome.add(result)
                for rejection in batch.rejected { outcome.reject(rejection) }
                show(batch.progress)
            }
        } catch {
            // What was accepted stays: it is on disk already.
            try await onThread { try engine.stop() }
            throw error
        }
        try await onThread { try engine.stop() }
        return outcome
    }

    private func show(_ progress: ImportProgress) {
        ProgressLine.show(progress)
    }
}

/// What an import came to.
struct ImportOutcome: Sendable {
    var accepted = 0
    var duplicates = 0
    var rejected = 0
    var seconds = 0.0
    /// The first rejections, in words.
    private(set) var shown: [String] = []
    private static let shownLimit = 20

    mutating func add(_ result: IngestResult) {
        accepted += result.accepted
        duplicates += result.duplicates
        for rejection in result.rejected { note(rejection.reason) }
    }

    mutating func reject(_ rejection: ImportRejection) {
        note("\(rejection.path), line \(rejection.line): \(rejection.reason)")
    }

    mutating func note(_ text: String) {
        rejected += 1
        if shown.count < Self.shownLimit { shown.append(text) }
    }

    var perSecond: Double {
        seconds > 0 ? Double(accepted + duplicates + rejected) / seconds : 0
    }

    var text: String {
        var lines = shown.map { "rejected: \($0)" }
        if rejected > shown.count { lines.append("… and \(rejected - shown.count) more") }
        lines.append(
            "\(accepted) accepted, \(duplicates) duplicates, \(rejected) rejected in "
                + String(format: "%.1f s (%.0f events/s)", seconds, perSecond)
        )
        return lines.joined(separator: "\n")
    }

    var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        for (name, count) in [
            ("accepted", accepted), ("duplicates", duplicates), ("rejected_count", rejected),
        ] {
            writer.key(name)
            writer.integer(count)
        }
        writer.key("seconds")
        writer.double(seconds)
        writer.key("events_per_second")
        writer.double(perSecond)
        writer.key("rejected")
        writer.beginArray()
        for text in shown { writer.string(text) }
        writer.endArray()
        writer.endObject()
        return writer.text
    }
}
