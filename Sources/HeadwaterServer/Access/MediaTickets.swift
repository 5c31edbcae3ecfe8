import Foundation
import HeadwaterCore
import JWTKit

/// Leave to load media by address alone.
///
/// A page's pictures and videos are asked for without the page's key, which must not stand in an
/// address either. A ticket may: it opens one viewer's media and nothing else, for a while, and
/// holds until the server is started anew.
struct MediaTickets: Sendable {
    private struct Claims: JWTPayload {
        var sub: SubjectClaim
        var exp: ExpirationClaim

        func verify(using _: some JWTAlgorithm) throws {}
    }

    private let keys: JWTKeyCollection

    /// Tickets under a secret that nobody else has ever had.
    init() async {
        var random = SystemRandomNumberGenerator()
        let secret = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
        keys = await JWTKeyCollection()
            .add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
    }

    /// A ticket for a viewer.
    func make(for viewer: String, until expires: Timestamp) async throws -> String {
        let date = Date(timeIntervalSince1970: Double(expires.milliseconds) / 1000)
        return try await keys.sign(Claims(sub: .init(value: viewer), exp: .init(value: date)))
    }

    /// The viewer that a ticket is for.
    ///
    /// - Throws: 401 where it is none of ours, or no longer holds.
    func viewer(of ticket: String, now: Timestamp) async throws(APIError) -> String {
        let claims: Claims
        do {
            claims = try await keys.verify(ticket, as: Claims.self)
        } catch {
            throw .unauthorized("the ticket is not valid")
        }
        guard claims.exp.value.timeIntervalSince1970 * 1000 > Double(now.milliseconds) else {
            throw .unauthorized("the ticket has expired: fetch a new one")
        }
        return claims.sub.value
    }
}
