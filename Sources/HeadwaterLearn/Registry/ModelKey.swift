import HeadwaterCore

/// The scope of a model: the surface, the viewer's language and country, and the experiment's arm
/// that it is for, each where it is set.
///
/// Written `surface=video,language=de`, the parts in the order surface, language, country, arm;
/// a model for everything is called `main`.
public struct ModelKey: Sendable, Hashable, CustomStringConvertible {
    /// The feed.
    public var surface: String?
    /// The viewer's account attribute `language`.
    public var language: String?
    /// The viewer's account attribute `country`.
    public var country: String?
    /// The arm of an experiment; it says whom a model serves, and not what it learns.
    public var arm: String?

    /// The longest value of a part, in bytes.
    public static let partBytes = 128
    /// The key of the model for everything.
    public static let main = ModelKey()

    /// A scope.
    public init(
        surface: String? = nil,
        language: String? = nil,
        country: String? = nil,
        arm: String? = nil
    ) {
        self.surface = surface
        self.language = language
        self.country = country
        self.arm = arm
    }

    /// Reads what ``description`` writes, in any order of the parts.
    public init(parsing text: String) throws(ModelCommandError) {
        self.init()
        guard text != "main" else { return }
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, !pair[1].isEmpty, pair[1].utf8.count <= Self.partBytes,
                !pair[1].contains(where: { $0 == "=" || $0.isWhitespace })
            else { throw .badKey(text) }
            let place: WritableKeyPath<ModelKey, String?>
            switch pair[0] {
            case "surface": place = \.surface
            case "language": place = \.language
            case "country": place = \.country
            case "arm": place = \.arm
            default: throw .badKey(text)
            }
            guard self[keyPath: place] == nil else { throw .badKey(text) }
            self[keyPath: place] = String(pair[1])
        }
    }

    /// The canonical text.
    public var description: String {
        let parts = [
            ("surface", surface), ("language", language), ("country", country), ("arm", arm),
        ]
        let text = parts.compactMap { name, value in value.map { "\(name)=\($0)" } }
            .joined(separator: ",")
        return text.isEmpty ? "main" : text
    }

    /// How narrow it is: the number of parts first, then arm before surface before language before
    /// country.
    var narrowness: Int {
        let parts = [arm != nil, surface != nil, language != nil, country != nil]
        let order = parts.reduce(0) { $0 * 2 + ($1 ? 1 : 0) }
        return parts.filter { $0 }.count * 16 + order
    }
}

/// Why a change of a model has no effect.
public enum ModelCommandError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The text is no key.
    case badKey(String)
    /// The text is no command.
    case badCommand(String)
    /// There is no such model.
    case unknown(ModelKey)
    /// There is one already.
    case exists(ModelKey)
    /// There are as many models as the knob allows.
    case tooMany(Int)
    /// The model has no such version.
    case noVersion(ModelKey, String)
    /// The model for everything can't end.
    case isMain

    /// What is wrong, and what would be right.
    public var description: String {
        switch self {
        case .badKey(let text):
            "\"\(text)\" is no model: write main, or parts such as surface=video,language=de "
                + "of surface, language, country and arm, each once and without spaces"
        case .badCommand(let text):
            "\"\(text)\" is no change of a model: write create [parent=MODEL], save, "
                + "promote [version=VERSION], rollback or retire"
        case .unknown(let key): "there is no model \(key)"
        case .exists(let key): "there is a model \(key) already"
        case .tooMany(let limit): "there are \(limit) models, as many as learn.models.limit allows"
        case .noVersion(let key, let version):
            version.isEmpty
                ? "no version of \(key) was saved to go back to"
                : "\(key) has no saved version \(version)"
        case .isMain: "main serves whatever no other model does, and can't be retired"
        }
    }
}

/// What a `change` record of kind `model` says of the model that its name names.
public enum ModelCommand: Sendable, Hashable, CustomStringConvertible {
    /// It comes to exist, with what its parent has learned; it learns from now on, and doesn't
    /// serve before it is promoted.
    case create(parent: ModelKey?)
    /// Its version as it stands is kept.
    case save
    /// It serves from now on; with a version, as that was when it was saved.
    case promote(version: String?)
    /// It goes back to the version that was saved or promoted last.
    case rollback
    /// It ends.
    case retire

    /// Reads a record's `after`.
    public init(parsing text: String) throws(ModelCommandError) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        let verb = words.first.map(String.init) ?? ""
        let arguments = words.dropFirst().map(String.init)
        switch (verb, arguments.count) {
        case ("create", 0): self = .create(parent: nil)
        case ("create", 1) where arguments[0].hasPrefix("parent="):
            self = .create(parent: try ModelKey(parsing: String(arguments[0].dropFirst(7))))
        case ("save", 0): self = .save
        case ("promote", 0): self = .promote(version: nil)
        case ("promote", 1) where arguments[0].hasPrefix("version=") && arguments[0].count > 8:
            self = .promote(version: String(arguments[0].dropFirst(8)))
        case ("rollback", 0): self = .rollback
        case ("retire", 0): self = .retire
        default: throw .badCommand(text)
        }
    }

    /// What ``init(parsing:)`` reads.
    public var description: String {
        switch self {
        case .create(let parent): parent.map { "create parent=\($0)" } ?? "create"
        case .save: "save"
        case .promote(let version): version.map { "promote version=\($0)" } ?? "promote"
        case .rollback: "rollback"
        case .retire: "retire"
        }
    }
}
