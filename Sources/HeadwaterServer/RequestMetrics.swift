import HeadwaterCore
import Synchronization

/// How many requests each route has answered, how, and how fast.
final class RequestMetrics: Sendable {
    /// Upper bounds of the histogram's buckets, in seconds.
    static let bounds: [Double] = [
        0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10,
    ]

    private struct Route {
        var byStatus: [Int: UInt64] = [:]
        var buckets = [UInt64](repeating: 0, count: RequestMetrics.bounds.count + 1)
        var sum = 0.0
    }

    private let routes = Mutex<[String: Route]>([:])

    static var now: UInt64 { monotonicNanoseconds() }

    func record(route: String, status: Int, since start: UInt64) {
        let seconds = Double(Self.now &- start) / 1e9
        let bucket = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
        routes.withLock { routes in
            routes[route, default: Route()].byStatus[status, default: 0] += 1
            routes[route]?.buckets[bucket] += 1
            routes[route]?.sum += seconds
        }
    }

    /// Writes the series in the text format of Prometheus.
    func write(into text: inout PrometheusText) {
        let routes = routes.withLock { $0 }.sorted { $0.key < $1.key }
        text.begin(
            "headwater_http_requests_total",
            "counter",
            "Requests answered, by route and status."
        )
        for (name, route) in routes {
            for (status, count) in route.byStatus.sorted(by: { $0.key < $1.key }) {
                text.sample(
                    "headwater_http_requests_total",
                    ["route": name, "status": "\(status)"],
                    Double(count)
                )
            }
        }
        text.begin(
            "headwater_http_request_duration_seconds",
            "histogram",
            "Seconds until the answer began, by route."
        )
        for (name, route) in routes {
            var total: UInt64 = 0
            for (index, count) in route.buckets.enumerated() {
                total += count
                let bound = index < Self.bounds.count ? "\(Self.bounds[index])" : "+Inf"
                text.sample(
                    "headwater_http_request_duration_seconds_bucket",
                    ["route": name, "le": bound],
                    Double(total)
                )
            }
            text.sample(
                "headwater_http_request_duration_seconds_sum",
                ["route": name],
                route.sum
            )
            text.sample(
                "headwater_http_request_duration_seconds_count",
                ["route": name],
                Double(total)
            )
        }
    }
}

/// Builds a text in the exposition format of Prometheus, version 0.0.4.
struct PrometheusText {
    private(set) var text = ""

    mutating func begin(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    mutating func sample(_ name: String, _ labels: [String: String] = [:], _ value: Double) {
        let written = labels.sorted { $0.key < $1.key }
            .map { "\($0.key)=\"\(Self.escape($0.value))\"" }.joined(separator: ",")
        let number =
            value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
        text += written.isEmpty ? "\(name) \(number)\n" : "\(name){\(written)} \(number)\n"
    }

    /// One series without labels, with its heading.
    mutating func single(_ name: String, _ type: String, _ help: String, _ value: Double) {
        begin(name, type, help)
        sample(name, value)
    }

    private mutating func sample(_ name: String, _ value: Double) { sample(name, [:], value) }

    private static func escape(_ text: String) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
