public import HeadwaterEvents
import HeadwaterLearn

/// Says in plain sentences what the numbers of a receipt say.
public enum ReceiptWords {
    /// What a place's value was made of, and with which chance the post was drawn for it; nothing
    /// where the numbers aren't kept (any more).
    public static func sentences(for slot: Served.Slot, of page: Served) -> [String] {
        guard slot.heads.count == Head.count, page.weights.count == Head.count else { return [] }
        let shares = Head.allCases.map { head in
            (head: head, share: slot.heads[Int(head.rawValue)] * page.weights[Int(head.rawValue)])
        }
        var sentences: [String] = []
        let speaksFor = shares.filter { $0.share > 0 }.sorted { $0.share > $1.share }.prefix(2)
        if !speaksFor.isEmpty {
            let words = speaksFor.map { phrase($0.head, slot) }.joined(separator: ", and ")
            sentences.append("What counts most for it: \(words)")
        }
        if let against = shares.min(by: { $0.share < $1.share }),
            against.share < -0.1 * (speaksFor.first?.share ?? 0)
        {
            sentences.append("What counts against it: \(phrase(against.head, slot))")
        }
        if slot.propensity < 1 {
            sentences.append(
                "Places are drawn by lot among what is worth about as much; this post had"
                    + " \(percent(slot.propensity)) for this place"
            )
        }
        return sentences
    }

    private static func phrase(_ head: Head, _ slot: Served.Slot) -> String {
        let chance = percent(Double(slot.heads[Int(head.rawValue)]))
        let what =
            switch head {
            case .click: "that you open it"
            case .like: "that you like it"
            case .reply: "that you answer it"
            case .repost: "that you pass it on"
            case .share: "that you share or keep it"
            case .follow: "that you follow its author"
            case .longView: "that you watch it for long"
            case .watched: "how much of it you are expected to watch"
            case .hide: "that you hide it"
            case .report: "that you report it"
            }
        return "\(what) (\(chance))"
    }

    /// A share in percent, with a digit behind the point where it is small.
    static func percent(_ share: Double) -> String {
        let thousandths = Int((min(max(share, 0), 1) * 1_000).rounded())
        if share > 0, thousandths == 0 { return "less than 0.1 %" }
        return thousandths >= 100 || thousandths % 10 == 0
            ? "\((thousandths + 5) / 10) %" : "\(thousandths / 10).\(thousandths % 10) %"
    }
}
