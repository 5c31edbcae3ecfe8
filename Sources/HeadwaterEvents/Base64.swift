/// Base64 (RFC 4648 section 4, with padding) of little-endian 32-bit floats.
enum Base64 {
    private static let alphabet: StaticString =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

    private static func value(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x41...0x5A: UInt32(byte - 0x41)
        case 0x61...0x7A: UInt32(byte - 0x47)
        case 0x30...0x39: UInt32(byte + 4)
        case 0x2B: 62
        case 0x2F: 63
        default: nil
        }
    }

    /// The numbers; nil where the text is no base64 or no whole count of numbers.
    static func floats(from text: Span<UInt8>) -> [Float]? {
        guard text.count % 4 == 0 else { return nil }
        var padding = 0
        while padding < 2, padding < text.count, text[text.count - 1 - padding] == 0x3D {
            padding += 1
        }
        let bytes = text.count / 4 * 3 - padding
        guard bytes % 4 == 0 else { return nil }
        var numbers: [Float] = []
        numbers.reserveCapacity(bytes / 4)
        var bits: UInt32 = 0
        var filled = 0
        for group in stride(from: 0, to: text.count, by: 4) {
            var three: UInt32 = 0
            for place in group..<group + 4 {
                if place >= text.count - padding {
                    three <<= 6
                } else {
                    guard let six = value(text[place]) else { return nil }
                    three = three << 6 | six
                }
            }
            let count = group + 4 == text.count ? 3 - padding : 3
            for place in 0..<count {
                bits |= (three >> UInt32(16 - place * 8) & 0xFF) << UInt32(filled * 8)
                filled += 1
                guard filled == 4 else { continue }
                numbers.append(Float(bitPattern: bits))
                bits = 0
                filled = 0
            }
        }
        return numbers
    }

    /// Appends the base64 of numbers.
    static func append(_ numbers: [Float], to text: inout [UInt8]) {
        let count = numbers.count * 4
        func byte(_ index: Int) -> UInt32 {
            index < count ? numbers[index / 4].bitPattern >> UInt32(index % 4 * 8) & 0xFF : 0
        }
        for start in stride(from: 0, to: count, by: 3) {
            let three = byte(start) << 16 | byte(start + 1) << 8 | byte(start + 2)
            for place in 0..<4 {
                let six = Int(three >> UInt32(18 - place * 6) & 63)
                text.append(start + place <= count ? alphabet.utf8Start[six] : 0x3D)
            }
        }
    }
}
