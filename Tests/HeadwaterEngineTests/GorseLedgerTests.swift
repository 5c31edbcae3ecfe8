import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLog
import Testing

@testable import HeadwaterEngine

@Suite("What Gorse's API lists")
struct GorseLedgerTests {
    @Test("Inner ids hold kind, generation and the id itself, whatever is in it")
    func ids() {
        for id in ["a", "a:b", "~2:x", "gorse:item:a", "ä/ö", " "] {
            for generation in [1, 2, 17] {
                for kind in [GorseID.Kind.user, .item] {
                    let inner = GorseID.inner(kind, id, generation: generation)
                    #expect(GorseID.outer(kind, inner) == id)
                    #expect(GorseID.outer(kind == .user ? .item : .user, inner) == nil)
                }
            }
        }
        #expect(GorseID.inner(.item, "a", generation: 3) == "gorse:item~3:a")
        for other in ["a", "gorse:item", "gorse:items:a", "gorse:author:a", ""] {
            #expect(GorseID.outer(.item, other) == nil)
        }
    }

    @Test("The newest generation is found, however many were deleted")
    func generations() {
        for deleted in [0, 1, 2, 3, 6, 7, 8, 40] {
            var views = Views()
            var feeder = Feeder()
            for generation in 1..<(deleted + 1) {
                let id = GorseID.inner(.item, "a", generation: generation)
                feeder.apply(.post(Post(id: id, author: id, at: .epoch, text: "")), &views)
                feeder.apply(.delete(Delete(post: id, at: .epoch)), &views)
                var user = Account(
                    id: GorseID.inner(.user, "a", generation: generation),
                    at: .epoch
                )
                user.status = .deleted
                feeder.apply(.account(user), &views)
            }
            for kind in [GorseID.Kind.user, .item] {
                let place = GorseID.place(of: "a", kind, in: views.catalog)
                #expect(place.inner == GorseID.inner(kind, "a", generation: deleted + 1))
                #expect(!place.exists)
            }
        }
    }

