import HeadwaterCore

/// Moments and durations as Gorse's clients write them.
struct GorseTime: Sendable, Hashable {
    /// As it is given back: RFC 3339, as it came where it came so.
    var text: String
    /// The moment; nil where none was given, or one outside 1970 to 2099.
    var moment: Timestamp?

    /// What Gorse's zero time is written as: no time was given.
    static let none = GorseTime(text: "0001-01-01T00:00:00Z", moment: nil)

    init(text: String, moment: Timestamp?) {
        self.text = text
        self.moment = moment
    }

    /// A moment.
    init(_ moment: Timestamp) {
        self.init(text: Self.short(moment), moment: moment)
    }

    /// Reads RFC 3339 with or without a zone (then UTC), a date alone, with slashes too, and seconds
    /// or milliseconds since 1970; nil where it is nothing of these.
    init?(_ text: String) {
        if text.isEmpty {
            self = .none
            return
        }
        guard text.utf8.count <= 64, text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        if let number = Int64(text), number >= 0 {
            let milliseconds = text.utf8.count > 11 ? number : number * 1000
            guard milliseconds < Timestamp.end.milliseconds else { return nil }
            self.init(Timestamp(milliseconds: milliseconds))
            return
        }
        guard let written = Self.completed(text) else { return nil }
        if let moment = Timestamp(written) {
            let isUTC = written.hasSuffix("Z")
            self.init(text: isUTC ? written : Self.short(moment), moment: moment)
        } else if Timestamp("2000" + written.dropFirst(4)) != nil {
            // A year that we have no moments of, such as that of the zero time: kept as words.
            self.init(text: written, moment: nil)
        } else {
            return nil
        }
    }

    /// The text with everything that RFC 3339 wants.
    private static func completed(_ text: String) -> String? {
        var bytes = Array(text.utf8)
        guard bytes.count >= 10 else { return nil }
        for index in 0..<10 where bytes[index] == UInt8(ascii: "/") {
            bytes[index] = UInt8(ascii: "-")
        }
        if bytes.count > 10, [UInt8(ascii: " "), UInt8(ascii: "t")].contains(bytes[10]) {
            bytes[10] = UInt8(ascii: "T")
        }
        if bytes.last == UInt8(ascii: "z") { bytes[bytes.count - 1] = UInt8(ascii: "Z") }
        let rest = bytes.dropFirst(10)
        let hasZone = rest.contains {
            [UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-")].contains($0)
        }
        var written = String(decoding: bytes, as: UTF8.self)
        if !hasZone {
            switch rest.count {
            case 0: written += "T00:00:00Z"
            case 6: written += ":00Z"
            default: written += "Z"
            }
        }
        return written
    }

    /// RFC 3339 without a fraction that is zero.
    private static func short(_ moment: Timestamp) -> String {
        let text = "\(moment)"
        return text.hasSuffix(".000Z") ? text.dropLast(5) + "Z" : text
    }

    /// Reads a duration as Go writes it, `1h30m` or `1.5s`, in milliseconds; nil where it is none.
    static func duration(_ text: String) -> Int64? {
        guard text != "0", !text.isEmpty else { return text.isEmpty ? nil : 0 }
        var rest = Substring(text)
        let sign: Double = rest.hasPrefix("-") ? -1 : 1
        if rest.hasPrefix("-") || rest.hasPrefix("+") { rest = rest.dropFirst() }
        var sum = 0.0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest[digits.endIndex...]
            let unit = rest.prefix { !($0.isASCII && ($0.isNumber || $0 == ".")) }
            rest = rest[unit.endIndex...]
            guard let number = Double(digits), let length = milliseconds[String(unit)] else {
                return nil
            }
            sum += number * length
        }
        // A hundred years, beyond which nothing is ever due.
        guard sum <= 3.2e12 else { return nil }
        return Int64(sign * sum)
    }

    private static let milliseconds: [String: Double] = [
        "ns": 1e-6, "us": 1e-3, "µs": 1e-3, "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000,
    ]
}
