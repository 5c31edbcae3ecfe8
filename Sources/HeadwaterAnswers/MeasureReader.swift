/// Finds the quantities of a sentence.
enum MeasureReader {
    private static let units: [String: Unit] = {
        var table: [String: Unit] = [:]
        let rows: [(Unit, String)] = [
            (
                .length,
                """
                cm centimetre centimetres centimeter centimeters mm millimetres millimeters m metre
                metres meter meters km kilometre kilometres kilometer kilometers mile miles foot feet
                ft inch inches yards yard metre-high
                """
            ),
            (
                .mass,
                "kg kilo kilos kilogram kilograms g gram grams lb lbs pound tonne tonnes ton tons"
            ),
            (
                .duration,
                """
                second seconds sec secs minute minutes min mins hour hours hr hrs day days week weeks
                month months year years decade decades century centuries night nights ms
                """
            ),
            (.temperature, "degree degrees celsius fahrenheit c f °c °f"),
            (.speed, "kmh kph mph knot knots km/h kt kts"),
            (.percent, "percent pct % percentage"),
            (
                .money,
                """
                crown crowns dollar dollars euro euros pounds quid cents pence eur usd gbp bucks
                francs yen kr
                """
            ),
            (.frequency, "times"),
        ]
        for (unit, words) in rows {
            for word in words.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
                table[String(word)] = unit
            }
        }
        return table
    }()

    /// The kind of quantity that a word is the unit of.
    static func unit(of word: String) -> Unit? { units[word] }

    private static let numerals: [String: Double] = {
        let low = [
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
            "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
            "eighteen", "nineteen",
        ]
        var table: [String: Double] = [:]
        for (number, word) in low.enumerated() { table[word] = Double(number) }
        let tens = [
            "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
        ]
        for (number, word) in tens.enumerated() { table[word] = Double(number + 2) * 10 }
        return table
    }()

    private static let multiples: [String: Double] = [
        "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000,
        "dozen": 12, "k": 1_000, "m": 1_000_000,
    ]

    private static let spans: Set<String> = [
        "second", "minute", "hour", "day", "night", "week", "month", "year", "daily",
    ]

    private static let rejecting: Set<String> = [
        "not", "instead", "than", "earlier", "previously", "previous", "formerly", "wrongly",
    ]

    /// The quantities of a sentence, in order.
    static func measures(of words: [Word], in bytes: [UInt8]) -> [Measure] {
        var found: [Measure] = []
        var index = 0
        while index < words.count {
            guard var measure = number(at: index, words, bytes) else {
                index += 1
                continue
            }
            measure.isDenied = isDenied(measure, words, bytes)
            found.append(measure)
            index = measure.words.upperBound
        }
        takeBack(&found, words, bytes)
        return found
    }

    /// The quantity that begins at a word, if one does.
    private static func number(at index: Int, _ words: [Word], _ bytes: [UInt8]) -> Measure? {
        let text = words[index].text
        if text == "once" || text == "twice" || text == "thrice" {
            let unit: Unit = .frequency
            return Measure(
                unit: unit,
                magnitude: text == "once" ? 1 : text == "twice" ? 2 : 3,
                words: index..<index + 1
            )
        }
        if let ordinal = ordinal(text) {
            return Measure(unit: .ordinal, magnitude: ordinal, words: index..<index + 1)
        }
        var end = index
        var value: Double
        var glued: Unit?
        if let (number, unit) = digits(text) {
            value = number
            glued = unit
            end = index + 1
        } else if let (number, next) = numeral(at: index, words) {
            value = number
            end = next
        } else {
            return nil
        }
        while end < words.count, let factor = multiples[words[end].text],
            words[end].text.utf8.count > 1
        {
            value *= factor
            end += 1
        }
        if let glued { return Measure(unit: glued, magnitude: value, words: index..<end) }
        if let score = score(value, index..<end, words, bytes) { return score }
        return withUnit(value, index..<end, words, bytes)
    }

    private static func withUnit(
        _ value: Double,
        _ range: Range<Int>,
        _ words: [Word],
        _ bytes: [UInt8]
    ) -> Measure {
        var measure = Measure(unit: .count, magnitude: value, words: range)
        let start = words[range.lowerBound].start
        if start > 0, bytes[start - 1] == 0x24 || isCurrencySign(bytes, before: start) {
            measure.unit = .money
            return measure
        }
        let last = words[range.upperBound - 1].end
        if last < bytes.count, bytes[last] == 0x25 {
            measure.unit = .percent
            return measure
        }
        if last + 2 < bytes.count, bytes[last] == 0x3A, isDigit(bytes[last + 1]) {
            measure.unit = .clock
            return measure
        }
        var next = range.upperBound
        // "more", "full" and the like may stand between number and unit.
        if next < words.count, ["more", "full", "whole", "or", "so"].contains(words[next].text) {
            next += 1
        }
        guard next < words.count else { return measure }
        let word = words[next].text
        if word == "per", next + 1 < words.count, words[next + 1].text == "cent" {
            measure.unit = .percent
            measure.words = range.lowerBound..<next + 2
            return measure
        }
        if word == "am" || word == "pm" || word == "o'clock" || word == "a.m" || word == "p.m" {
            measure.unit = .clock
            measure.words = range.lowerBound..<next + 1
            return measure
        }
        guard let unit = units[word] else { return measure }
        measure.unit = unit
        measure.words = range.lowerBound..<next + 1
        if unit == .length, next + 1 < words.count {
            let after = words[next + 1].text
            let afterNext = next + 2 < words.count ? words[next + 2].text : ""
            let isSpeed =
                after == "h"
                || (after == "an" || after == "per" || after == "a") && afterNext == "hour"
            if isSpeed { measure.unit = .speed }
        }
        return measure
    }

    /// `7-4`, or `Rovers 1, Port Ostrey 1`.
    private static func score(
        _ value: Double,
        _ range: Range<Int>,
        _ words: [Word],
        _ bytes: [UInt8]
    ) -> Measure? {
        let next = range.upperBound
        guard value < 200, next < words.count else { return nil }
        let end = words[next - 1].end
        let gap = words[next].start - end
        if gap == 1 || gap == 3, let (second, unit) = digits(words[next].text), unit == nil {
            let sign = bytes[end]
            if sign == 0x2D || sign == 0x3A && words[next].text.utf8.count < 2
                || gap == 3 && sign == 0xE2
            {
                return Measure(
                    unit: .score,
                    magnitude: value,
                    second: second,
                    words: range.lowerBound..<next + 1
                )
            }
        }
        // A name, a number, a comma, one to three words with capitals, a number.
        guard range.lowerBound > 0, words[range.lowerBound - 1].isCapital, bytes[end] == 0x2C
        else { return nil }
        var other = next
        while other < words.count, other < next + 4, words[other].isCapital { other += 1 }
        guard other > next, other < words.count, let (second, unit) = digits(words[other].text),
            unit == nil
        else { return nil }
        return Measure(
            unit: .score,
            magnitude: value,
            second: second,
            words: range.lowerBound..<other + 1
        )
    }

    /// Digits with separators, and a unit that is written onto them.
    static func digits(_ text: String) -> (Double, Unit?)? {
        var whole = 0.0
        var fraction = 0.0
        var scale = 0.0
        var count = 0
        var tail = ""
        for byte in text.utf8 {
            if isDigit(byte), tail.isEmpty {
                count += 1
                if scale == 0 {
                    whole = whole * 10 + Double(byte - 0x30)
                } else {
                    fraction += Double(byte - 0x30) * scale
                    scale /= 10
                }
            } else if byte == 0x2E, count > 0, tail.isEmpty {
                scale = 0.1
            } else if byte == 0x2C, count > 0, tail.isEmpty {
                continue
            } else {
                tail.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
        guard count > 0 else { return nil }
        if tail.isEmpty { return (whole + fraction, nil) }
        if tail == "am" || tail == "pm" { return (whole + fraction, .clock) }
        if tail == "k" { return ((whole + fraction) * 1_000, .count) }
        guard let unit = units[tail] else { return nil }
        return (whole + fraction, unit)
    }

    private static func numeral(at index: Int, _ words: [Word]) -> (Double, Int)? {
        let text = words[index].text
        guard let first = numerals[text] else { return nil }
        // A pronoun or article more often than a number.
        if text == "one" { return nil }
        if first >= 20, first < 100, index + 1 < words.count,
            let ones = numerals[words[index + 1].text], ones > 0, ones < 10
        {
            return (first + ones, index + 2)
        }
        return (first, index + 1)
    }

    private static func ordinal(_ text: String) -> Double? {
        guard text.utf8.count > 2 else { return nil }
        let tail = text.suffix(2)
        guard tail == "th" || tail == "st" || tail == "nd" || tail == "rd" else { return nil }
        var value = 0.0
        for byte in text.dropLast(2).utf8 {
            guard isDigit(byte) else { return nil }
            value = value * 10 + Double(byte - 0x30)
        }
        return value
    }

    /// Whether the words just before or behind a quantity take it back.
    private static func isDenied(_ measure: Measure, _ words: [Word], _ bytes: [UInt8]) -> Bool {
        let first = measure.words.lowerBound
        for distance in 1...3 where first - distance >= 0 {
            let word = words[first - distance]
            if rejecting.contains(word.text) {
                // "not counting", "no fewer than" and "more than" bound a number, not deny it.
                if word.text == "than", first - distance > 0,
                    words[first - distance - 1].text != "rather"
                {
                    return false
                }
                return true
            }
            if breaksClause(bytes, word.end, words[first - distance + 1].start) { break }
        }
        let last = measure.words.upperBound
        for distance in 0..<2 where last + distance < words.count {
            let word = words[last + distance]
            if word.text == "earlier" || word.text == "before" && measure.unit == .count {
                return true
            }
        }
        return false
    }

    /// Marks quantities that the sentence as a whole takes back: "posts of two dead are false",
    /// "Correction: we reported 105", "the 118 that I posted was really 97".
    private static func takeBack(_ found: inout [Measure], _ words: [Word], _ bytes: [UInt8]) {
        guard !found.isEmpty else { return }
        let refutes = words.contains { Lexicon.refutations.contains($0.text) }
        let corrects = words.contains { Lexicon.corrections.contains($0.text) }
        for number in found.indices where !found[number].isDenied {
            let place = found[number].words
            if refutes { found[number].isDenied = true }
            if corrects {
                let before = words[max(0, place.lowerBound - 4)..<place.lowerBound]
                if before.contains(where: { Lexicon.sayings.contains($0.text) }) {
                    found[number].isDenied = true
                }
            }
            if number + 1 < found.count {
                let between = words[place.upperBound..<found[number + 1].words.lowerBound]
                if between.contains(where: { $0.text == "really" || $0.text == "actually" }) {
                    found[number].isDenied = true
                }
            }
        }
    }

    private static func breaksClause(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Bool {
        guard start < end, end <= bytes.count else { return false }
        return bytes[start..<end].contains { $0 == 0x2C || $0 == 0x3B || $0 == 0x3A }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private static func isCurrencySign(_ bytes: [UInt8], before index: Int) -> Bool {
        if index >= 2, bytes[index - 2] == 0xC2, bytes[index - 1] == 0xA3 { return true }
        return index >= 3 && bytes[index - 3] == 0xE2 && bytes[index - 2] == 0x82
            && bytes[index - 1] == 0xAC
    }
}
