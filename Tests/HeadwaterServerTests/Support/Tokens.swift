import Foundation
import HTTPTypes
import HeadwaterCore
import JWTKit

@testable import HeadwaterServer

/// Keys and viewer tokens, as an app's backend makes them.
enum Tokens {
    static let secret = String(repeating: "0123456789abcdef", count: 4)

    static let keys = [
        Key(name: "in", secret: "ingest-secret-0001", scopes: .ingest),
        Key(name: "out", secret: "read-secret-000001", scopes: .read),
        Key(name: "mod", secret: "moderate-secret-01", scopes: [.ingest, .moderate]),
        Key(name: "all", secret: "admin-secret-00001", scopes: .admin),
    ]

    /// A server with keys and viewer tokens.
    static func guarded(_ settings: inout ServerSettings) {
        settings.keys = keys
        settings.viewerSecret = secret
    }

    /// A server with keys, and no viewer tokens.
    static func keysAlone(_ settings: inout ServerSettings) { settings.keys = keys }

    /// A server with the demo town's media.
    static func demo(_ settings: inout ServerSettings) { settings.isDemo = true }

    static func key(_ name: String) -> HTTPFields {
        bearer(keys.first { $0.name == name }?.secret ?? "")
    }

    static func bearer(_ text: String) -> HTTPFields { [.authorization: "Bearer \(text)"] }

    private struct Claims: JWTPayload {
        var sub: String?
        var exp: Int?
        func verify(using _: some JWTAlgorithm) async throws {}
    }

    /// A token for a viewer that expires so many seconds after the tests' beginning.
    static func token(
        _ viewer: String?,
        expiresIn seconds: Int? = 300,
        secret: String = secret,
        digest: DigestAlgorithm = .sha256
    ) async throws -> String {
        let keys = await JWTKeyCollection()
            .add(hmac: HMACKey(from: Array(secret.utf8)), digestAlgorithm: digest)
        let start = Int(TestServer.start.milliseconds / 1000)
        return try await keys.sign(Claims(sub: viewer, exp: seconds.map { start + $0 }))
    }

    static func viewer(_ viewer: String) async throws -> HTTPFields {
        bearer(try await token(viewer))
    }
}
