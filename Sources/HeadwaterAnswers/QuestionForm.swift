/// What kind of answer a question asks for.
struct QuestionForm: Sendable, Hashable {
    enum Kind: UInt8, Sendable, Hashable {
        /// A number of things.
        case count
        /// A number with one of the wanted units.
        case measure
        /// Any number.
        case amount
        /// How a vote or match ended.
        case result
        case time
        case place
        case person
        case reason
        case manner
        case yesNo
        /// What something is called.
        case name
        case thing
        /// All there is to say.
        case open
    }

    var kind = Kind.thing
    /// The units that an answer may have.
    var units: Set<Unit> = []
    /// The words of the question that only say what kind of answer is wanted.
    var machinery: Set<Int> = []
    /// The word for what is counted.
    var counted: Int?
    /// Whether it asks how things are, not how they were.
    var asksPresent = false
    /// Whether it asks where something comes from.
    var asksOrigin = false
    /// Whether it asks for an age.
    var asksAge = false
    /// The words of the question that are units.
    var unitWords: Set<Int> = []
    /// The word that asks.
    var asking: Int?
    /// Whether the newest is asked for.
    var asksNewest = false
    /// Whether the greatest is asked for.
    var asksGreatest = false

    /// Whether an answer must hold a quantity.
    var needsMeasure: Bool {
        kind == .count || kind == .measure || kind == .amount || kind == .result
    }

    /// Whether answers can contradict each other in a way that can be seen.
    var isComparable: Bool { needsMeasure || kind == .yesNo }

    /// Reads it from the folded words of a question.
    init(words: [String]) {
        asksPresent = words.first.map { Lexicon.presentAuxiliaries.contains($0) } ?? false
        asksOrigin = words.contains("where") && words.contains("from")
        asksNewest = words.contains { Lexicon.newest.contains($0) }
        asksGreatest = words.contains { Lexicon.superlatives.contains($0) }
        guard let place = words.firstIndex(where: { Self.askingWords.contains($0) }) else {
            if let first = words.first, Lexicon.auxiliaries.contains(first) { kind = .yesNo }
            if kind == .thing { kind = .open }
            return
        }
        if let first = words.first, Lexicon.auxiliaries.contains(first) {
            kind = .yesNo
            return
        }
        machinery.insert(place)
        asking = place
        let next = place + 1 < words.count ? words[place + 1] : ""
        switch words[place] {
        case "who", "whom", "whose": kind = .person
        case "when": kind = .time
        case "where": kind = .place
        case "why": kind = .reason
        case "how": readHow(words, place, next)
        default: readWhat(words, place, next)
        }
        readNamedUnit(words)
    }

    private static let askingWords: Set<String> = [
        "who", "whom", "whose", "what", "which", "when", "where", "why", "how", "what's", "who's",
        "where's", "when's", "how's", "whats", "whos",
    ]

    private static let adjectives: [String: Set<Unit>] = [
        "long": [.duration, .length], "deep": [.length], "high": [.length], "tall": [.length],
        "wide": [.length], "far": [.length], "fast": [.speed], "old": [.duration],
        "warm": [.temperature], "hot": [.temperature], "cold": [.temperature], "heavy": [.mass],
    ]

    private static let attributes: [String: Set<Unit>] = [
        "temperature": [.temperature], "price": [.money], "height": [.length],
        "depth": [.length], "length": [.length, .duration], "width": [.length],
        "distance": [.length], "weight": [.mass], "speed": [.speed], "percentage": [.percent],
        "age": [.duration], "salary": [.money],
    ]

