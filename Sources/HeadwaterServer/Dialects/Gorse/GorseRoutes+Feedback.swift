import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents
import Hummingbird

extension GorseRoutes {
    /// One name for each depth: the router can't tell a type from a user where they stand.
    func addFeedback(to api: RouterGroup<Context>) {
        api.post("/api/feedback") { try await insertFeedback($0, $1, overwrites: false) }
        api.put("/api/feedback") { try await insertFeedback($0, $1, overwrites: true) }
        api.get("/api/feedback", use: allFeedback)
        api.get("/api/feedback/:first", use: allFeedback)
        api.get("/api/feedback/:first/:second", use: pairFeedback)
        api.delete("/api/feedback/:first/:second", use: deletePairFeedback)
        api.get("/api/feedback/:first/:second/:third", use: oneFeedback)
        api.delete("/api/feedback/:first/:second/:third", use: deleteOneFeedback)
        api.get("/api/user/:user/feedback", use: userFeedback)
        api.get("/api/user/:user/feedback/:type", use: userFeedback)
        api.get("/api/item/:item/feedback", use: itemFeedback)
        api.get("/api/item/:item/feedback/:type", use: itemFeedback)
    }

    private func insertFeedback(
        _ request: Request,
        _ context: Context,
        overwrites: Bool
    ) async throws -> Response {
        let feedback = try await GorseInput.list(request).map {
            try GorseFeedback($0, settings.feedback)
        }
        try checkTypes(feedback.map(\.type))
        let count = try await write(
            feedback.map { .putFeedback($0, overwrites: overwrites) },
            context
        )
        return Self.affected(count)
    }

    /// Refuses types beyond those that are told apart.
    func checkTypes(_ types: [String]) throws(APIError) {
        let new = try box.engine.gorse { ledger, _ in
            let unknown = Set(types).filter { ledger.type($0) == nil }
            return ledger.hasRoomForTypes(unknown.count) ? 0 : unknown.count
        }
        guard new == 0 else {
            throw .badRequest(
                "there are \(GorseLedger.typeLimit) types of feedback at most",
                "FeedbackType"
            )
        }
    }

    private func deletePairFeedback(_: Request, _ context: Context) async throws -> Response {
        let user = try Self.id("first", context)
        let item = try Self.id("second", context)
        return Self.affected(
            try await write([.deleteFeedback(user: user, item: item, type: nil)], context)
        )
    }

    private func deleteOneFeedback(_: Request, _ context: Context) async throws -> Response {
        let type = try Self.part("first", context)
        let user = try Self.id("second", context)
        let item = try Self.id("third", context)
        return Self.affected(
            try await write([.deleteFeedback(user: user, item: item, type: type)], context)
        )
    }

    // MARK: Reading

    /// A row of the ledger, with the ids that Gorse's API gives its user and item.
    private struct Found: Sendable {
        var row: GorseLedger.Row
        var type: String
        var user: String
        var item: String

        init?(_ row: GorseLedger.Row, _ ledger: GorseLedger, _ catalog: Catalog) {
            guard row.stands, let user = GorseID.outer(.user, catalog.id(of: row.user)),
                let item = GorseID.outer(.item, catalog.id(of: row.item))
            else { return nil }
            self.row = row
            type = ledger.name(ofType: row.type)
            self.user = user
            self.item = item
        }
    }

    private func allFeedback(_ request: Request, _ context: Context) async throws -> Response {
        let engine = try reading(context)
        let parameters = try QueryParameters(request)
        let range = try GorseRange(parameters)
        let start = try GorseRange.cursor(parameters)
        let limit = min(range.n, Self.listLimit)
        let type = context.parameters.get("first") == nil ? nil : try Self.part("first", context)
        let now = engine.now
        // In steps: rows of another type may lie between, and the lock must not be held for long.
        var rows: [Found] = []
        var next: Int? = start
        while let place = next, rows.count <= limit {
            let room = limit + 1 - rows.count
            let step = engine.gorse { ledger, catalog -> (rows: [Found], next: Int?) in
                let end = min(place + 8192, ledger.rowCount)
                let number = type.map { ledger.type($0) ?? 0 }
                var found: [Found] = []
                for place in min(place, end)..<end where found.count < room {
                    let row = ledger.row(place)
                    guard number == nil || row.type == number, (row.due ?? now) <= now,
                        let one = Found(row, ledger, catalog)
                    else { continue }
                    found.append(one)
                }
                return (found, end < ledger.rowCount ? end : nil)
            }
            rows += step.rows
            next = step.next
        }
        let cursor = rows.count > limit ? rows[limit].row.place : nil
        let page = Array(rows.prefix(limit))
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("Cursor", GorseRange.text(of: cursor))
        writer.key("Feedback")
        try await Self.write(page, engine, into: &writer)
        writer.endObject()
        return .json(writer)
    }

