import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLog
import HeadwaterVisibility

extension Engine {
    /// What is known of a post beside its text, gathered under the lock.
    struct PostHead: Sendable {
        var position: LogPosition
        var at: Timestamp
        var handle: String
        var name: String
        var counts: EngagementCounts
        var received: Timestamp
    }

    /// The judge for a request, at the engine's present moment.
    func judge(_ viewer: String?, _ catalog: Catalog) -> Judge {
        Judge(viewer: viewer, policy: configuration.policy, now: now, catalog: catalog)
    }

    static func head(of post: PostID, in catalog: Catalog) -> PostHead {
        let row = catalog[post]
        let author = catalog[row.author]
        return PostHead(
            position: row.position,
            at: row.at,
            handle: author.handle.value,
            name: author.name.value,
            counts: row.counts,
            received: row.received
        )
    }

    /// Reads the texts of posts from the log.
    ///
    /// Those whose text is gone meanwhile are nil.
    func show(_ heads: [PostHead]) throws(EngineError) -> [PostView?] {
        let records: [Record?]
        do throws(LogError) {
            records = try log.read(at: heads.map(\.position))
        } catch {
            throw .log(error)
        }
        return zip(heads, records).map { head, record in
            guard let record, case .event(.post(let post)) = record.body else { return nil }
            return PostView(
                post: post,
                at: head.at,
                handle: head.handle.isEmpty ? nil : head.handle,
                name: head.name.isEmpty ? nil : head.name,
                counts: head.counts,
                received: record.received
            )
        }
    }

    /// The posts of these ids that exist for the asker, in the order asked for.
    ///
    /// - Parameters:
    ///   - ids: The ids asked for.
    ///   - viewer: Who asks, by id; nil for a request without a viewer.
    /// - Returns: The posts; those that don't exist for the asker are left out.
    /// - Throws: `EngineError.log` where their texts can't be read.
    public func posts(_ ids: [String], viewer: String?) throws(EngineError) -> [PostView] {
        let heads = views.read { views in
            let judge = judge(viewer, views.catalog)
            return ids.compactMap { id -> PostHead? in
                guard let post = views.catalog.post(id),
                    judge.sees(post, on: .id, in: views.catalog)
                else { return nil }
                return Self.head(of: post, in: views.catalog)
            }
        }
        return try show(heads).compactMap { $0 }
    }

    /// The accounts of these ids that exist for the asker, in the order asked for.
    public func accounts(_ ids: [String], viewer: String?) -> [AccountView] {
        views.read { views in
            let judge = judge(viewer, views.catalog)
            return ids.compactMap { id in
                guard let account = views.catalog.account(id), views.catalog[account].isKnown,
                    judge.objection(toAccount: account, in: views.catalog) == nil
                else { return nil }
                return AccountView(id: id, entry: views.catalog[account])
            }
        }
    }

    /// Whether an account has told its handle.
    public func hasHandle(_ account: String) -> Bool {
        views.read { views in
            guard let account = views.catalog.account(account) else { return false }
            return !views.catalog[account].handle.value.isEmpty
        }
    }
}
