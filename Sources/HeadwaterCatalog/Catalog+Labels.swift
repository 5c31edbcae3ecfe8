public import HeadwaterCore
import HeadwaterEvents

/// A label, and whether it stands.
public struct LabelEntry: Sendable, Hashable, BitwiseCopyable {
    /// What is said, such as `!hide`.
    public var value: TermID
    /// Who says so.
    public var source: TermID
    /// The deciding event's moment.
    public var at: Timestamp
    /// The moment from which it no longer holds; ``HeadwaterCore/Timestamp/end`` where it stays.
    public var expires: Timestamp
    /// Whether it has not been taken back.
    public var isOn: Bool

    /// Whether it holds at `moment`.
    public func holds(at moment: Timestamp) -> Bool { isOn && moment < expires }
}

extension Catalog {
    /// What has been said of a post, taken back or not.
    ///
    /// Empty for nearly all posts, and then cheap.
    public func labels(of post: PostID) -> [LabelEntry] {
        guard self[post].flags.contains(.labelled) else { return [] }
        return labels(of: id(of: post))
    }

    /// What has been said of an account, taken back or not.
    public func labels(of account: AccountID) -> [LabelEntry] {
        guard self[account].isLabelled else { return [] }
        return labels(of: id(of: account))
    }

    private func labels(of subject: String) -> [LabelEntry] {
        labelIndex[Self.key(subject: subject)].map { labelRows[Int($0)] } ?? []
    }

    mutating func apply(_ event: Label) -> Effect {
        let key = Self.key(subject: event.subject)
        let value = intern(term: event.value)
        let source = intern(term: event.source)
        let row: Int
        if let found = labelIndex[key] {
            row = Int(found)
        } else {
            row = labelRows.count
            labelRows.append([])
            labelIndex.set(key, to: UInt32(row))
        }
        let entry = LabelEntry(
            value: value,
            source: source,
            at: event.at,
            expires: event.expires ?? .end,
            isOn: !event.undone
        )
        if let index = labelRows[row].firstIndex(where: { $0.value == value && $0.source == source }
        ) {
            guard event.at >= labelRows[row][index].at else { return .none }
            labelRows[row][index] = entry
        } else {
            labelRows[row].append(entry)
        }
        let post = self.post(event.subject) ?? .none
        let account = self.account(event.subject) ?? .none
        if post != .none { postRows[Int(post.rawValue)].flags.insert(.labelled) }
        if account != .none { accountRows[Int(account.rawValue)].isLabelled = true }
        return .label(post: post, account: account)
    }
}
