/// A language that Headwater tells from others, as far as words are concerned.
///
/// The raw values are part of term keys and so of snapshots: the list only grows at its end.
public struct Language: Sendable, Hashable, Comparable {
    /// The place in the list of known languages, 0 for none of them.
    public let rawValue: UInt8

    /// No known language.
    public static let undetermined = Language(known: 0)
    /// English.
    public static let english = Language("en")

    /// The language of a BCP 47 tag such as `pt-BR`; undetermined where it isn't known.
    ///
    /// Only the primary subtag counts. The two forms of Norwegian are one language.
    public init(_ tag: String) {
        var primary = ""
        for byte in tag.utf8 {
            guard byte != 0x2D, byte != 0x5F, primary.utf8.count < 4 else { break }
            primary.unicodeScalars.append(
                Unicode.Scalar(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
            )
        }
        let code = Self.aliases[primary] ?? primary
        rawValue = UInt8(Self.table.firstIndex { $0.code == code } ?? 0)
    }

    /// The language at that place of the list, where there is one.
    public init?(rawValue: UInt8) {
        guard rawValue < UInt8(Self.table.count) else { return nil }
        self.rawValue = rawValue
    }

    private init(known rawValue: UInt8) { self.rawValue = rawValue }

    /// Its BCP 47 tag, `und` where it is undetermined.
    public var code: String { Self.table[Int(rawValue)].code }

    /// The name of its Snowball stemmer, where it has one.
    public var stemmer: String? { Self.table[Int(rawValue)].stemmer }

    /// Every language that has a stemmer.
    public static let stemmed: [Language] = all.filter { $0.stemmer != nil }

    /// Every known language.
    public static let all: [Language] = table.indices.map { Language(known: UInt8($0)) }

    /// By place in the list.
    public static func < (left: Language, right: Language) -> Bool {
        left.rawValue < right.rawValue
    }

    private static let aliases = [
        "nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi", "eng": "en", "deu": "de",
        "fra": "fr", "spa": "es", "por": "pt", "ita": "it", "jpn": "ja", "zho": "zh", "kor": "ko",
        "rus": "ru", "nld": "nl", "cmn": "zh", "yue": "zh", "bs": "sr", "hr": "sr",
    ]

    private static let table: [(code: String, stemmer: String?)] = [
        ("und", nil), ("en", "english"), ("es", "spanish"), ("pt", "portuguese"),
        ("fr", "french"), ("de", "german"), ("it", "italian"), ("nl", "dutch"),
        ("sv", "swedish"), ("da", "danish"), ("no", "norwegian"), ("fi", "finnish"),
        ("ru", "russian"), ("tr", "turkish"), ("hu", "hungarian"), ("ro", "romanian"),
        ("ca", "catalan"), ("ar", "arabic"), ("el", "greek"), ("hi", "hindi"),
        ("id", "indonesian"), ("ga", "irish"), ("lt", "lithuanian"), ("ne", "nepali"),
        ("sr", "serbian"), ("ta", "tamil"), ("hy", "armenian"), ("eu", "basque"),
        ("yi", "yiddish"), ("pl", nil), ("cs", nil), ("uk", nil), ("bg", nil), ("ja", nil),
        ("zh", nil), ("ko", nil), ("th", nil), ("lo", nil), ("km", nil), ("my", nil),
        ("he", nil), ("fa", nil), ("ur", nil), ("bn", nil), ("ka", nil), ("te", nil),
        ("gu", nil), ("kn", nil), ("ml", nil), ("pa", nil), ("si", nil), ("am", nil),
        ("bo", nil), ("vi", nil),
    ]
}
