/// Reads the text format of Prometheus strictly.
struct Metrics {
    struct Wrong: Error {
        var line: String
        var why: String
    }

    private var types: [String: String] = [:]
    private var helped: Set<String> = []
    private var samples: [String: Double] = [:]

    init(_ text: String) throws {
        guard text.hasSuffix("\n") else { throw Wrong(line: "", why: "no end of line at the end") }
        var family = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            let words = line.split(separator: " ", maxSplits: 3)
            func fail(_ why: String) -> Wrong { Wrong(line: String(line), why: why) }
            if line.hasPrefix("# HELP ") {
                guard words.count == 4, helped.insert(String(words[2])).inserted else {
                    throw fail("help twice or without text")
                }
            } else if line.hasPrefix("# TYPE ") {
                family = words.count == 4 ? String(words[2]) : ""
                guard helped.contains(family), types[family] == nil,
                    ["counter", "gauge", "histogram"].contains(words[3])
                else { throw fail("a type without help, or twice, or unknown") }
                types[family] = String(words[3])
            } else {
                let (name, labels, value) = try Self.sample(line)
                let suffixes =
                    types[family] == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
                guard suffixes.contains(where: { name == family + $0 }) else {
                    throw fail("a sample outside its family")
                }
                guard samples.updateValue(value, forKey: Self.key(name, labels)) == nil else {
                    throw fail("a sample twice")
                }
            }
        }
        try checkHistograms()
    }

    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        samples[Self.key(name, labels)]
    }

    private static func key(_ name: String, _ labels: [String: String]) -> String {
        name + labels.sorted { $0.key < $1.key }.map { "|\($0.key)=\($0.value)" }.joined()
    }

    private static func sample(
        _ line: Substring
    ) throws -> (name: String, labels: [String: String], value: Double) {
        func fail(_ why: String) -> Wrong { Wrong(line: String(line), why: why) }
        guard let match = line.wholeMatch(of: #/([a-z_]+)(?:\{(.*)\})? (\S+)/#),
            let value = Double(match.3)
        else { throw fail("no sample") }
        var labels: [String: String] = [:]
        var rest = match.2 ?? ""
        while !rest.isEmpty {
            guard let label = rest.prefixMatch(of: #/([a-z_]+)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/#)
            else { throw fail("no label") }
            labels[String(label.1)] = String(label.2)
            rest = rest[label.range.upperBound...]
        }
        return (String(match.1), labels, value)
    }

    /// Buckets grow with their bounds, and the last holds all.
    private func checkHistograms() throws {
        for (family, type) in types where type == "histogram" {
            var series: [String: [(bound: Double, count: Double)]] = [:]
            for (key, count) in samples where key.hasPrefix("\(family)_bucket|") {
                guard let match = key.firstMatch(of: #/\|le=([^|]+)/#),
                    let bound = Double(match.1 == "+Inf" ? "inf" : match.1)
                else { throw Wrong(line: key, why: "a bucket without a bound") }
                var name = key
                name.removeSubrange(match.range)
                series[name, default: []].append((bound, count))
            }
            for (name, buckets) in series {
                let sorted = buckets.sorted { $0.bound < $1.bound }
                let total = samples[name.replacing("_bucket", with: "_count")]
                guard zip(sorted, sorted.dropFirst()).allSatisfy({ $0.count <= $1.count }),
                    sorted.last?.bound == .infinity, sorted.last?.count == total,
                    samples[name.replacing("_bucket", with: "_sum")] != nil
                else { throw Wrong(line: name, why: "buckets that don't add up") }
            }
        }
    }
}