    private mutating func readHow(_ words: [String], _ place: Int, _ next: String) {
        machinery.insert(place + 1)
        switch next {
        case "many":
            kind = .count
            units = [.count]
            readCounted(words, from: place + 2)
        case "much":
            kind = .amount
            if words.contains(where: { Self.moneyWords.contains($0) }) {
                kind = .measure
                units = [.money]
            } else if words.contains("weigh") || words.contains("weighs") {
                kind = .measure
                units = [.mass]
                mark(["weigh", "weighs"], words)
            }
        case "often":
            kind = .measure
            units = [.frequency]
        default:
            if let wanted = Self.adjectives[next] {
                kind = .measure
                units = wanted
                asksAge = next == "old"
                if next == "fast" { mark(["going", "travelling", "moving"], words) }
            } else {
                machinery.remove(place + 1)
                kind = .manner
                let asksEnd = words.contains { $0 == "vote" || $0 == "voted" || $0 == "end" }
                if asksEnd { kind = .result }
            }
        }
    }

    private mutating func readWhat(_ words: [String], _ place: Int, _ next: String) {
        kind = .thing
        let isCalled = words.contains { $0 == "called" || $0 == "named" }
        if isCalled || words.dropFirst(place).prefix(4).contains("name") {
            kind = .name
            return
        }
        if ["happened", "happens", "happening", "new", "news"].contains(where: words.contains) {
            kind = .open
            mark(["happened", "happens", "happening", "new", "news", "going", "latest"], words)
            return
        }
        if words.contains("about"), words.contains(where: { Self.talking.contains($0) }) {
            kind = .open
            mark(Array(Self.talking) + ["people", "everyone", "they"], words)
            return
        }
        if next == "time" || next == "day" || next == "date" || next == "year" || next == "month" {
            kind = .time
            machinery.insert(place + 1)
            return
        }
        if next == "caused" || next == "made" || words.contains("cause") || words.contains("reason")
        {
            kind = .reason
            return
        }
        // "what is the height of", "at what temperature", "what was the final score".
        for number in (place + 1)..<max(place + 1, min(words.count, place + 6)) {
            if let wanted = Self.attributes[words[number]] {
                kind = .measure
                units = wanted
                machinery.insert(number)
                return
            }
            if words[number] == "score" || words[number] == "result" && words.contains("match") {
                kind = .result
                machinery.insert(number)
                return
            }
            if words[number] == "of" { break }
        }
        if words.contains(where: { $0 == "cost" || $0 == "costs" }) {
            kind = .measure
            units = [.money]
            mark(["cost", "costs"], words)
        }
    }

    private static let talking: Set<String> = [
        "say", "saying", "said", "think", "thinking", "know",
    ]

    private static let moneyWords: Set<String> = [
        "cost", "costs", "money", "pay", "paid", "price", "worth", "earn", "earns", "spend",
        "spent", "raised", "salary", "fine", "charge",
    ]

    /// Reads "in metres" and "in km/h".
    private mutating func readNamedUnit(_ words: [String]) {
        for number in words.indices.dropFirst() where words[number - 1] == "in" {
            guard var unit = MeasureReader.unit(of: words[number]), unit != .count else { continue }
            // A unit is a word of its own here: "in c", "in m" are something else.
            guard words[number].utf8.count > 1, unit != .duration else { continue }
            machinery.insert(number)
            unitWords.insert(number)
            if unit == .length, number + 1 < words.count, words[number + 1] == "h" {
                unit = .speed
                machinery.insert(number + 1)
            }
            kind = .measure
            units = [unit]
            return
        }
    }

    /// The last of the words behind "how many" up to the verb: "smoked haddock buns".
    private mutating func readCounted(_ words: [String], from start: Int) {
        var number = start
        while number < words.count, ["of", "the", "other", "more"].contains(words[number]) {
            number += 1
        }
        while number < words.count, number < start + 6 {
            let word = words[number]
            if Lexicon.auxiliaries.contains(word) || Lexicon.placeWords.contains(word)
                || Lexicon.countEnds.contains(word)
            {
                break
            }
            counted = number
            number += 1
            if number - start > 1, word.hasSuffix("s"), number < words.count { break }
            if word == "people" || word == "children" || word == "men" || word == "women" { break }
        }
    }

    private mutating func mark(_ list: [String], _ words: [String]) {
        for (number, word) in words.enumerated() where list.contains(word) {
            machinery.insert(number)
        }
    }
}