    /// Random feedback, taken back, due later, its users and items deleted: against a dictionary.
    @Test("Rows are as a plain dictionary has them, through a snapshot too", arguments: 1...8)
    func model(seed: UInt64) throws {
        struct Key: Hashable { var type, user, item: String }
        var random = SeededGenerator(seed: seed)
        var views = Views()
        var feeder = Feeder()
        var model: [Key: (at: Timestamp, due: Int64?)] = [:]
        var gone: Set<String> = []
        for step in 0..<400 {
            let user = "gorse:user:u\(Int.random(in: 0..<6, using: &random))"
            let item = "gorse:item:i\(Int.random(in: 0..<9, using: &random))"
            let key = Key(type: "t\(Int.random(in: 0..<3, using: &random))", user: user, item: item)
            let at = Timestamp(milliseconds: Int64(step + 1))
            switch Int.random(in: 0..<40, using: &random) {
            case 0:
                feeder.apply(.delete(Delete(post: item, at: at)), &views)
                gone.insert(item)
                model = model.filter { $0.key.item != item }
            case 1:
                var account = Account(id: user, at: at)
                account.status = .deleted
                feeder.apply(.account(account), &views)
                gone.insert(user)
                model = model.filter { $0.key.user != user }
            case 2..<10:
                feeder.feedback(key.type, user, item, at, undone: true, &views)
                model[key] = nil
            case 10..<14:
                feeder.feedback(key.type, user, item, at, undone: true, due: 1000, &views)
                if !gone.contains(user), !gone.contains(item) { model[key] = (at, 1000) }
            default:
                feeder.feedback(key.type, user, item, at, &views)
                if !gone.contains(user), !gone.contains(item) { model[key] = (at, nil) }
            }
        }
        var writer = ByteWriter()
        views.gorse.encode(into: &writer)
        var reader = ByteReader(writer.bytes)
        let restored = try GorseLedger(from: &reader)
        for ledger in [views.gorse, restored] {
            let catalog = views.catalog
            let rows = (0..<ledger.rowCount).map { ledger.row($0) }.filter(\.stands)
            #expect(rows.count == model.count, "seed \(seed)")
            for row in rows {
                let key = Key(
                    type: ledger.name(ofType: row.type),
                    user: catalog.id(of: row.user),
                    item: catalog.id(of: row.item)
                )
                #expect(model[key]?.at == row.at, "seed \(seed)")
                #expect(model[key]?.due == row.due?.milliseconds)
                #expect(ledger.rows(of: row.user, and: row.item).contains(row))
                #expect(ledger.rows(of: row.user).contains(row))
                #expect(ledger.rows(to: row.item).contains(row))
                #expect(
                    ledger.hasFeedback(
                        of: row.user,
                        to: row.item,
                        by: Timestamp(milliseconds: 1000)
                    )
                )
            }
        }
        var again = ByteWriter()
        restored.encode(into: &again)
        #expect(again.bytes == writer.bytes, "seed \(seed)")
    }

    @Test("Of what is deleted nothing stays, in memory or in a snapshot")
    func deleted() throws {
        var views = Views()
        var feeder = Feeder()
        func bytes(_ views: Views) -> [UInt8] {
            var writer = ByteWriter()
            views.gorse.encode(into: &writer)
            return writer.bytes
        }
        var written: [[UInt8]] = []
        for at: Int64 in [1, 77] {
            views = Views()
            feeder = Feeder()
            feeder.feedback("t", "gorse:user:u", "gorse:item:a", .init(milliseconds: at), &views)
            feeder.feedback("t", "gorse:user:v", "gorse:item:b", .init(milliseconds: at), &views)
            feeder.feedback("t", "gorse:user:w", "gorse:item:b", .init(milliseconds: 5), &views)
            var account = Account(id: "gorse:user:v", at: .epoch)
            account.status = .deleted
            feeder.apply(.account(account), &views)
            feeder.apply(.delete(Delete(post: "gorse:item:a", at: .epoch)), &views)
            written.append(bytes(views))
        }
        #expect(written[0] == written[1])
        var reader = ByteReader(written[0])
        let restored = try GorseLedger(from: &reader)
        for ledger in [views.gorse, restored] {
            let rows = (0..<ledger.rowCount).map { ledger.row($0) }
            #expect(rows.map(\.stands) == [false, false, true])
            #expect(rows[0].user == .none && rows[1].item == .none)
            #expect(ledger.rows(to: rows[2].item).filter(\.stands) == [rows[2]])
        }
    }

    @Test("Others' engagements make no rows, with the attribute or without")
    func others() {
        var views = Views()
        var feeder = Feeder()
        feeder.feedback("like", "ada", "gorse:item:a", .epoch, &views)
        feeder.feedback("like", "gorse:user:ada", "post", .epoch, &views)
        feeder.apply(
            .engagement(
                Engagement(kind: .like, actor: "gorse:user:a", post: "gorse:item:a", at: .epoch)
            ),
            &views
        )
        #expect(views.gorse.rowCount == 0)
        #expect(views.gorse.userCount == 0)
    }

    /// Applies events as if a log had them.
    private struct Feeder {
        var position: UInt64 = 0

        mutating func apply(_ event: Event, _ views: inout Views) {
            position += 1
            views.apply(
                Record(
                    position: LogPosition(rawValue: position),
                    received: Timestamp(milliseconds: Int64(position)),
                    body: .event(event)
                )
            )
        }

        mutating func feedback(
            _ type: String,
            _ user: String,
            _ item: String,
            _ at: Timestamp,
            undone: Bool = false,
            due: Int64? = nil,
            _ views: inout Views
        ) {
            var event = Engagement(kind: .click, actor: user, post: item, at: at)
            event.undone = undone
            event.id = undone ? "x\(at.milliseconds)" : nil
            event.attributes = due.map { [Attribute(name: "due", value: "\($0)")] } ?? []
            event.attributes.append(Attribute(name: "feedback", value: type))
            apply(.engagement(event), &views)
        }
    }
}
