import HeadwaterEvents

/// Cuts texts to the format's limits.
enum TextLimit {
    /// The longest beginning of a text that has at most `limit` bytes and ends between two
    /// characters of Unicode; counts a cut where something is lost.
    static func cut(_ text: String, toBytes limit: Int, _ cuts: inout Int) -> String {
        guard text.utf8.count > limit else { return text }
        cuts += 1
        var end = text.utf8.index(text.utf8.startIndex, offsetBy: limit)
        while text.utf8[end] & 0xC0 == 0x80 { end = text.utf8.index(before: end) }
        return String(text[..<end])
    }
}

/// A list of different texts within the format's limits, in the order of their coming.
///
/// What is empty, too long or one too many is left out and counted. Complexity: `add` compares with
/// every item, of which there are at most 256.
struct LimitedList {
    private(set) var items: [String] = []
    private(set) var cuts = 0
    private let textBytes: Int

    init(textBytes: Int = EventLimits.textBytes) { self.textBytes = textBytes }

    mutating func add(_ text: String?) {
        guard let text, !text.isEmpty, text.utf8.count <= textBytes else {
            cuts += 1
            return
        }
        guard !items.contains(text) else { return }
        guard items.count < EventLimits.listItems else {
            cuts += 1
            return
        }
        items.append(text)
    }
}
