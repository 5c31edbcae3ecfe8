import Foundation
import HeadwaterCore
import Testing

@testable import HeadwaterMeaning

/// Topics of real posts against what people said that they are about.
///
/// Tweets on eleven crises, 600 each, and what was caught along with them, mixed, through the
/// static table, with hashtags, links and mentions taken out, so that nothing names a crisis but
/// words. Measured: of those about a crisis, 92 % share a topic with four others or more; on
/// average 61 % of what shares a post's topic is about its crisis, where of all posts 7 % are.
@Suite(.enabled(if: EncoderFixtures.data != nil, "HEADWATER_DATA names no folder of data"))
struct TopicQualityTests {
    @Test func aTopicIsMostlyAboutOneCrisis() throws {
        let tweets = try CrisisTweets.all(in: try #require(EncoderFixtures.data), each: 600)
        var topics = Topics(dimension: StaticTable.standard.dimension)
        var newest: UInt32 = 0
        let rules = Topics.Rules(most: 512, likeness: 0.37, inertia: 256)
        var members: [UInt32: [Int]] = [:]
        for tweet in tweets {
            let vector = StaticTable.standard.embed(tweet.text).flatMap { QuantizedVector($0) }
            guard let vector else { continue }
            let topic = topics.assign(vector, tag: 0, rules, newest: &newest)
            if topic != 0 { members[topic, default: []].append(tweet.crisis) }
        }
        let about = tweets.count { $0.crisis > 0 }
        var (shared, among, purity) = (0, 0, 0.0)
        for (_, crises) in members.sorted(by: { $0.key < $1.key }) where crises.count > 1 {
            var counts: [Int: Int] = [:]
            for crisis in crises where crisis > 0 { counts[crisis, default: 0] += 1 }
            for (_, count) in counts.sorted(by: { $0.key < $1.key }) {
                shared += count
                if crises.count > 4 { among += count }
                purity += Double(count * (count - 1)) / Double(crises.count - 1)
            }
        }
        let share = Double(among) / Double(about)
        print(
            "topics: \(topics.topics.count) of \(tweets.count) tweets, share with four others",
            share,
            "purity",
            purity / Double(shared)
        )
        #expect(share > 0.85)
        #expect(purity / Double(shared) > 0.55)
    }
}

/// CrisisLexT26's tweets in one mixed order.
enum CrisisTweets {
    /// A tweet without what names its crisis; crises count from 1, 0 is for tweets on none.
    struct Tweet {
        var text: String
        var crisis: Int
    }

    static func all(in folder: String, each: Int) throws -> [Tweet] {
        let folder = folder + "/crisislex-t26"
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".csv.gz") }.sorted()
        var tweets: [Tweet] = []
        for (index, file) in files.enumerated() {
            var left = each
            for row in rows(of: try text(folder + "/" + file)).dropFirst() where row.count >= 5 {
                let isRelated = row[4].hasPrefix("Related")
                if isRelated { left -= 1 }
                if isRelated, left < 0 { continue }
                tweets.append(Tweet(text: bare(row[1]), crisis: isRelated ? index + 1 : 0))
            }
        }
        var generator = SeededGenerator(seed: 26)
        return tweets.shuffled(using: &generator)
    }

    private static func bare(_ text: String) -> String {
        text.split(separator: " ")
            .filter { !$0.hasPrefix("#") && !$0.hasPrefix("@") && !$0.hasPrefix("http") }
            .joined(separator: " ")
    }

    private static func text(_ path: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text
    }

    /// Rows of fields, which quotation marks may hold together over commas and line ends.
    private static func rows(of text: String) -> [[String]] {
        var rows: [[String]] = [[]]
        var field = ""
        var isQuoted = false
        for character in text {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                rows[rows.count - 1].append(field)
                field = ""
            case "\n" where !isQuoted, "\r\n" where !isQuoted:
                rows[rows.count - 1].append(field)
                field = ""
                rows.append([])
            default: field.append(character)
            }
        }
        return rows
    }
}
