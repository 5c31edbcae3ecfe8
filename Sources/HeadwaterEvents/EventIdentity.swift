public import HeadwaterCore

extension Event {
    /// What tells this event from all others, as the identity column of EVENTS.md says: two events
    /// with the same identity are one event that was sent twice.
    ///
    /// Types never share an identity. Complexity: O(bytes of the identifying fields); of an
    /// account, its whole canonical form.
    public var identity: Fingerprint {
        var hash = Fingerprinter()
        switch self {
        case .post(let event):
            hash.add(UInt64(1))
            hash.add(event.id)
            hash.add(event.version.milliseconds)
        case .delete(let event):
            hash.add(UInt64(2))
            hash.add(event.post)
        case .account:
            var bytes: [UInt8] = []
            EventEncoder.encode(self, into: &bytes)
            hash.add(UInt64(3))
            hash.add(bytes.span)
        case .edge(let event):
            hash.add(UInt64(4))
            hash.add(UInt64(event.kind.rawValue))
            hash.add(event.actor)
            hash.addTarget(event.subject, id: event.id)
            hash.add(event.at.milliseconds)
            hash.add(UInt64(event.undone ? 1 : 0))
        case .engagement(let event):
            hash.add(UInt64(5))
            hash.add(UInt64(event.kind.rawValue))
            hash.add(event.actor)
            hash.addTarget(event.post, id: event.id)
            hash.add(event.at.milliseconds)
            hash.add(UInt64(event.undone ? 1 : 0))
        case .impression(let event):
            hash.add(UInt64(6))
            if let request = event.request {
                hash.add(UInt64(1))
                hash.add(request)
                hash.add(event.post)
            } else {
                hash.add(UInt64(0))
                hash.add(event.actor)
                hash.add(event.post)
                hash.add(event.at.milliseconds)
            }
        case .label(let event):
            hash.add(UInt64(7))
            hash.add(event.subject)
            hash.add(event.value)
            hash.add(event.source)
            hash.add(event.at.milliseconds)
            hash.add(UInt64(event.undone ? 1 : 0))
        }
        return hash.value
    }
}

extension Fingerprinter {
    /// Mixes in a post or subject or, where it is left out, the id.
    fileprivate mutating func addTarget(_ target: String?, id: String?) {
        add(UInt64(target == nil ? 1 : 0))
        add(target ?? id ?? "")
    }
}
