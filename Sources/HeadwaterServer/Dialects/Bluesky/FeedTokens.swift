import Crypto
import Foundation

/// What goes out with a page, comes back from clients verbatim, and can't be made up: each token
/// says for which viewer and post it was given.
struct FeedTokens: Sendable {
    /// Where a post stood.
    struct Place: Sendable, Hashable {
        /// The page.
        var request: String
        /// From 0.
        var position: Int64
    }

    private let key: SymmetricKey

    /// Tokens signed with a secret, or with one that is made now.
    init(secret: String?) {
        guard let secret else {
            key = SymmetricKey(size: .bits256)
            return
        }
        // The secret serves nothing else, even where it is given to other parts too.
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: Data(secret.utf8)),
            info: Data("headwater bluesky feed".utf8),
            outputByteCount: 32
        )
    }

    /// The `feedContext` of a post on a page: at most 120 bytes.
    func context(_ place: Place, post: String, viewer: String) -> String {
        let code = code("post", place.request, "\(place.position)", post, viewer)
        return "1.\(place.request).\(place.position).\(ServiceToken.text(code))"
    }

    /// The `reqId` of a page: at most 100 bytes.
    func page(_ request: String, viewer: String) -> String {
        "1.\(request).\(ServiceToken.text(code("page", request, viewer)))"
    }

    /// Where that post stood for that viewer; nil where the token is not ours, or another's.
    func place(_ token: String?, post: String, viewer: String) -> Place? {
        guard let parts = Self.parts(token, 4), let position = Int64(parts[2]),
            isCode(parts[3], "post", parts[1], parts[2], post, viewer)
        else { return nil }
        return Place(request: parts[1], position: position)
    }

    /// The page that a viewer was given; nil where the token is not ours, or another's.
    func request(_ token: String?, viewer: String) -> String? {
        guard let parts = Self.parts(token, 3), isCode(parts[2], "page", parts[1], viewer) else {
            return nil
        }
        return parts[1]
    }

    private static func parts(_ token: String?, _ count: Int) -> [String]? {
        guard let token, token.utf8.count <= 2000 else { return nil }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        return parts.count == count && parts[0] == "1" ? parts : nil
    }

    /// Ids hold no line break, so no two lists of parts are the same message.
    private func code(_ parts: String...) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(
            for: Data(parts.joined(separator: "\n").utf8),
            using: key
        )
    }

    private func isCode(_ text: String, _ parts: String...) -> Bool {
        guard let bytes = ServiceToken.bytes(text) else { return false }
        // Compares in the same time whatever differs.
        return HMAC<SHA256>.isValidAuthenticationCode(
            bytes,
            authenticating: Data(parts.joined(separator: "\n").utf8),
            using: key
        )
    }
}
