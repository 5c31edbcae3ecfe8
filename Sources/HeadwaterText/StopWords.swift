/// Words so common that they say little of what a text is about.
///
/// A search counts them for a third; a guess of a text's language counts little else.
public struct StopWords: Sendable {
    /// The lists of all languages that have one.
    public static let shared = StopWords()

    private let slots: [(hash: UInt64, languages: UInt32)]
    private let codes: [Language]

    private init() {
        var slots = [(hash: UInt64, languages: UInt32)](repeating: (0, 0), count: 1 << 13)
        var codes: [Language] = []
        let points = CodePoints.shared
        var folded: [UInt8] = []
        for (bit, list) in StopWordLists.all.enumerated() {
            codes.append(Language(list.code))
            list.words.forEachItem { word in
                folded.removeAll(keepingCapacity: true)
                var index = 0
                while index < word.count {
                    let (point, width) = decode(word.span, index)
                    points.appendFold(of: point, to: &folded)
                    index += width
                }
                let hash = termHash(folded.span, seed: 0)
                let slot = Self.slot(of: hash, in: slots)
                slots[slot] = (hash, slots[slot].languages | 1 << UInt32(bit))
            }
        }
        self.slots = slots
        self.codes = codes
    }

    /// Whether a folded word is a stop word of a language.
    public func contains(_ term: Span<UInt8>, language: Language) -> Bool {
        guard let bit = codes.firstIndex(of: language) else { return false }
        return mask(term) & 1 << UInt32(bit) != 0
    }

    /// Whether a folded word is a stop word of a language.
    public func contains(_ term: String, language: Language) -> Bool {
        var term = term
        return term.withUTF8 { contains($0.span, language: language) }
    }

    /// The languages that have a list, in the order of the bits of `mask`.
    var languages: [Language] { codes }

    /// A bit for each language of which a folded word is a stop word.
    func mask(_ term: Span<UInt8>) -> UInt32 {
        guard term.count < 24 else { return 0 }
        return slots[Self.slot(of: termHash(term, seed: 0), in: slots)].languages
    }

    private static func slot(of hash: UInt64, in slots: [(hash: UInt64, languages: UInt32)]) -> Int
    {
        var slot = Int(hash & UInt64(slots.count - 1))
        while slots[slot].languages != 0, slots[slot].hash != hash {
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }
}
