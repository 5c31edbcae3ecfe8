import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents

/// Something to write, as a request of Gorse's API asks for it.
enum GorseOperation: Sendable {
    case putItem(GorseItem)
    case changeItem(String, GorseItemChange)
    case deleteItem(String)
    case putUser(GorseUser)
    case changeUser(String, GorseUserPatch)
    case deleteUser(String)
    /// `overwrites`: takes the place of what stands; else its value is added to that.
    case putFeedback(GorseFeedback, overwrites: Bool)
    /// Of one type, or of all where it is nil.
    case deleteFeedback(user: String, item: String, type: String?)
    /// What was dated ahead and is due by now counts from now on.
    case settle(user: String)
}

/// Turns what Gorse's API is asked to write into events, one operation after another.
///
/// Each sees what those before it do, though none of it is in the log yet: what is known is read
/// once from the engine and then kept here up to date. Blocks for the disk where an operation
/// depends on what was stored.
struct GorsePlan: ~Copyable {
    struct Item {
        var inner: String
        var generation: Int
        var exists: Bool
        var version = Timestamp.epoch
        var author = ""
        /// What it is by an operation of this plan.
        var content: GorseItem?
    }

    struct User {
        var inner: String
        var generation: Int
        var exists: Bool
        var content: GorseUser?
    }

    /// All feedback between one user and one item.
    struct Pair {
        struct Row {
            var kind: Engagement.Kind
            var at: Timestamp
            var stands: Bool
            var due: Timestamp?
            var feedback: GorseFeedback
        }

        /// By type, in the order in which they came.
        var rows: [Row] = []
        /// The moment of the last engagement between the two: the next one is later.
        var last: Timestamp?
    }

    struct PairKey: Hashable {
        var user: String
        var item: String
    }

    let engine: Engine
    let settings: GorseSettings
    let now: Timestamp
    /// What has to be written, in order.
    private(set) var events: [Event] = []
    private var items: [String: Item] = [:]
    private var users: [String: User] = [:]
    var pairs: [PairKey: Pair] = [:]

    init(engine: Engine, settings: GorseSettings, now: Timestamp) {
        self.engine = engine
        self.settings = settings
        self.now = now
    }

    mutating func append(_ event: Event) { events.append(event) }

    /// Adds what an operation takes.
    ///
    /// - Returns: how many rows it is about, 0 where what it names isn't there.
    mutating func add(_ operation: GorseOperation) throws(EngineError) -> Int {
        switch operation {
        case .putItem(let item):
            put(item)
            return 1
        case .changeItem(let id, let change):
            guard let stored = try content(ofItem: id) else { return 0 }
            put(change.applied(to: stored))
            return 1
        case .deleteItem(let id): return deleteItem(id)
        case .putUser(let user):
            put(user)
            return 1
        case .changeUser(let id, let patch):
            guard let stored = content(ofUser: id) else { return 0 }
            put(patch.applied(to: stored))
            return 1
        case .deleteUser(let id): return deleteUser(id)
        case .putFeedback(let feedback, let overwrites):
            try put(feedback, overwrites: overwrites)
            return 1
        case .deleteFeedback(let user, let item, let type):
            return try deleteFeedback(user, item, type)
        case .settle(let user): return try settle(user)
        }
    }

    // MARK: Items

    mutating func item(_ id: String) -> Item {
        if let known = items[id] { return known }
        let item = engine.gorse { _, catalog in
            let place = GorseID.place(of: id, .item, in: catalog)
            var item = Item(
                inner: place.inner,
                generation: place.generation,
                exists: place.exists
            )
            if place.exists, let post = catalog.post(place.inner) {
                item.version = catalog[post].version
                item.author = catalog.id(of: catalog[post].author)
            }
            return item
        }
        items[id] = item
        return item
    }

    private mutating func content(ofItem id: String) throws(EngineError) -> GorseItem? {
        let item = item(id)
        guard item.exists else { return nil }
        if let content = item.content { return content }
        return try engine.posts([item.inner], viewer: nil).first.map {
            GorseItem(id: id, $0.post, at: $0.at)
        }
    }

    /// Inserts an item or takes another version of it.
    private mutating func put(_ content: GorseItem) {
        var item = item(content.id)
        if item.exists {
            item.version = max(now, item.version.advanced(byMilliseconds: 1))
        } else {
            // A post keeps its author: a label that says another one later changes nothing.
            item.author =
                content.author(label: settings.authorLabel).map { GorseID.author($0) }
                ?? item.inner
            item.version = now
        }
        let post = content.post(
            inner: item.inner,
            author: item.author,
            edited: item.version,
            now: now
        )
        append(.post(post))
        item.exists = true
        item.content = content
        items[content.id] = item
    }

    /// An item that somebody gave feedback to before anybody has inserted it.
    ///
    /// Its version is as old as the feedback, so that whatever is inserted takes its place.
    mutating func insertUnknownItem(_ id: String, at moment: Timestamp) {
        var item = item(id)
        var content = GorseItem(id: id)
        content.timestamp.moment = min(moment, now)
        let post = content.post(inner: item.inner, author: item.inner, edited: nil, now: now)
        append(.post(post))
        item.exists = true
        item.version = post.at
        item.author = item.inner
        content.timestamp.moment = nil
        item.content = content
        items[id] = item
    }

    private mutating func deleteItem(_ id: String) -> Int {
        let item = item(id)
        guard item.exists else { return 0 }
        append(.delete(Delete(post: item.inner, at: now)))
        let generation = item.generation + 1
        items[id] = Item(
            inner: GorseID.inner(.item, id, generation: generation),
            generation: generation,
            exists: false
        )
        return 1
    }

    // MARK: Users

    mutating func user(_ id: String) -> User {
        if let known = users[id] { return known }
        let user = engine.gorse { _, catalog in
            let place = GorseID.place(of: id, .user, in: catalog)
            return User(inner: place.inner, generation: place.generation, exists: place.exists)
        }
        users[id] = user
        return user
    }

    private mutating func content(ofUser id: String) -> GorseUser? {
        let user = user(id)
        guard user.exists else { return nil }
        if let content = user.content { return content }
        return engine.gorse { _, catalog in
            catalog.account(user.inner).map { GorseUser(id: id, catalog[$0].attributes) }
        }
    }

    mutating func put(_ content: GorseUser) {
        var user = user(content.id)
        append(.account(content.account(inner: user.inner, at: now)))
        user.exists = true
        user.content = content
        users[content.id] = user
    }

    private mutating func deleteUser(_ id: String) -> Int {
        let user = user(id)
        guard user.exists else { return 0 }
        var account = Account(id: user.inner, at: now)
        account.status = .deleted
        append(.account(account))
        let generation = user.generation + 1
        users[id] = User(
            inner: GorseID.inner(.user, id, generation: generation),
            generation: generation,
            exists: false
        )
        return 1
    }
}
