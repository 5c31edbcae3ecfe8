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
        for number in 0..<8 {
            post("p\(number)", by: "a\(number % 2)", tags: ["t\(number % 2)"], sound: "s\(number)")
        }
        for number in 0..<50 { post("q\(number)", by: "x\(number)", tags: [], sound: "") }
        for viewer in ["ann", "ben"] + (0..<40).map({ "u\($0)" }) {
            var account = Account(id: viewer, at: now)
            account.attributes = [Attribute(name: "initial", value: String(viewer.prefix(1)))]
            add(.account(account))
        }
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
        media.sound = sound.isEmpty ? nil : sound
        media.durationMs = 10_000
        post.media = [media]
        add(.post(post))
    }

    func viewer(_ id: String) -> AccountID { catalog.account(id) ?? .none }

    func post(_ id: String) -> PostID { catalog.post(id) ?? .none }

    func example(_ viewer: String, _ post: String, into example: inout Example) {
        self.example(id: self.viewer(viewer).rawValue, post, into: &example)
    }

    func example(id: UInt32, _ post: String, into example: inout Example) {
        state.example(
            viewer: AccountID(id),
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
        count(id: self.viewer(viewer).rawValue, post, labels)
    }

    mutating func count(id: UInt32, _ post: String, _ labels: HeadLabels) {
        now = now.advanced(byMilliseconds: 60_000)
        let post = self.post(post)
        state.count(viewer: AccountID(id), post: post, surface: 1, at: now, labels, catalog)
    }

    /// A viewer sees a post and does nothing with it.
    mutating func see(_ viewer: String, _ post: String) {
        var labels = HeadLabels()
        for head in [Head.click, .like, .hide] { labels[head] = 0 }
        count(viewer, post, labels)
    }

    mutating func react(_ viewer: String, _ post: String, _ head: Head, on: Bool = true) {
        now = now.advanced(byMilliseconds: 1_000)
        let (viewer, post) = (self.viewer(viewer), self.post(post))
        state.react(viewer: viewer, post: post, head: head, on: on, at: now, catalog)
    }
}

extension SeededGenerator {
    /// A number from 0 up to, and without, a limit.
    mutating func number(below limit: UInt64) -> UInt64 { next() % limit }
}
