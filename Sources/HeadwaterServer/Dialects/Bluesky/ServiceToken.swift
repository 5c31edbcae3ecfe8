import Foundation
import HeadwaterEvents

/// A token by which an account's host speaks for it to a service, not verified yet.
struct ServiceToken: Sendable, Hashable {
    /// The longest token that is read, in bytes.
    static let limitBytes = 4096

    var algorithm: String
    /// The account, without the fragment that names one of its keys.
    var issuer: String
    var audience: String?
    /// When it ends, in seconds since 1970.
    var expires: Double
    var method: String?
    var nonce: String?
    /// What is signed.
    var message: [UInt8]
    var signature: [UInt8]

    /// Reads a token's three parts.
    init(_ text: String) throws(XRPCError) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.limitBytes, parts.count == 3,
            let header = Self.json(parts[0]), let claims = Self.json(parts[1]),
            let signature = Self.bytes(parts[2])
        else { throw .unauthorized("BadJwt", "the token is no JWT") }
        // Tokens of other kinds must not pass for one of these.
        switch header["typ"]?.string?.lowercased() {
        case "at+jwt", "refresh+jwt", "dpop+jwt":
            throw .unauthorized("BadJwtType", "this is a token of another type")
        default: break
        }
        guard let algorithm = header["alg"]?.string, let expires = claims["exp"]?.double,
            let issuer = claims["iss"]?.string
        else { throw .unauthorized("BadJwt", "the token lacks alg, exp or iss") }
        self.algorithm = algorithm
        self.issuer = String(issuer.prefix { $0 != "#" })
        self.expires = expires
        self.signature = signature
        audience = claims["aud"]?.string
        method = claims["lxm"]?.string
        nonce = claims["jti"]?.string
        message = Array("\(parts[0]).\(parts[1])".utf8)
    }

    private static func json(_ part: Substring) -> JSONValue? {
        guard let bytes = bytes(part) else { return nil }
        do throws(JSONError) {
            let value = try JSONValue(parsing: bytes.span)
            return value.members == nil ? nil : value
        } catch {
            return nil
        }
    }

    /// Decodes base64url without padding.
    static func bytes(_ part: some StringProtocol) -> [UInt8]? {
        var text = ""
        for character in part.unicodeScalars {
            switch character {
            case "-": text += "+"
            case "_": text += "/"
            case "+", "/", "=": return nil
            default: text.unicodeScalars.append(character)
            }
        }
        text += String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: text).map { Array($0) }
    }

    /// Encodes base64url without padding.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }
}
