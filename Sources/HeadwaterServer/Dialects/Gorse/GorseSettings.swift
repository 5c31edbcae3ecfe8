public import HeadwaterEvents

/// How Gorse's API is spoken, where it is.
public struct GorseSettings: Sendable, Hashable {
    /// The label that names an item's author; nil: each item is its own author.
    public var authorLabel: String?
    /// What Gorse's types of feedback are inside.
    public var feedback: FeedbackMapping

    /// Settings.
    public init(authorLabel: String? = nil, feedback: FeedbackMapping = .standard) {
        self.authorLabel = authorLabel
        self.feedback = feedback
    }
}

/// Which kind of engagement each of Gorse's feedback types is.
///
/// Written `TYPE=KIND,…`, such as `star=like,read=view,rating>=4=like,rating<=2=hide,*=click`. A type
/// may have a condition on the feedback's value; the first rule that fits decides, and `*` stands
/// for every type. What no rule fits is refused.
public struct FeedbackMapping: Sendable, Hashable {
    private enum Comparison: String, CaseIterable {
        // Longest first, so that ">=" isn't read as ">".
        case atLeast = ">="
        case atMost = "<="
        case above = ">"
        case below = "<"
    }

    private struct Rule: Sendable, Hashable {
        var type: String
        var comparison: Comparison?
        var bound: Double
        var kind: Engagement.Kind

        func fits(_ type: String, _ value: Double) -> Bool {
            guard self.type == "*" || self.type.utf8.elementsEqual(type.utf8) else { return false }
            return switch comparison {
            case nil: true
            case .atLeast: value >= bound
            case .atMost: value <= bound
            case .above: value > bound
            case .below: value < bound
            }
        }
    }

    private var rules: [Rule]

    /// What most apps call their feedback; everything else is a click.
    public static let standardText =
        "like=like,star=like,love=like,upvote=like,favorite=bookmark,bookmark=bookmark,"
        + "read=view,view=view,watch=view,click=click,share=share,comment=reply,reply=reply,"
        + "follow=follow,dislike=hide,downvote=hide,hide=hide,report=report,*=click"

    /// The mapping of ``standardText``.
    public static let standard: FeedbackMapping = {
        do { return try FeedbackMapping(standardText) } catch {
            preconditionFailure("the standard mapping can't be read: \(error)")
        }
    }()

    /// Reads a mapping.
    ///
    /// - Throws: a plain sentence about the first rule that is wrong.
    public init(_ text: String) throws(SettingError) {
        rules = []
        for item in text.split(separator: ",") {
            let item = item.trimmingSpaces()
            guard let equals = item.lastIndex(of: "=") else {
                throw SettingError(
                    "HEADWATER_GORSE_FEEDBACK: write each rule as TYPE=KIND; \(item) has no ="
                )
            }
            let name = item[item.index(after: equals)...].trimmingSpaces()
            guard let kind = Engagement.Kind(name: name) else {
                let known = Engagement.Kind.allCases.map(\.name).joined(separator: ", ")
                throw SettingError(
                    "HEADWATER_GORSE_FEEDBACK: \(item): there is no kind \(name); there are \(known)"
                )
            }
            rules.append(try Self.rule(item[..<equals].trimmingSpaces(), kind, item))
        }
        guard !rules.isEmpty else {
            throw SettingError("HEADWATER_GORSE_FEEDBACK: there is no rule in it")
        }
    }

    private static func rule(
        _ left: String,
        _ kind: Engagement.Kind,
        _ item: String
    ) throws(SettingError) -> Rule {
        for comparison in Comparison.allCases {
            guard let range = left.firstRange(of: comparison.rawValue) else { continue }
            let type = left[..<range.lowerBound].trimmingSpaces()
            guard !type.isEmpty, let bound = Double(left[range.upperBound...].trimmingSpaces()),
                bound.isFinite
            else {
                throw SettingError(
                    "HEADWATER_GORSE_FEEDBACK: \(item): write a condition as TYPE>=NUMBER=KIND"
                )
            }
            return Rule(type: type, comparison: comparison, bound: bound, kind: kind)
        }
        guard !left.isEmpty else {
            throw SettingError("HEADWATER_GORSE_FEEDBACK: \(item): the type is missing")
        }
        return Rule(type: left, comparison: nil, bound: 0, kind: kind)
    }

    /// The kind that a feedback is; nil where no rule fits.
    public func kind(of type: String, value: Double) -> Engagement.Kind? {
        rules.first { $0.fits(type, value) }?.kind
    }
}
