import HeadwaterCore

/// Who makes a request, and what they may do.
struct Caller: Sendable, Hashable {
    /// How a caller has shown who they are.
    enum Kind: Sendable, Hashable {
        /// No key is configured: everything on this machine may do everything.
        case local
        /// A key of that name.
        case key(String)
        /// A viewer token: the viewer.
        case viewer(String)
    }

    var kind: Kind
    var scopes: Scopes

    static let local = Caller(kind: .local, scopes: .admin)

    /// The viewer that a token stands for.
    var tokenViewer: String? {
        if case .viewer(let id) = kind { id } else { nil }
    }

    /// Refuses a caller without the scope.
    func require(_ scope: Scopes) throws(APIError) {
        guard scopes.isSuperset(of: scope) else {
            throw APIError.forbidden("this key may not do that: it lacks a scope")
        }
    }

    /// The viewer of a request that names `asked`: a token implies its own and allows no other.
    func viewer(asked: String?) throws(APIError) -> String? {
        guard let own = tokenViewer else { return asked }
        guard asked.map({ $0.hasSameBytes(as: own) }) ?? true else {
            throw APIError.forbidden("a viewer token speaks for its own viewer alone", "viewer")
        }
        return own
    }
}
