import HeadwaterCore
import HeadwaterEvents

/// One day of the town, that begins at a moment: makes its events.
///
/// Accounts keep their ids from day to day, so that whoever follows the baker goes on following
/// her; posts have the day in their ids, so that none comes twice.
struct DemoDay: Sendable {
    let town: DemoTown
    let start: Timestamp

    static func account(_ id: String) -> String { "town:\(id)" }

    func post(_ id: String) -> String {
        "town:\(String(start.milliseconds / 1000, radix: 36)):\(id)"
    }

    /// The accounts of the town and the ties between them, as of a moment.
    ///
    /// Everybody follows the institutions that share a theme and some people who do.
    func arrivals(at moment: Timestamp) -> [Event] {
        var events: [Event] = []
        for person in town.people {
            var account = Account(id: Self.account(person.id), at: moment)
            account.handle = person.handle
            account.name = person.name
            account.avatar = person.avatar.map { "/demo/media/\($0)" }
            account.attributes = [Attribute(name: "bio", value: person.bio)]
            events.append(.account(account))
        }
        var random = SeededGenerator(seed: 20_261_125)
        for person in town.people {
            for other in town.people where other.id != person.id {
                let shared = !Set(person.themes).isDisjoint(with: other.themes)
                let chance = other.isInstitution ? (shared ? 0.8 : 0.25) : (shared ? 0.3 : 0.04)
                guard random.unit() < chance else { continue }
                events.append(
                    .edge(
                        Edge(
                            kind: .follow,
                            actor: Self.account(person.id),
                            subject: Self.account(other.id),
                            at: moment
                        )
                    )
                )
            }
        }
        return events
    }

    /// What happens after one offset and up to another, in milliseconds of the day.
    func events(after from: Int64, through to: Int64) -> [Event] {
        town.steps.filter { $0.offsetMs > from && $0.offsetMs <= to }.map { event(of: $0) }
    }

    /// The end of everything that was posted until an offset: what the next day begins with.
    func deletions(through offset: Int64, at moment: Timestamp) -> [Event] {
        town.steps.filter { $0.offsetMs <= offset }.compactMap { step in
            guard case .post = step.kind else { return nil }
            return .delete(Delete(post: post(step.id), at: moment))
        }
    }

    private func event(of step: DemoTown.Step) -> Event {
        let at = start.advanced(byMilliseconds: step.offsetMs)
        switch step.kind {
        case .delete(let id): return .delete(Delete(post: post(id), at: at))
        case .post: return .post(post(step, id: step.id, at: at))
        case .edit(let id):
            var post = post(step, id: id, at: at)
            post.edited = at
            return .post(post)
        }
    }

    private func post(_ step: DemoTown.Step, id: String, at: Timestamp) -> Post {
        let body = step.body
        var post = Post(
            id: self.post(id),
            author: Self.account(step.author),
            at: at,
            text: body["text"]?.string ?? ""
        )
        post.langs = strings(body["langs"])
        post.tags = strings(body["tags"])
        post.mentions = strings(body["mentions"]).map { Self.account($0) }
        post.replyParent = body["reply_to"]?.string.map { self.post($0) }
        post.quote = body["quote"]?.string.map { self.post($0) }
        post.media = (body["media"]?.array ?? []).map { media($0) }
        post.attributes = [
            Attribute(name: "demo", value: "true"), Attribute(name: "theme", value: step.theme),
        ]
        return post
    }

    private func media(_ item: JSONValue) -> Media {
        let file = item["file"]?.string ?? ""
        let listed = town.media[file]
        var media = Media(kind: Media.Kind(rawValue: item["kind"]?.string ?? "") ?? .image)
        media.url = "/demo/media/\(file)"
        media.poster = listed?["poster"]?.string.map { "/demo/media/\($0)" }
        media.alt = item["alt"]?.string ?? listed?["alt"]?.string
        media.transcript = item["transcript"]?.string
        media.segments = (item["segments"]?.array ?? []).map {
            Media.Segment(
                startMs: $0["start_ms"]?.integer ?? 0,
                endMs: $0["end_ms"]?.integer ?? 0,
                text: $0["text"]?.string ?? ""
            )
        }
        media.durationMs = listed?["duration_ms"]?.integer
        media.sound = listed?["sound"]?.string
        media.width = listed?["width"]?.integer
        media.height = listed?["height"]?.integer
        return media
    }

    private func strings(_ value: JSONValue?) -> [String] {
        (value?.array ?? []).compactMap(\.string)
    }
}
