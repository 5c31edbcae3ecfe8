/// What the tags of a topic's posts say of it.
///
/// The majority vote of Boyer and Moore (1981): one candidate and how far it leads. Where a tag
/// stands on more than half of the posts that have one, it is the candidate; the lead is bounded, so
/// another takes its place once the topic has moved on.
struct TopicTags: Sendable, Hashable {
    /// With a lead of so many posts a tag stands for the topic, and never by what few said.
    private static let known: UInt8 = 4
    private static let mostLead: UInt8 = 64
    /// Once so many posts are counted, half of them are forgotten.
    private static let mostPosts: UInt8 = 128

    private(set) var tag: UInt32 = 0
    private(set) var lead: UInt8 = 0
    /// Posts lately, and those of them that have a tag.
    private(set) var posts: UInt8 = 0
    private(set) var tagged: UInt8 = 0

    init() {}

    /// As they were; nil where they can't be.
    init?(tag: UInt32, lead: UInt8, posts: UInt8, tagged: UInt8) {
        guard lead <= Self.mostLead, posts < Self.mostPosts, tagged <= posts else { return nil }
        (self.tag, self.lead, self.posts, self.tagged) = (tag, lead, posts, tagged)
    }

    /// The tag that stands for the topic; 0 where none leads by far.
    var leading: UInt32 { lead >= Self.known ? tag : 0 }

    /// Whether fewer than one post in four has a tag.
    var areRare: Bool { UInt32(tagged) * 4 < UInt32(posts) }

    /// Counts a post with a tag; 0 for none.
    mutating func count(_ other: UInt32) {
        posts += 1
        if other != 0 {
            tagged += 1
            if lead == 0 { tag = other }
            lead = tag == other ? min(lead + 1, Self.mostLead) : lead - 1
        }
        if posts == Self.mostPosts { (posts, tagged) = (posts / 2, tagged / 2) }
    }
}
