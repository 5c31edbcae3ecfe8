import ArgumentParser
import Foundation
import HeadwaterCore
import HeadwaterEvents
import HeadwaterIndex
import HeadwaterIngest
import HeadwaterMeaning

/// `headwater evaluate`: measures quality on files alone.
struct Evaluate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure quality on files.",
        subcommands: [
            EvaluateSearch.self, EvaluateRanking.self, EvaluateFeed.self, EvaluateTrial.self,
        ]
    )
}

/// `headwater evaluate search`: how well search ranks what was judged relevant.
struct EvaluateSearch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Measure search on posts with queries and judgements.",
        discussion: """
            Protocol search/1: every query is searched by relevance over all posts, as a request \
            without a viewer; ranks are those of the first 1,000 hits, ties broken as search does. \
            The queries are NDJSON {"id","query","relevant":[post ids],"answers":[text]}. Where the \
            encoder's weights are there, search goes by words and meaning, as the server's does, and \
            what words alone give stands beside it.
            """
    )

    @Option(name: .long, parsing: .upToNextOption, help: "Event files with the posts.")
    var events: [String]

    @Option(name: .long, parsing: .upToNextOption, help: "Files with the queries.")
    var queries: [String]

    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() async throws {
        let start = Date()
        let encoder = try Weights.encoder()
        var evaluation = SearchEvaluation(embedder: encoder)
        _ = try await EventFileImport(paths: events).run { batch in
            for event in batch.events { evaluation.add(event) }
            if let rejection = batch.rejected.first {
                throw ValidationError(
                    "\(rejection.path), line \(rejection.line): \(rejection.reason)"
                )
            }
            ProgressLine.show(batch.progress)
        }
        ProgressLine.finish()
        var asked: [SearchEvaluation.Query] = []
        for path in queries { asked += try Self.read(path) }
        let words = evaluation.run(asked)
        let result = encoder == nil ? words : evaluation.run(asked, byMeaning: true)
        let seconds = Date().timeIntervalSince(start)
        var members = result.json.members ?? []
        members.append(.init("seconds", .double(seconds)))
        if let encoder {
            members.append(.init("space", .string(encoder.space)))
            members.append(.init("words", words.json))
        }
        members.append(.init("files", .object(try (events + queries).map(Self.hash))))
        guard !json else { return print(JSONValue.object(members).json) }
        print(
            String(
                format: "%d queries over %d posts (search/1, %.1f s)",
                result.queries,
                result.documents,
                seconds
            )
        )
        if encoder != nil { print("            words   and meaning") }
        for (name, figure) in Self.figures {
            print(
                name + String(format: "%.4f", words[keyPath: figure])
                    + (encoder == nil ? "" : String(format: "  %.4f", result[keyPath: figure]))
            )
        }
    }

    private static var figures: [(String, KeyPath<SearchEvaluation.Result, Double>)] {
        [
            ("MRR@10      ", \.meanReciprocalRank10), ("recall@10   ", \.recall10),
            ("recall@100  ", \.recall100), ("MAP         ", \.meanAveragePrecision),
        ]
    }

    private static func read(_ path: String) throws -> [SearchEvaluation.Query] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ValidationError("\(path) can't be read")
        }
        var queries: [SearchEvaluation.Query] = []
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        for (index, line) in lines.enumerated() {
            guard let query = try SearchEvaluation.query(parsing: String(line)) else {
                throw ValidationError(
                    "\(path), line \(index + 1): a query needs id, query and relevant"
                )
            }
            queries.append(query)
        }
        return queries
    }

    /// A file's name and the fingerprint of its bytes, so that a figure names its data.
    static func hash(_ path: String) throws -> JSONValue.Member {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ValidationError("\(path) can't be read")
        }
        let sum = Fingerprint([UInt8](data).span)
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return .init(
            name,
            .string(String(sum.high, radix: 16) + String(sum.low, radix: 16))
        )
    }
}
