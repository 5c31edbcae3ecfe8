public import HeadwaterCatalog

extension Vectors {
    /// What a post is about, as far as its meaning tells: the topic of its vector in the primary
    /// space, else of the one that stands in; none where it has neither (yet), is like no other post
    /// and there is no room, or only the team's own spaces are there.
    ///
    /// Two posts with the same topic mean much the same, be it that the topic has been given up since.
    /// Complexity: O(1), three look-ups.
    public func topic(of post: PostID) -> TopicID {
        for index in models.indices where models[index].isServing {
            let topic = models[index].store.topic(of: post.rawValue)
            if topic != 0 { return TopicID(topic) }
            return TopicID(models[index].standIn?.store.topic(of: post.rawValue) ?? 0)
        }
        return .none
    }

    /// Whether two posts have the same topic.
    public func shareTopic(_ one: PostID, _ other: PostID) -> Bool {
        let topic = topic(of: one)
        return topic != .none && topic == self.topic(of: other)
    }

    /// What a topic is called, as far as its posts' tags tell.
    ///
    /// Complexity: O(1).
    public func title(of topic: TopicID) -> TopicTitle {
        for index in models.indices where models[index].isServing {
            let tags = models[index].store.topics.tags(of: topic.rawValue)
            guard let tags = tags ?? models[index].standIn?.store.topics.tags(of: topic.rawValue)
            else { return .untagged }
            if tags.leading != 0 { return .tag(TermID(tags.leading)) }
            return tags.areRare ? .untagged : .disputed
        }
        return .untagged
    }

    /// What a post says itself that it is about, where all may know it; 0 where it says nothing.
    static func publicTag(of post: PostID, _ catalog: Catalog) -> UInt32 {
        catalog[post].audience == .public ? catalog.firstTag(of: post).rawValue : 0
    }

    var topicRules: Topics.Rules {
        Topics.Rules(
            most: Int(settings[MeaningKnobs.topics]),
            likeness: Float(settings[MeaningKnobs.topicLikeness]),
            inertia: UInt32(settings[MeaningKnobs.topicInertia])
        )
    }

    /// Notes the topic that a post has got.
    mutating func join(_ post: PostID, _ topic: UInt32) {
        guard topic != 0 else { return }
        topicChanges.append(TopicChange(post: post, topic: TopicID(topic), isOn: true))
    }

    /// Notes that a post is about to lose its vectors, and its topics with them.
    mutating func leaveTopics(_ post: PostID) {
        for model in models.indices { leaveTopics(post, of: model) }
    }

    mutating func leaveTopics(_ post: PostID, of model: Int) {
        let standIn = models[model].standIn?.store.topic(of: post.rawValue)
        for topic in [models[model].store.topic(of: post.rawValue), standIn ?? 0] where topic != 0 {
            topicChanges.append(TopicChange(post: post, topic: TopicID(topic), isOn: false))
        }
    }
}

/// What a topic is called, as far as its posts' tags tell.
public enum TopicTitle: Sendable, Hashable {
    /// Most of its public posts that have a tag have this one.
    case tag(TermID)
    /// Many of its posts have tags, and none stands out.
    case disputed
    /// Few of its posts have tags, or it has been given up.
    case untagged
}
