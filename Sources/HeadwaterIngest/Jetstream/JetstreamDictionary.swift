/// The zstd dictionaries of Bluesky's Jetstream.
public enum JetstreamDictionary {
    /// The one behind `/subscribe?compress=true`: id 1612007021, 112,640 bytes.
    public static let legacy: [UInt8] = decode(legacyBase64)

    /// The bytes behind base64 text without line breaks (RFC 4648 section 4).
    private static func decode(_ text: StaticString) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8CodeUnitCount / 4 * 3)
        var bits: UInt32 = 0
        var count = 0
        text.withUTF8Buffer { buffer in
            for character in buffer {
                let value: UInt8
                switch character {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = character - UInt8(ascii: "A")
                case UInt8(ascii: "a")...UInt8(ascii: "z"):
                    value = character - UInt8(ascii: "a") + 26
                case UInt8(ascii: "0")...UInt8(ascii: "9"):
                    value = character - UInt8(ascii: "0") + 52
                case UInt8(ascii: "+"): value = 62
                case UInt8(ascii: "/"): value = 63
                default: continue
                }
                bits = bits << 6 | UInt32(value)
                count += 6
                guard count >= 8 else { continue }
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }
}
