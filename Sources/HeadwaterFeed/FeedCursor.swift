import HeadwaterCore

/// Where a feed goes on: the page that came last, in letters that mean nothing to an app.
///
/// The page's request id as hexadecimal, then 32 bits of check, so that a typing error or an id
/// passed by mistake is told from a cursor. It is no secret: what it opens is the viewer's own.
public struct FeedCursor: Sendable, Hashable {
    /// The request that the last page answered.
    public var request: String

    /// The cursor behind a page.
    public init(request: String) { self.request = request }

    /// Reads a cursor; nil where the text can't be one.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count > 9, bytes[0] == UInt8(ascii: "f"), bytes.count % 2 == 1 else {
            return nil
        }
        var decoded: [UInt8] = []
        for index in stride(from: 1, to: bytes.count, by: 2) {
            guard let high = Self.value(bytes[index]), let low = Self.value(bytes[index + 1])
            else { return nil }
            decoded.append(high << 4 | low)
        }
        guard let request = String(validating: decoded.dropLast(4), as: UTF8.self),
            Self.check(of: request) == Array(decoded.suffix(4))
        else { return nil }
        self.request = request
    }

    /// What the app sees.
    public var text: String {
        var bytes: [UInt8] = [UInt8(ascii: "f")]
        for byte in Array(request.utf8) + Self.check(of: request) {
            bytes.append(Self.digits[Int(byte >> 4)])
            bytes.append(Self.digits[Int(byte & 15)])
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    private static func check(of request: String) -> [UInt8] {
        var hasher = Fingerprinter()
        hasher.add("feed cursor")
        hasher.add(request)
        let word = hasher.value.low
        return (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) }
    }
}
