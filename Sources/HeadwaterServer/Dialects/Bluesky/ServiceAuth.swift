import Crypto
import Foundation
import HTTPTypes
import HeadwaterCore
import HeadwaterIngest
import Hummingbird
import Synchronization

/// Finds out which account a request comes from by the token that the account's host signed for it
/// (atproto.com/specs/xrpc, "Inter-Service Authentication").
///
/// The key is the account's own, by its published document. Where a signature doesn't fit, the
/// document is asked for once more: the key may just have been changed. A token counts once.
final class ServiceAuth: Sendable {
    /// How long a token may hold at most, in seconds; hosts give them one minute.
    static let longest: Double = 3600
    /// How much a host's clock may be ahead of ours, in seconds.
    static let skew: Double = 300

    private let serviceDID: String
    private let directory: IdentityDirectory
    private let clock: any TimeSource
    private let used: Mutex<UsedTokens>

    init(serviceDID: String, directory: IdentityDirectory, clock: any TimeSource) {
        self.serviceDID = serviceDID
        self.directory = directory
        self.clock = clock
        used = Mutex(UsedTokens(spanSeconds: Self.longest + Self.skew))
    }

    /// The account that a request comes from.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - method: The method that the token must be for.
    /// - Returns: The account; nil where the request shows no token.
    /// - Throws: 401 with the name that the AT Protocol has for what is wrong with the token, 503
    ///   where the account's document can't be asked for.
    func viewer(of request: Request, for method: String) async throws(XRPCError) -> String? {
        guard let header = request.headers[.authorization] else { return nil }
        guard header.prefix(7).lowercased() == "bearer " else {
            throw .unauthorized("BadJwt", "Authorization must be: Bearer TOKEN")
        }
        let token = try ServiceToken(String(header.dropFirst(7)).trimmingSpaces())
        let now = Double(clock.now.milliseconds) / 1000
        try check(token, for: method, now: now)
        try await checkSignature(of: token)
        // Only tokens that hold are remembered, so strangers can't crowd others' out.
        let name =
            token.nonce.map { "\(token.issuer) \($0)" }
            ?? ServiceToken.text(SHA256.hash(data: token.message))
        guard used.withLock({ $0.insert(name, now: now) }) else {
            throw .unauthorized("BadJwt", "the token has been used already")
        }
        return token.issuer
    }

    /// Checks what a token says of itself.
    private func check(
        _ token: ServiceToken,
        for method: String,
        now: Double
    ) throws(XRPCError) {
        guard token.expires >= now else {
            throw .unauthorized("JwtExpired", "the token has expired")
        }
        guard token.expires <= now + Self.longest + Self.skew else {
            throw .unauthorized("BadJwt", "the token holds for longer than an hour")
        }
        // Hosts that follow newer rules also name the service within the document.
        guard token.audience == serviceDID || token.audience == "\(serviceDID)#bsky_fg" else {
            throw .unauthorized("BadJwtAudience", "the token is for another service")
        }
        guard token.method == method else {
            throw .unauthorized("BadJwtLexiconMethod", "the token's lxm must be \(method)")
        }
        guard token.issuer.hasPrefix("did:plc:") || token.issuer.hasPrefix("did:web:"),
            token.issuer.utf8.count <= 256
        else { throw .unauthorized("BadJwtIss", "the token's iss is no account") }
    }

    private func checkSignature(of token: ServiceToken) async throws(XRPCError) {
        let key = try await key(of: token.issuer, isFresh: false)
        if Self.isSigned(token, by: key) { return }
        let fresh = try await self.key(of: token.issuer, isFresh: true)
        guard fresh != key, Self.isSigned(token, by: fresh) else {
            throw .unauthorized("BadJwtSignature", "the signature is not the account's")
        }
    }

    private static func isSigned(_ token: ServiceToken, by key: SigningKey) -> Bool {
        let algorithm =
            switch key.curve {
            case .p256: "ES256"
            case .k256: "ES256K"
            }
        return token.algorithm == algorithm
            && SignatureCheck.isValid(token.signature, of: token.message, by: key)
    }

    private func key(of did: String, isFresh: Bool) async throws(XRPCError) -> SigningKey {
        let document: DIDDocument?
        do throws(IdentityError) {
            document = try await directory.document(of: did, isFresh: isFresh)
        } catch {
            throw XRPCError(
                .serviceUnavailable,
                "UpstreamFailure",
                "the document of \(did) can't be asked for now",
                headers: [.retryAfter: "5"]
            )
        }
        guard let key = document?.signingKey else {
            throw .unauthorized("BadJwtIss", "\(did) has published no key")
        }
        return key
    }
}

/// Tokens that have counted, for as long as they may hold: two halves, of which the older goes.
struct UsedTokens: Sendable {
    /// Tokens of one half; beyond that the older half goes early.
    static let limit = 500_000

    private let spanSeconds: Double
    private var newer: Set<String> = []
    private var older: Set<String> = []
    private var since = 0.0

    init(spanSeconds: Double) { self.spanSeconds = spanSeconds }

    /// Takes note of a token; false where it has counted before.
    mutating func insert(_ name: String, now: Double) -> Bool {
        if now - since > spanSeconds || newer.count >= Self.limit {
            older = now - since > 2 * spanSeconds ? [] : newer
            newer = []
            since = now
        }
        guard !older.contains(name) else { return false }
        return newer.insert(name).inserted
    }
}
