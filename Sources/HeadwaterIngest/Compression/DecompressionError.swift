/// Why compressed bytes can't be read.
public enum DecompressionError: Error, Sendable, Hashable {
    /// They end before they are complete.
    case truncated
    /// They are not what they should be; the library's own words.
    case damaged(String)
    /// They swell to more than this many bytes, where there is a limit.
    case tooLarge(limitBytes: Int)
    /// The library got no memory.
    case outOfMemory
}

extension DecompressionError: CustomStringConvertible {
    /// What is wrong, as one line for whoever sent the bytes.
    public var description: String {
        switch self {
        case .truncated: "the compressed data ends too early"
        case .damaged(let detail): "the compressed data is damaged: \(detail)"
        case .tooLarge(let limitBytes): "the data swells to more than \(limitBytes) bytes"
        case .outOfMemory: "there is no memory left to decompress with"
        }
    }
}
