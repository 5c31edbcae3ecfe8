/// The public key that an account's host signs with for it.
public struct SigningKey: Sendable, Hashable {
    /// The curves that the AT Protocol allows (atproto.com/specs/cryptography).
    public enum Curve: Sendable, Hashable {
        /// NIST P-256, in tokens `ES256`.
        case p256
        /// secp256k1, in tokens `ES256K`.
        case k256
    }

    /// Which curve it is a point of.
    public var curve: Curve
    /// The point, as SEC 1 writes it: 33 bytes compressed, or 65.
    ///
    /// Nobody has checked that it lies on the curve.
    public var point: [UInt8]

    /// A key.
    public init(curve: Curve, point: [UInt8]) {
        self.curve = curve
        self.point = point
    }

    /// Reads a `publicKeyMultibase` of a verification method of that type.
    init?(multibase text: String, type: String) {
        guard text.utf8.first == UInt8(ascii: "z"), text.utf8.count <= 128,
            let bytes = Base58.decode(text.dropFirst())
        else { return nil }
        switch type {
        case "Multikey":
            // The codes of the two curves as unsigned varints: 0xE7 and 0x1200.
            if bytes.starts(with: [0xE7, 0x01]) {
                self.init(curve: .k256, point: Array(bytes.dropFirst(2)))
            } else if bytes.starts(with: [0x80, 0x24]) {
                self.init(curve: .p256, point: Array(bytes.dropFirst(2)))
            } else {
                return nil
            }
        // Documents from before 2023 say the curve in the type, and the point alone.
        case "EcdsaSecp256k1VerificationKey2019": self.init(curve: .k256, point: bytes)
        case "EcdsaSecp256r1VerificationKey2019": self.init(curve: .p256, point: bytes)
        default: return nil
        }
        guard point.count == 33 || point.count == 65 else { return nil }
    }
}

/// Base58 in Bitcoin's alphabet.
enum Base58 {
    private static let alphabet = Array(
        "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8
    )

    /// The bytes; nil where a character is none of the alphabet.
    ///
    /// Complexity: quadratic in the length.
    static func decode(_ text: Substring) -> [UInt8]? {
        // The number, least byte first.
        var number: [UInt8] = []
        for character in text.utf8 {
            guard let digit = alphabet.firstIndex(of: character) else { return nil }
            var carry = digit
            for place in number.indices {
                carry += Int(number[place]) * 58
                number[place] = UInt8(carry & 0xFF)
                carry >>= 8
            }
            while carry > 0 {
                number.append(UInt8(carry & 0xFF))
                carry >>= 8
            }
        }
        let zeros = text.utf8.prefix { $0 == alphabet[0] }.count
        return [UInt8](repeating: 0, count: zeros) + number.reversed()
    }
}
