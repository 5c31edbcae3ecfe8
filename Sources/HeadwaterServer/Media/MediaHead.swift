import HTTPTypes
import NIOHTTP1

/// What the head of a host's answer says of a medium, as far as it may be passed on.
struct MediaHead: Sendable, Hashable {
    /// The type and subtype, without parameters.
    var type: String
    /// The bytes of this answer; nil where its head doesn't say.
    var length: Int?
    /// Which part of the medium this is; nil where it is all.
    var range: ClosedRange<Int>?
    /// The bytes of the whole medium, where this is a part and they are known.
    var total: Int?

    /// `Content-Range` for it.
    var contentRange: String? {
        range.map { range in
            let total = total.map { "\($0)" } ?? "*"
            return "bytes \(range.lowerBound)-\(range.upperBound)/\(total)"
        }
    }

    /// Reads the head of an answer to a request for all of a medium or `inRange` for a part.
    ///
    /// - Throws: 502 where it is no medium, larger than `limit`, or contradicts itself; 416 where
    ///   the medium has no such part.
    init(
        status: Int,
        _ headers: HTTPHeaders,
        inRange: Bool,
        limit: Int
    ) throws(APIError) {
        switch status {
        case 200,
            206 where inRange:
            break
        case 416 where inRange:
            throw APIError(
                status: .rangeNotSatisfiable,
                code: "range_not_satisfiable",
                message: "the medium has no such part",
                param: nil
            )
        default: throw .media("unreachable", "the medium's host answered with status \(status)")
        }
        guard headers["content-encoding"].allSatisfy({ $0.lowercased() == "identity" }),
            let type = Self.type(headers.first(name: "content-type") ?? "")
        else {
            throw .media("type", "what is there is no picture, video or sound that may be shown")
        }
        self.type = type
        length = headers.first(name: "content-length").flatMap { Int($0) }
        if status == 206 {
            guard let (range, total) = Self.range(headers.first(name: "content-range") ?? ""),
                length ?? range.count == range.count
            else { throw .media("unreachable", "the medium's host sent a part that is none") }
            (self.range, self.total, length) = (range, total, range.count)
        }
        let end = max(length ?? 0, total ?? 0, range.map { $0.upperBound + 1 } ?? 0)
        guard end <= limit else { throw .mediaTooLarge(limit) }
    }

    /// The type of a picture, video or sound; nil for all else, and for what can hold a script.
    static func type(_ header: String) -> String? {
        let name = header.prefix { $0 != ";" }.trimmingSpaces().lowercased()
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, ["image", "video", "audio"].contains(parts[0]),
            (1...64).contains(parts[1].utf8.count),
            !parts[1].contains("svg"), !parts[1].contains("xml"),
            parts[1].utf8.allSatisfy({ byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || ".+-".utf8.contains(byte)
            })
        else { return nil }
        return name
    }

    /// Reads `bytes 0-9/100`, or `/*` where the whole isn't known.
    private static func range(_ header: String) -> (ClosedRange<Int>, total: Int?)? {
        guard let match = header.wholeMatch(of: #/bytes (\d{1,15})-(\d{1,15})/(\d{1,15}|\*)/#),
            let first = Int(match.1), let last = Int(match.2), first <= last
        else { return nil }
        let total = Int(match.3)
        guard total.map({ last < $0 }) ?? true else { return nil }
        return (first...last, total)
    }
}

extension APIError {
    /// A medium that its host doesn't give as it should.
    static func media(_ code: String, _ message: String) -> APIError {
        APIError(status: .badGateway, code: "media_\(code)", message: message, param: nil)
    }

    static func mediaTooLarge(_ limit: Int) -> APIError {
        .media("too_large", "the medium is larger than \(limit >> 20) MiB: server.media.most")
    }
}
