import HeadwaterCatalog
import HeadwaterEngine
import HeadwaterEvents
import HeadwaterIndex
import Hummingbird

extension GorseRoutes {
    func addItems(to api: RouterGroup<Context>) {
        api.post("/api/item", use: insertItem)
        api.post("/api/items", use: insertItems)
        api.get("/api/items", use: items)
        api.get("/api/item/:item", use: item)
        api.patch("/api/item/:item", use: updateItem)
        api.delete("/api/item/:item", use: deleteItem)
        api.put("/api/item/:item/category/:category", use: insertCategory)
        api.delete("/api/item/:item/category/:category", use: deleteCategory)
    }

    private func insertItem(_ request: Request, _ context: Context) async throws -> Response {
        let item = try GorseItem(try await GorseInput.object(request))
        return Self.affected(try await write([.putItem(item)], context))
    }

    private func insertItems(_ request: Request, _ context: Context) async throws -> Response {
        let items = try await GorseInput.list(request).map { try GorseItem($0) }
        return Self.affected(try await write(items.map { .putItem($0) }, context))
    }

    private func updateItem(_ request: Request, _ context: Context) async throws -> Response {
        let id = try Self.id("item", context)
        let change = try GorseItemChange(patch: try await GorseInput.object(request))
        return Self.affected(try await write([.changeItem(id, change)], context))
    }

    private func deleteItem(_: Request, _ context: Context) async throws -> Response {
        let id = try Self.id("item", context)
        return Self.affected(try await write([.deleteItem(id)], context))
    }

    private func insertCategory(_: Request, _ context: Context) async throws -> Response {
        let category = try Self.part("category", context)
        guard category.utf8.count <= 256 else {
            throw APIError.badRequest("a category has at most 256 bytes", "category")
        }
        return try await change(.addCategory(category), context)
    }

    private func deleteCategory(_: Request, _ context: Context) async throws -> Response {
        try await change(.removeCategory(try Self.part("category", context)), context)
    }

    private func change(
        _ change: GorseItemChange,
        _ context: Context
    ) async throws -> Response {
        let id = try Self.id("item", context)
        let count = try await write([.changeItem(id, change)], context)
        guard count > 0 else { throw APIError.notFound("there is no item \(id)") }
        return Self.affected(count)
    }

    private func item(_: Request, _ context: Context) async throws -> Response {
        let engine = try reading(context)
        let id = try Self.id("item", context)
        let found = try await blocking { () -> GorseItem? in
            let place = engine.gorse { _, catalog in GorseID.place(of: id, .item, in: catalog) }
            return try Self.items([place.inner], engine).first
        }
        guard let found else { throw APIError.notFound("there is no item \(id)") }
        var writer = JSONWriter()
        found.write(into: &writer)
        return .json(writer)
    }

    /// The items that posts are, those that exist.
    static func items(_ inner: [String], _ engine: Engine) throws -> [GorseItem] {
        try engine.posts(inner, viewer: nil).compactMap { view in
            GorseID.outer(.item, view.post.id).map { GorseItem(id: $0, view.post, at: view.at) }
        }
    }

    private func items(_ request: Request, _ context: Context) async throws -> Response {
        let engine = try reading(context)
        let parameters = try QueryParameters(request)
        let range = try GorseRange(parameters)
        let start = try GorseRange.cursor(parameters)
        let limit = min(range.n, Self.listLimit)
        let found: [GorseItem]
        var next: Int?
        if let query = parameters.first("q"), !query.isEmpty {
            found = try await blocking {
                try Self.search(query, min(limit, Self.recommendLimit), engine)
            }
        } else {
            let page = Self.page(from: start, limit: limit, engine)
            next = page.next
            found = try await blocking { try Self.items(page.inner, engine) }
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("Cursor", GorseRange.text(of: next))
        writer.key("Items")
        writer.beginArray()
        for item in found { item.write(into: &writer) }
        writer.endArray()
        writer.endObject()
        return .json(writer)
    }

    /// The next items that exist, and the place of the one after them.
    private static func page(
        from start: Int,
        limit: Int,
        _ engine: Engine
    ) -> (inner: [String], next: Int?) {
        engine.gorse { ledger, catalog in
            var inner: [String] = []
            var place = start
            while place < ledger.itemCount {
                let post = ledger.item(place)
                if catalog[post].isLive {
                    if inner.count == limit { return (inner, place) }
                    inner.append(catalog.id(of: post))
                }
                place += 1
            }
            return (inner, nil)
        }
    }

    private static func search(
        _ query: String,
        _ limit: Int,
        _ engine: Engine
    ) throws -> [GorseItem] {
        var found: [GorseItem] = []
        var search = SearchRequest(query: query)
        search.limit = 100
        // Posts that are no items may stand between them.
        for _ in 0..<20 where found.count < limit {
            let answer = try engine.search(search)
            for hit in answer.hits {
                guard let id = GorseID.outer(.item, hit.view.post.id) else { continue }
                found.append(GorseItem(id: id, hit.view.post, at: hit.view.at))
            }
            guard let cursor = answer.cursor else { break }
            search.cursor = cursor
        }
        return Array(found.prefix(limit))
    }
}
