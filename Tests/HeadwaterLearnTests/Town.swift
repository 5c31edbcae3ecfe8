import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLearn

/// A catalog with a few posts and people, and the features of what happens there.
struct Town {
    var catalog = Catalog()
    var state = FeatureState()
    var now = Timestamp(milliseconds: 1_800_000_000_000)
    private var position: UInt64 = 0

    init() {
        for number in 0..<4 {
            post("p\(number)", by: "a\(number % 2)", tags: ["t\(number % 2)"], sound: "s\(number)")
        }
        add(.account(Account(id: "ann", at: now)))
        add(.account(Account(id: "ben", at: now)))
    }

    mutating func add(_ event: Event) {
        position += 1
        now = now.advanced(byMilliseconds: 60_000)
        let record = Record(
            position: LogPosition(rawValue: position),
            received: now,
            body: .event(event)
        )
        let effect = catalog.apply(record)
        switch (event, effect) {
        case (.post(let event), .postAdded(let post)):
            state.observe(post: post, event, catalog)
        case (.account(let event), .account(let account, _)):
            state.observe(account: account, event)
        default: break
        }
    }

    mutating func post(_ id: String, by author: String, tags: [String], sound: String) {
        var post = Post(id: id, author: author, at: now, text: "words")
        post.tags = tags
        var media = Media(kind: .video)
        media.sound = sound
        media.durationMs = 10_000
        post.media = [media]
        add(.post(post))
    }

    func viewer(_ id: String) -> AccountID { catalog.account(id) ?? .none }

    func post(_ id: String) -> PostID { catalog.post(id) ?? .none }

    func example(_ viewer: String, _ post: String, into example: inout Example) {
        state.example(
            viewer: self.viewer(viewer),
            post: self.post(post),
            surface: 1,
            at: now,
            catalog,
            into: &example
        )
    }

    func predict(_ model: Model, viewer: String, post: String) -> HeadOutputs {
        var buffer = Example()
        example(viewer, post, into: &buffer)
        return model.predict(buffer)
    }

    mutating func count(_ viewer: String, _ post: String, _ labels: HeadLabels) {
        now = now.advanced(byMilliseconds: 60_000)
        let (viewer, post) = (self.viewer(viewer), self.post(post))
        state.count(viewer: viewer, post: post, surface: 1, at: now, labels, catalog)
    }

    mutating func react(_ viewer: String, _ post: String, _ head: Head, on: Bool = true) {
        now = now.advanced(byMilliseconds: 1_000)
        let (viewer, post) = (self.viewer(viewer), self.post(post))
        state.react(viewer: viewer, post: post, head: head, on: on, at: now, catalog)
    }
}
