import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterIndex

/// A catalog and an index that are fed the same records, as the engine feeds them.
struct Town {
    var catalog = Catalog()
    var index = PostIndex()
    private(set) var records: [Record] = []
    /// What the catalog made of each record, by position.
    private(set) var effects: [UInt64: Effect] = [:]
    /// The moment at which the next record is received.
    var clock = Timestamp(milliseconds: 1_700_000_000_000)

    @discardableResult
    mutating func send(_ event: Event) -> Record {
        clock = clock.advanced(byMilliseconds: 1_000)
        let record = Record(
            position: LogPosition(rawValue: UInt64(records.count + 1)),
            received: clock,
            body: .event(event)
        )
        apply(record)
        return record
    }

    mutating func apply(_ record: Record) {
        records.append(record)
        let effect = catalog.apply(record)
        effects[record.position.rawValue] = effect
        index.apply(record, effect, catalog)
    }

    /// Sends a post that is made now.
    mutating func post(
        _ id: String,
        _ text: String,
        by author: String = "a",
        langs: [String] = ["en"],
        edited: Bool = false,
        change: (inout Post) -> Void = { _ in }
    ) {
        let now = clock.advanced(byMilliseconds: 1_000)
        var post = Post(id: id, author: author, at: now, text: text)
        post.langs = langs
        if edited { post.edited = now }
        change(&post)
        send(.post(post))
    }

    mutating func delete(_ id: String) { send(.delete(Delete(post: id, at: clock))) }

    mutating func account(
        _ id: String,
        handle: String? = nil,
        change: (inout Account) -> Void = { _ in }
    ) {
        var account = Account(id: id, at: clock)
        account.handle = handle
        change(&account)
        send(.account(account))
    }

    func page(_ request: SearchRequest) throws(SearchError) -> SearchPage {
        try index.search(request, in: catalog, context: SearchContext(now: clock))
    }

    /// The ids of the hits, the best first.
    func find(
        _ query: String,
        change: (inout SearchRequest) -> Void = { _ in }
    ) throws(SearchError) -> [String] {
        var request = SearchRequest(query: query)
        request.limit = 100
        change(&request)
        return try page(request).hits.map { catalog.id(of: $0.post) }
    }

    func snapshot() -> [UInt8] {
        var writer = ByteWriter()
        index.encode(into: &writer)
        return writer.bytes
    }
}