    private func userFeedback(_: Request, _ context: Context) async throws -> Response {
        let engine = try reading(context)
        let id = try Self.id("user", context)
        return try await answer(engine, context) { ledger, catalog in
            let place = GorseID.place(of: id, .user, in: catalog)
            guard let user = catalog.account(place.inner) else { return [] }
            return ledger.rows(of: user, limit: Self.listLimit)
        }
    }

    private func itemFeedback(_: Request, _ context: Context) async throws -> Response {
        let engine = try reading(context)
        let id = try Self.id("item", context)
        return try await answer(engine, context) { ledger, catalog in
            let place = GorseID.place(of: id, .item, in: catalog)
            guard let item = catalog.post(place.inner) else { return [] }
            return ledger.rows(to: item, limit: Self.listLimit)
        }
    }

    private func pairFeedback(_: Request, _ context: Context) async throws -> Response {
        let engine = try reading(context)
        let user = try Self.id("first", context)
        let item = try Self.id("second", context)
        return try await answer(engine, context) { Self.rows(of: user, and: item, $0, $1) }
    }

    private func oneFeedback(_: Request, _ context: Context) async throws -> Response {
        let engine = try reading(context)
        let type = try Self.part("first", context)
        let user = try Self.id("second", context)
        let item = try Self.id("third", context)
        let rows = engine.gorse { ledger, catalog in
            Self.rows(of: user, and: item, ledger, catalog).compactMap {
                Found($0, ledger, catalog)
            }
            .filter { $0.type.hasSameBytes(as: type) }
        }
        guard let found = rows.first, let feedback = try await Self.stored([found], engine).first
        else { throw APIError.notFound("there is no such feedback") }
        var writer = JSONWriter()
        feedback.0.write(updated: feedback.1, into: &writer)
        return .json(writer)
    }

    private static func rows(
        of userID: String,
        and itemID: String,
        _ ledger: GorseLedger,
        _ catalog: Catalog
    ) -> [GorseLedger.Row] {
        guard
            let user = catalog.account(GorseID.place(of: userID, .user, in: catalog).inner),
            let item = catalog.post(GorseID.place(of: itemID, .item, in: catalog).inner)
        else { return [] }
        return ledger.rows(of: user, and: item)
    }

    /// A list of feedback, the oldest first, of the type in the path where there is one.
    private func answer(
        _ engine: Engine,
        _ context: Context,
        _ rows: (GorseLedger, Catalog) -> [GorseLedger.Row]
    ) async throws -> Response {
        let type = context.parameters.get("type") == nil ? nil : try Self.part("type", context)
        let now = engine.now
        let found = engine.gorse { ledger, catalog in
            rows(ledger, catalog).reversed().compactMap { row -> Found? in
                guard (row.due ?? now) <= now else { return nil }
                return Found(row, ledger, catalog)
            }
        }
        .filter { row in type.map { $0.hasSameBytes(as: row.type) } ?? true }
        var writer = JSONWriter()
        try await Self.write(found, engine, into: &writer)
        return .json(writer)
    }

    private static func write(
        _ rows: [Found],
        _ engine: Engine,
        into writer: inout JSONWriter
    ) async throws {
        writer.beginArray()
        for (feedback, updated) in try await stored(rows, engine) {
            feedback.write(updated: updated, into: &writer)
        }
        writer.endArray()
    }

    /// What the log has of rows; those that retention has removed are left out.
    private static func stored(
        _ rows: [Found],
        _ engine: Engine
    ) async throws -> [(GorseFeedback, Timestamp)] {
        try await blocking {
            zip(rows, try engine.engagements(at: rows.map(\.row.position))).compactMap {
                row,
                record in
                guard let record else { return nil }
                let feedback = GorseFeedback(
                    type: row.type,
                    user: row.user,
                    item: row.item,
                    record.engagement
                )
                return (feedback, record.received)
            }
        }
    }
}
