import HeadwaterAnswers
import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterIndex

/// A catalog, an index and the records behind them: all that an answer is made of.
struct World: Sendable {
    var catalog = Catalog()
    var index = PostIndex()
    var records: [Record] = []
    /// The moment at which the next event is received.
    var now = Timestamp(milliseconds: 1_767_225_600_000)

    /// Takes in an event, received at its own time unless said otherwise.
    mutating func apply(_ event: Event, received: Timestamp? = nil) {
        now = max(now, received ?? event.at)
        let record = Record(
            position: LogPosition(rawValue: UInt64(records.count + 1)),
            received: received ?? now,
            body: .event(event)
        )
        records.append(record)
        let effect = catalog.apply(record)
        index.apply(record, effect, catalog)
    }

    /// Takes in a post.
    @discardableResult
    mutating func post(
        _ id: String,
        by author: String,
        _ text: String,
        _ change: (inout Post) -> Void = { _ in }
    ) -> Post {
        now = now.advanced(byMilliseconds: 1_000)
        var post = Post(id: id, author: author, at: now, text: text)
        post.langs = ["en"]
        change(&post)
        apply(.post(post))
        return post
    }

    /// Takes in an account.
    mutating func account(_ id: String, name: String, bio: String = "") {
        var account = Account(id: id, at: now)
        account.handle = id + ".test"
        account.name = name
        if !bio.isEmpty { account.attributes = [Attribute(name: "bio", value: bio)] }
        apply(.account(account))
    }

    /// Answers.
    func ask(_ request: AskRequest, knobs: Knobs = Knobs()) throws(AskError) -> Answer {
        let plan = try AskPlan(
            request,
            index: index,
            catalog: catalog,
            context: AskContext(knobs: knobs, now: now)
        )
        return plan.answer(
            from: plan.positions.map { records[Int($0.rawValue) - 1] }
        )
    }

    /// Answers a question of nobody in particular.
    func ask(_ question: String) throws(AskError) -> Answer {
        try ask(AskRequest(question: question))
    }
}
