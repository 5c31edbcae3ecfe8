/// Why an encoder could not be made from the files it was given.
public enum EncoderError: Error, Sendable, Hashable, CustomStringConvertible {
    /// No file has this path.
    case missing(path: String)
    /// The file could not be read; `code` is the system's error number.
    case unreadable(path: String, code: Int32)
    /// The file is not the archive that it should be: what is wrong, at which byte.
    case damagedArchive(String, offset: Int)
    /// The archive lacks an entry.
    case missingEntry(String)
    /// An entry of the archive is not what it should be.
    case damagedEntry(String, String)

    /// One sentence: what was wrong and where.
    public var description: String {
        switch self {
        case .missing(let path): "No encoder weights at \(path)."
        case .unreadable(let path, let code): "\(path) could not be read: error \(code)."
        case .damagedArchive(let reason, let offset):
            "The encoder's archive is damaged at byte \(offset): \(reason)."
        case .missingEntry(let name): "The encoder's archive lacks \(name)."
        case .damagedEntry(let name, let reason): "\(name) in the encoder's archive: \(reason)."
        }
    }
}
