/// SentencePiece's normal form of text: its precompiled map (here `nmt_nfkc`: NFKC, and control
/// characters to spaces or nothing), then spaces.
///
/// The map is a double-array trie over UTF-8 bytes (darts-clone's layout: u32 units with a label,
/// an offset and a leaf flag) whose values are offsets in a table of replacements, each ended by a
/// zero byte. At each place the longest match counts; where none does, one character stays.
/// Follows SentencePiece's `normalizer.cc` (Apache-2.0).
struct CharacterMap: Sendable {
    /// What stands for a space in pieces: U+2581.
    static let space: [UInt8] = [0xE2, 0x96, 0x81]

    private let units: [UInt32]
    private let replacements: [UInt8]

    /// Reads a precompiled map; an empty one leaves characters as they are.
    init(_ bytes: ArraySlice<UInt8>, name: String) throws(EncoderError) {
        guard !bytes.isEmpty else {
            units = []
            replacements = []
            return
        }
        let unitBytes = bytes.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard bytes.count > 4 + unitBytes, unitBytes >= 4, unitBytes % 4 == 0, bytes.last == 0
        else { throw .damagedEntry(name, "its character map is cut off") }
        var units: [UInt32] = []
        units.reserveCapacity(unitBytes / 4)
        let start = bytes.startIndex + 4
        for offset in stride(from: start, to: start + unitBytes, by: 4) {
            units.append(
                UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8
                    | UInt32(bytes[offset + 2]) << 16 | UInt32(bytes[offset + 3]) << 24
            )
        }
        self.units = units
        replacements = Array(bytes[(start + unitBytes)...])
    }

    /// A text in normal form.
    ///
    /// UTF-8: a leading U+2581, one in place of each run of spaces, none at the end; empty where
    /// nothing is left. `text` is valid UTF-8. Complexity: linear.
    func normalized(_ text: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.count + text.count / 2 + 3)
        var position = 0
        // Leading spaces, and what becomes one.
        while position < text.count {
            let match = match(text, at: position)
            guard isOneSpace(match, text[position]) else { break }
            position += match.length
        }
        guard position < text.count else { return [] }
        output += Self.space
        var afterSpace = true
        while position < text.count {
            let match = match(text, at: position)
            if let value = match.value {
                var at = value
                if afterSpace { while replacements[at] == 0x20 { at += 1 } }
                while replacements[at] != 0 {
                    afterSpace = append(replacements[at], to: &output)
                    at += 1
                }
            } else if !(afterSpace && text[position] == 0x20) {
                for at in position..<position + match.length {
                    afterSpace = append(text[at], to: &output)
                }
            }
            position += match.length
        }
        while output.suffix(3).elementsEqual(Self.space) { output.removeLast(3) }
        return output
    }

    /// Appends a byte, a space as U+2581; says whether it was a space.
    private func append(_ byte: UInt8, to output: inout [UInt8]) -> Bool {
        if byte == 0x20 {
            output.append(0xE2)
            output.append(0x96)
            output.append(0x81)
            return true
        }
        output.append(byte)
        return false
    }

    private struct Match {
        /// How many bytes of text it takes.
        var length: Int
        /// Where its replacement starts; nil where the bytes stay.
        var value: Int?
    }

    private func isOneSpace(_ match: Match, _ first: UInt8) -> Bool {
        guard let value = match.value else { return first == 0x20 }
        return replacements[value] == 0x20 && replacements[value + 1] == 0
    }

    private func match(_ text: [UInt8], at position: Int) -> Match {
        var best = Match(length: 0, value: nil)
        var node = units.isEmpty ? 0 : Self.offset(units[0])
        var at = position
        while at < text.count {
            let byte = text[at]
            node ^= Int(byte)
            guard node < units.count else { break }
            let unit = units[node]
            guard unit & 0x8000_00FF == UInt32(byte) else { break }
            node ^= Self.offset(unit)
            at += 1
            guard node < units.count else { break }
            if unit & 0x100 != 0 {
                let value = Int(units[node] & 0x7FFF_FFFF)
                best = Match(length: at - position, value: value < replacements.count ? value : nil)
            }
        }
        if best.length == 0 || best.value == nil {
            return Match(length: characterLength(text, at: position), value: nil)
        }
        return best
    }

    private func characterLength(_ text: [UInt8], at position: Int) -> Int {
        let first = text[position]
        let length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        return min(length, text.count - position)
    }

    private static func offset(_ unit: UInt32) -> Int {
        Int((unit >> 10) << ((unit & 0x200) >> 6))
    }
}
