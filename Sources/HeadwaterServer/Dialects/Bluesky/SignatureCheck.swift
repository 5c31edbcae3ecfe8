import CSecp256k1
import Crypto
import Foundation
import HeadwaterIngest

/// Checks ECDSA signatures over SHA-256, written as r and s of 32 bytes each.
///
/// Tokens may have the high of the two values of s, unlike repositories' commits.
enum SignatureCheck {
    // Safety: a context without secrets is never changed after its making; the library's manual
    // allows any number of threads to verify with one at the same time. It is never freed.
    private nonisolated(unsafe) static let context = secp256k1_context_create(contextFlags)
    /// `SECP256K1_CONTEXT_NONE`, a macro that Swift doesn't see.
    private static let contextFlags: UInt32 = 1

    /// Whether the key's holder has signed the message.
    static func isValid(_ signature: [UInt8], of message: [UInt8], by key: SigningKey) -> Bool {
        guard signature.count == 64 else { return false }
        return switch key.curve {
        case .p256: isValidP256(signature, of: message, point: key.point)
        case .k256:
            isValidK256(signature, digest: Array(SHA256.hash(data: message)), point: key.point)
        }
    }

    private static func isValidP256(
        _ signature: [UInt8],
        of message: [UInt8],
        point: [UInt8]
    ) -> Bool {
        do {
            let key =
                point.count == 33
                ? try P256.Signing.PublicKey(compressedRepresentation: point)
                : try P256.Signing.PublicKey(x963Representation: point)
            let signature = try P256.Signing.ECDSASignature(rawRepresentation: signature)
            return key.isValidSignature(signature, for: message)
        } catch {
            return false
        }
    }

    private static func isValidK256(
        _ signature: [UInt8],
        digest: [UInt8],
        point: [UInt8]
    ) -> Bool {
        guard let context else { return false }
        // Safety: each array is as long as the library reads: 64, 32, and the count given.
        var key = secp256k1_pubkey()
        guard secp256k1_ec_pubkey_parse(context, &key, point, point.count) == 1 else {
            return false
        }
        var parsed = secp256k1_ecdsa_signature()
        guard secp256k1_ecdsa_signature_parse_compact(context, &parsed, signature) == 1 else {
            return false
        }
        // The library takes the low value of s alone.
        var low = secp256k1_ecdsa_signature()
        _ = secp256k1_ecdsa_signature_normalize(context, &low, &parsed)
        return secp256k1_ecdsa_verify(context, &low, digest, &key) == 1
    }
}
