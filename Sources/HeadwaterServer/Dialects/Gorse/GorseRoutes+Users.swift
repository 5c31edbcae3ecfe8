import HeadwaterCatalog
import HeadwaterEngine
import HeadwaterEvents
import Hummingbird

extension GorseRoutes {
    func addUsers(to api: RouterGroup<Context>) {
        api.post("/api/user", use: insertUser)
        api.post("/api/users", use: insertUsers)
        api.get("/api/users", use: users)
        api.get("/api/user/:user", use: user)
        api.patch("/api/user/:user", use: updateUser)
        api.delete("/api/user/:user", use: deleteUser)
    }

    private func insertUser(_ request: Request, _ context: Context) async throws -> Response {
        let user = try GorseUser(try await GorseInput.object(request))
        return Self.affected(try await write([.putUser(user)], context))
    }

    private func insertUsers(_ request: Request, _ context: Context) async throws -> Response {
        let users = try await GorseInput.list(request).map { try GorseUser($0) }
        return Self.affected(try await write(users.map { .putUser($0) }, context))
    }

    private func updateUser(_ request: Request, _ context: Context) async throws -> Response {
        let id = try Self.id("user", context)
        let patch = try GorseUserPatch(try await GorseInput.object(request))
        return Self.affected(try await write([.changeUser(id, patch)], context))
    }

    private func deleteUser(_: Request, _ context: Context) async throws -> Response {
        let id = try Self.id("user", context)
        return Self.affected(try await write([.deleteUser(id)], context))
    }

    private func user(_: Request, _ context: Context) async throws -> Response {
        let engine = try reading(context)
        let id = try Self.id("user", context)
        let place = engine.gorse { _, catalog in GorseID.place(of: id, .user, in: catalog) }
        guard let view = engine.accounts([place.inner], viewer: nil).first else {
            throw APIError.notFound("there is no user \(id)")
        }
        var writer = JSONWriter()
        GorseUser(id: id, view.entry.attributes).write(into: &writer)
        return .json(writer)
    }

    private func users(_ request: Request, _ context: Context) async throws -> Response {
        let engine = try reading(context)
        let parameters = try QueryParameters(request)
        let range = try GorseRange(parameters)
        let start = try GorseRange.cursor(parameters)
        let limit = min(range.n, Self.listLimit)
        let page = engine.gorse { ledger, catalog -> (inner: [String], next: Int?) in
            var inner: [String] = []
            var place = start
            while place < ledger.userCount {
                let user = ledger.user(place)
                if !catalog.isDeleted(user) {
                    if inner.count == limit { return (inner, place) }
                    inner.append(catalog.id(of: user))
                }
                place += 1
            }
            return (inner, nil)
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("Cursor", GorseRange.text(of: page.next))
        writer.key("Users")
        writer.beginArray()
        for view in engine.accounts(page.inner, viewer: nil) {
            guard let id = GorseID.outer(.user, view.id) else { continue }
            GorseUser(id: id, view.entry.attributes).write(into: &writer)
        }
        writer.endArray()
        writer.endObject()
        return .json(writer)
    }
}
