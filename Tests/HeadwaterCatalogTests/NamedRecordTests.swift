import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import Testing

/// Undoing a tie or a state by the `id` of its record.
@Suite struct NamedRecordTests {
    /// Whether `v` likes `p` after these, each received a second after the one before it, from
    /// second 100 on.
    private func likes(_ events: [Engagement]) -> Bool {
        var catalog = Catalog()
        for (index, event) in events.enumerated() {
            _ = catalog.apply(
                Record(
                    position: LogPosition(rawValue: UInt64(index + 1)),
                    received: Timestamp(milliseconds: Int64(100 + index) * 1000),
                    body: .event(.engagement(event))
                )
            )
        }
        guard let actor = catalog.account("v"), let post = catalog.post("p") else { return false }
        return catalog.isOn(.like, actor, post)
    }

    private func on(_ second: Int64, id: String? = "r") -> Engagement {
        let at = Timestamp(milliseconds: second * 1000)
        var event = Engagement(kind: .like, actor: "v", post: "p", at: at)
        event.id = id
        return event
    }

    private func off(_ second: Int64, id: String? = "r", actor: String = "v") -> Engagement {
        let at = Timestamp(milliseconds: second * 1000)
        var event = Engagement(kind: .like, actor: actor, post: id == nil ? "p" : nil, at: at)
        event.id = id
        event.undone = true
        return event
    }

    @Test func theNewestDecidesHoweverThePairIsNamed() {
        #expect(!likes([on(10), off(20)]))
        #expect(likes([on(20), off(10)]))
        #expect(!likes([on(10), off(10)]))
        #expect(likes([on(10), off(20, id: nil), on(30, id: nil)]))
        #expect(!likes([on(10), on(15, id: nil), off(20)]))
    }

    @Test func aRecordThatComesAgainLaterIsOnAgain() {
        #expect(likes([on(10), off(20), on(30)]))
        #expect(!likes([on(10), off(20), on(30), off(40)]))
        #expect(!likes([on(10), off(20), on(15)]))
    }

    @Test func anUndoingMayComeBeforeItsRecord() {
        #expect(!likes([off(20), on(10)]))
        #expect(likes([off(20), on(30)]))
        #expect(!likes([off(15), off(20), on(17)]))
    }

    @Test func nobodyUndoesWhatAnotherDid() {
        #expect(likes([on(10), off(20, actor: "w")]))
        #expect(likes([off(20, actor: "w"), on(10)]))
    }

    @Test func aRecordOfAFastClockEndsWhenItIsUndone() {
        #expect(!likes([on(5000), off(20)]))
        #expect(!likes([off(20), on(5000)]))
        // Named by its pair, only the times tell.
        #expect(likes([on(5000), off(20, id: nil)]))
    }
}
