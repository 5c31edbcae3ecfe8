/// What a key may do.
public struct Scopes: OptionSet, Sendable, Hashable {
    /// The bits.
    public var rawValue: UInt8
    /// The scopes with these bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Send events, but labels and the statuses `suspended` and `takendown`.
    public static let ingest = Scopes(rawValue: 1)
    /// Ask for feeds, search, answers, posts, accounts and status, for any viewer.
    public static let read = Scopes(rawValue: 2)
    /// Send labels and the statuses `suspended` and `takendown`.
    public static let moderate = Scopes(rawValue: 4)
    /// Everything.
    public static let admin = Scopes(rawValue: 15)

    /// The scope of that name.
    public init?(name: some StringProtocol) {
        switch name {
        case "ingest": self = .ingest
        case "read": self = .read
        case "moderate": self = .moderate
        case "admin": self = .admin
        default: return nil
        }
    }
}

/// A secret that a server presents, and what it may do with it.
public struct Key: Sendable, Hashable {
    /// What it is called in logs and limits.
    public var name: String
    /// What is presented.
    public var secret: String
    /// What it may do.
    public var scopes: Scopes

    /// A key.
    public init(name: String, secret: String, scopes: Scopes) {
        self.name = name
        self.secret = secret
        self.scopes = scopes
    }

    /// Reads `name:secret:scope+scope,…`, as in the setting `HEADWATER_KEYS`.
    ///
    /// - Throws: a plain sentence about the first key that is wrong. It never holds a secret.
    public static func parse(_ text: String) throws(SettingError) -> [Key] {
        var keys: [Key] = []
        for item in text.split(separator: ",") {
            let parts = item.split(separator: ":", omittingEmptySubsequences: false)
            let name = parts.first.map { $0.trimmingSpaces() } ?? ""
            guard parts.count == 3, !name.isEmpty else {
                throw SettingError(
                    "HEADWATER_KEYS: write each key as name:secret:scope+scope; key "
                        + "\(keys.count + 1) has \(parts.count) parts"
                )
            }
            guard parts[1].utf8.count >= 16 else {
                throw SettingError(
                    "HEADWATER_KEYS: the secret of \(name) is shorter than 16 characters; make one "
                        + "with: openssl rand -hex 24"
                )
            }
            guard !keys.contains(where: { $0.name == name }) else {
                throw SettingError("HEADWATER_KEYS: two keys are called \(name)")
            }
            var scopes: Scopes = []
            for scope in parts[2].split(separator: "+") {
                guard let known = Scopes(name: scope.trimmingSpaces()) else {
                    throw SettingError(
                        "HEADWATER_KEYS: \(name) has no scope called \(scope); there are ingest, "
                            + "read, moderate and admin"
                    )
                }
                scopes.formUnion(known)
            }
            guard !scopes.isEmpty else {
                throw SettingError("HEADWATER_KEYS: \(name) has no scope")
            }
            keys.append(Key(name: name, secret: String(parts[1]), scopes: scopes))
        }
        return keys
    }
}

/// A setting that can't be used: a plain sentence that says which, why, and what to do.
public struct SettingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sentence.
    public var description: String

    /// An error in that sentence's words.
    public init(_ description: String) { self.description = description }
}

extension StringProtocol {
    func trimmingSpaces() -> String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
