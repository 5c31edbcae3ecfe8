import HeadwaterCore
import HeadwaterEvents

extension JetstreamMapper {
    /// An identity message: the account's handle may have changed.
    func mapIdentity(
        _ json: JSONValue,
        _ frame: inout JetstreamFrame
    ) throws(JetstreamFrameError) {
        guard let identity = json["identity"] else { throw .field("identity") }
        guard let handle = identity["handle"]?.string?.lowercased() else {
            // Relays may leave it out to say "look it up again".
            frame.skipped = .nothing
            frame.needsHandle = true
            return
        }
        var event = Account(id: frame.did, at: frame.seen)
        event.handle = AtProtocol.isHandle(handle) ? handle : ""
        frame.events.append(.account(event))
    }

    /// An account message: `active` decides, `status` only says why not.
    func mapAccount(
        _ json: JSONValue,
        _ frame: inout JetstreamFrame
    ) throws(JetstreamFrameError) {
        guard let account = json["account"] else { throw .field("account") }
        guard let isActive = account["active"]?.bool else { throw .field("active") }
        var event = Account(id: frame.did, at: frame.seen)
        if isActive {
            event.status = .active
        } else {
            switch account["status"]?.string {
            case "deleted": event.status = .deleted
            case "takendown": event.status = .takendown
            case "suspended": event.status = .suspended
            // `deactivated`, `desynchronized`, `throttled`, none, or one not known yet: hidden
            // until it is active again, and nothing is erased.
            default: event.status = .deactivated
            }
        }
        frame.events.append(.account(event))
    }

    /// A profile record stands for the whole profile: what it leaves out is cleared.
    func mapProfile(_ record: JSONValue, isUpdate: Bool, _ frame: inout JetstreamFrame) {
        var event = Account(id: frame.did, at: frame.seen)
        event.name = TextLimit.cut(
            record["displayName"]?.string ?? "",
            toBytes: EventLimits.textBytes,
            &frame.cuts
        )
        event.avatar = ""
        if let cid = Self.cid(of: record["avatar"]) {
            event.avatar = "\(imageBase)/avatar/plain/\(frame.did)/\(cid)"
        }
        frame.events.append(.account(event))

        // What was there before isn't known, so an update also takes the label back where it is
        // not (or no longer) asked for.
        let asksForSignIn = Self.selfLabels(of: record, &frame).contains("!no-unauthenticated")
        guard asksForSignIn || isUpdate else { return }
        var label = Label(
            subject: frame.did,
            value: "!no-unauthenticated",
            source: frame.did,
            at: frame.seen
        )
        label.undone = !asksForSignIn
        frame.events.append(.label(label))
    }

    /// The labels that an author put on a record, at most as many as a list may have.
    static func selfLabels(of record: JSONValue, _ frame: inout JetstreamFrame) -> [String] {
        var labels = LimitedList(textBytes: 128)
        for item in record["labels"]?["values"]?.array ?? [] {
            labels.add(item["val"]?.string)
        }
        frame.cuts += labels.cuts
        return labels.items
    }

    /// The CID of a blob, as it is written now or was until 2023.
    static func cid(of blob: JSONValue?) -> String? {
        guard let text = blob?["ref"]?["$link"]?.string ?? blob?["cid"]?.string,
            AtProtocol.isCID(text)
        else { return nil }
        return text
    }
}
