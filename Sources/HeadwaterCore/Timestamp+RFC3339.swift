extension Timestamp: CustomStringConvertible {
    /// Reads an RFC 3339 date-time with any offset, cut to the millisecond.
    ///
    /// Accepts `T`, `t` or a space between date and time, and second 60 (a leap second, taken as
    /// the first of the next minute). Returns nil where the text is no such time or lies outside
    /// 1970 to 2099.
    public init?(rfc3339 text: some Collection<UInt8>) {
        let bytes = Array(text)
        self.init(rfc3339: bytes.span)
    }

    /// Reads an RFC 3339 date-time without a copy; see ``init(rfc3339:)-(Collection)``.
    public init?(rfc3339 text: Span<UInt8>) {
        var bytes = SpanCursor(count: text.count)
        func digits(_ count: Int) -> Int? {
            var value = 0
            for _ in 0..<count {
                guard let byte = bytes.next(text), byte >= 0x30, byte <= 0x39 else { return nil }
                value = value * 10 + Int(byte &- 0x30)
            }
            return value
        }
        func literal(_ first: UInt8, _ second: UInt8? = nil, _ third: UInt8? = nil) -> Bool {
            guard let byte = bytes.next(text) else { return false }
            return byte == first || byte == second || byte == third
        }
        guard let year = digits(4), literal(0x2D), let month = digits(2), literal(0x2D),
            let day = digits(2), literal(0x54, 0x74, 0x20), let hour = digits(2), literal(0x3A),
            let minute = digits(2), literal(0x3A), let second = digits(2)
        else { return nil }
        guard (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year),
            hour < 24, minute < 60, second <= 60
        else { return nil }

        var next = bytes.next(text)
        var fraction = 0
        if next == 0x2E {
            var count = 0
            next = bytes.next(text)
            while let byte = next, byte >= 0x30, byte <= 0x39 {
                if count < 3 { fraction = fraction * 10 + Int(byte &- 0x30) }
                count += 1
                next = bytes.next(text)
            }
            guard count > 0 else { return nil }
            for _ in min(count, 3)..<3 { fraction *= 10 }
        }

        var offsetMinutes = 0
        switch next {
        case 0x5A, 0x7A: break
        case 0x2B, 0x2D:
            guard let hours = digits(2), literal(0x3A), let minutes = digits(2), hours < 24,
                minutes < 60
            else { return nil }
            offsetMinutes = (hours * 60 + minutes) * (next == 0x2D ? -1 : 1)
        default: return nil
        }
        guard bytes.next(text) == nil else { return nil }

        let seconds =
            Self.daysFromEpoch(year: year, month: month, day: day) * 86_400 + hour * 3600
            + (minute - offsetMinutes) * 60 + second
        self.init(milliseconds: Int64(seconds) * 1000 + Int64(fraction))
        guard self >= .epoch, self < .end else { return nil }
    }

    /// Reads an RFC 3339 date-time; see ``init(rfc3339:)-(Collection)``.
    public init?(_ text: String) {
        self.init(rfc3339: text.utf8)
    }

    /// RFC 3339 in UTC with milliseconds, as in `2026-11-25T08:30:00.000Z`.
    public var description: String {
        String(unsafeUninitializedCapacity: 24) { buffer in
            write { index, byte in buffer[index] = byte }
            return 24
        }
    }

    /// Appends the 24 bytes of ``description``.
    public func append(to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: 24))
        write { index, byte in bytes[start + index] = byte }
    }

    private func write(_ put: (Int, UInt8) -> Void) {
        let (days, rest) = Self.floorDivide(milliseconds, 86_400_000)
        let date = Self.civil(fromDays: Int(days))
        let ms = Int(rest)
        func number(_ value: Int, at index: Int, width: Int) {
            var value = value
            for place in stride(from: index + width - 1, through: index, by: -1) {
                put(place, UInt8(truncatingIfNeeded: 0x30 + value % 10))
                value /= 10
            }
        }
        number(date.year, at: 0, width: 4)
        put(4, 0x2D)
        number(date.month, at: 5, width: 2)
        put(7, 0x2D)
        number(date.day, at: 8, width: 2)
        put(10, 0x54)
        number(ms / 3_600_000, at: 11, width: 2)
        put(13, 0x3A)
        number(ms / 60_000 % 60, at: 14, width: 2)
        put(16, 0x3A)
        number(ms / 1000 % 60, at: 17, width: 2)
        put(19, 0x2E)
        number(ms % 1000, at: 20, width: 3)
        put(23, 0x5A)
    }

    /// Days since 1970-01-01 of a date of the Gregorian calendar.
    ///
    /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
    public static func daysFromEpoch(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The Gregorian date of a day since 1970-01-01; the inverse of ``daysFromEpoch(year:month:day:)``.
    public static func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, day)
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func floorDivide(_ value: Int64, _ by: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: by)
        return remainder < 0 ? (quotient - 1, remainder + by) : (quotient, remainder)
    }
}

/// Walks over a span that is handed in anew at each step.
private struct SpanCursor {
    let count: Int
    var at = 0

    @inline(__always)
    mutating func next(_ bytes: Span<UInt8>) -> UInt8? {
        guard at < count else { return nil }
        defer { at += 1 }
        return bytes[at]
    }
}
