import Foundation
import HTTPTypes
import HeadwaterCore
import Hummingbird
import JWTKit

/// Decides who a request comes from: key, viewer token, or this machine where no key is set.
struct Gatekeeper: Sendable {
    /// The claims of a viewer token.
    private struct Claims: JWTPayload {
        var sub: SubjectClaim
        var exp: ExpirationClaim

        func verify(using _: some JWTAlgorithm) throws {}
    }

    private let settings: ServerSettings
    private let tokenKeys: JWTKeyCollection?
    private let tickets: MediaTickets
    private let limiter = RateLimiter()

    init(_ settings: ServerSettings) async {
        self.settings = settings
        tickets = await MediaTickets()
        if let secret = settings.viewerSecret {
            tokenKeys = await JWTKeyCollection()
                .add(hmac: HMACKey(from: Array(secret.utf8)), digestAlgorithm: .sha256)
        } else {
            tokenKeys = nil
        }
    }

    /// Whether callers have to show who they are.
    var isGuarded: Bool { !settings.keys.isEmpty || tokenKeys != nil }

    /// The caller of a request.
    ///
    /// - Throws: 401 where it shows nothing valid, 403 for a foreign Host or Origin where nothing
    ///   is to be shown, 429 beyond the rate.
    func caller(of request: Request) async throws(APIError) -> Caller {
        try checkHost(request)
        guard isGuarded else { return .local }
        let presented = try Self.secret(of: request)
        if let key = settings.keys.first(where: { Self.equal($0.secret, presented) }) {
            try limit("k:\(key.name)", settings.knobs[ServerSettings.keyRate])
            return Caller(kind: .key(key.name), scopes: key.scopes)
        }
        let viewer = try await viewer(ofToken: presented)
        try limit("v:\(viewer)", settings.knobs[ServerSettings.viewerRate])
        return Caller(kind: .viewer(viewer), scopes: [])
    }

    /// The caller of a request that shows a ticket: the ticket's viewer.
    ///
    /// - Throws: 401, 403 and 429 as for any other.
    func caller(of request: Request, ticket: String) async throws(APIError) -> Caller {
        try checkHost(request)
        let viewer = try await tickets.viewer(of: ticket, now: settings.time.now)
        try limit("v:\(viewer)", settings.knobs[ServerSettings.viewerRate])
        return Caller(kind: .viewer(viewer), scopes: [])
    }

    /// A ticket for a viewer's media, and the seconds that it holds.
    func ticket(for viewer: String) async throws -> (ticket: String, seconds: Int64) {
        let seconds = Int64(settings.knobs[MediaKnobs.ticketMinutes] * 60)
        let expires = Timestamp(milliseconds: settings.time.now.milliseconds + seconds * 1000)
        return (try await tickets.make(for: viewer, until: expires), seconds)
    }

    /// What a request shows: in `Authorization`, or as Gorse's clients do in `X-API-Key`.
    private static func secret(of request: Request) throws(APIError) -> String {
        guard let header = request.headers[.authorization] else {
            if let name = HTTPField.Name("X-API-Key"), let key = request.headers[name] {
                return key.trimmingSpaces()
            }
            throw .unauthorized("send a key as Authorization: Bearer KEY")
        }
        guard header.prefix(7).lowercased() == "bearer " else {
            throw .unauthorized("Authorization must be: Bearer KEY")
        }
        return String(header.dropFirst(7)).trimmingSpaces()
    }

    private func viewer(ofToken token: String) async throws(APIError) -> String {
        guard let tokenKeys, token.split(separator: ".").count == 3 else {
            throw .unauthorized("the key is not known")
        }
        let claims: Claims
        do {
            claims = try await tokenKeys.verify(token, as: Claims.self)
        } catch {
            throw .unauthorized("the viewer token is not valid")
        }
        let expires = claims.exp.value.timeIntervalSince1970 * 1000
        guard expires > Double(settings.time.now.milliseconds) else {
            throw .unauthorized("the viewer token has expired: fetch a new one")
        }
        let viewer = claims.sub.value
        guard (1...512).contains(viewer.utf8.count) else {
            throw .unauthorized("the viewer token's sub is no account id")
        }
        return viewer
    }

    private func limit(_ name: String, _ rate: Double) throws(APIError) {
        guard let seconds = limiter.secondsToWait(name, perSecond: rate) else { return }
        throw APIError(
            status: .tooManyRequests,
            code: "too_many_requests",
            message: "more than \(Int(rate)) requests a second: wait \(seconds) s",
            param: nil,
            headers: [.retryAfter: "\(seconds)"]
        )
    }

    /// Without keys, pages of other sites must not reach us through the browser of whoever runs us.
    func checkHost(_ request: Request) throws(APIError) {
        guard !isGuarded else { return }
        if let host = request.head.authority, !isOwn(host: host) {
            throw .forbidden("the Host \(host) is not ours: call 127.0.0.1 or localhost")
        }
        guard let origin = request.headers[.origin] else { return }
        let host = origin.split(separator: "/", maxSplits: 2).last.map(String.init) ?? ""
        guard settings.origins.contains(origin) || isOwn(host: host) else {
            throw .forbidden("the Origin \(origin) is not allowed: add it to HEADWATER_ORIGINS")
        }
    }

    private func isOwn(host: String) -> Bool {
        var name = host
        if host.hasPrefix("[") {
            name = String(host.dropFirst().prefix { $0 != "]" })
        } else if let colon = host.lastIndex(of: ":") {
            name = String(host[..<colon])
        }
        return name == "localhost" || name == "::1" || name == "127.0.0.1"
            || name == settings.host
    }

    /// Compares without saying by its time how much agrees.
    private static func equal(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for index in left.indices { difference |= left[index] ^ right[index] }
        return difference == 0
    }
}
