import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents

extension JSONWriter {
    /// Writes a member whose value is a text, where there is one.
    mutating func member(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        key(name)
        string(text)
    }

    mutating func member(_ name: StaticString, _ number: (some BinaryInteger)?) {
        guard let number else { return }
        key(name)
        integer(number)
    }

    mutating func member(_ name: StaticString, _ moment: Timestamp?) {
        guard let moment else { return }
        key(name)
        time(moment)
    }

    mutating func member(_ name: StaticString, _ texts: [String]) {
        guard !texts.isEmpty else { return }
        key(name)
        beginArray()
        for text in texts { string(text) }
        endArray()
    }

    /// Writes the members of a post into an object that has been begun.
    mutating func members(of view: PostView) {
        let post = view.post
        member("post", post.id)
        member("author", post.author)
        member("handle", view.handle)
        member("name", view.name)
        member("at", view.at)
        member("edited", post.version == view.at ? nil : post.version)
        member("title", post.title)
        member("url", post.url)
        member("text", post.text)
        member("langs", post.langs)
        member("tags", post.tags)
        member("labels", post.labels)
        member("reply_parent", post.replyParent)
        member("quote", post.quote)
        if !post.media.isEmpty {
            key("media")
            beginArray()
            for media in post.media { object(of: media) }
            endArray()
        }
        key("counts")
        beginObject()
        for kind in Engagement.Kind.allCases where view.counts[kind] > 0 {
            key(kind.name)
            integer(view.counts[kind])
        }
        endObject()
    }

    private mutating func object(of media: Media) {
        beginObject()
        member("kind", media.kind.rawValue)
        member("url", media.url)
        member("poster", media.poster)
        member("alt", media.alt)
        member("transcript", media.transcript)
        if !media.segments.isEmpty {
            key("segments")
            beginArray()
            for segment in media.segments {
                beginObject()
                member("start_ms", segment.startMs)
                member("end_ms", segment.endMs)
                member("text", segment.text)
                endObject()
            }
            endArray()
        }
        member("ocr", media.ocr)
        member("duration_ms", media.durationMs)
        member("sound", media.sound)
        member("width", media.width)
        member("height", media.height)
        endObject()
    }

    /// Writes an account as an object with its event's fields.
    mutating func object(of view: AccountView) {
        let entry = view.entry
        beginObject()
        member("id", view.id)
        member("handle", entry.handle.value.isEmpty ? nil : entry.handle.value)
        member("name", entry.name.value.isEmpty ? nil : entry.name.value)
        member("avatar", entry.avatar.value.isEmpty ? nil : entry.avatar.value)
        member("status", entry.status.value.rawValue)
        key("indexable")
        bool(entry.indexable.value)
        key("discoverable")
        bool(entry.discoverable.value)
        if !entry.human.isEmpty {
            key("human")
            rawJSON(entry.human)
        }
        if !entry.attributes.isEmpty {
            key("attributes")
            beginObject()
            for attribute in entry.attributes {
                key(attribute.name)
                string(attribute.value)
            }
            endObject()
        }
        member("followers", entry.followers)
        member("following", entry.following)
        member("posts", entry.posts)
        endObject()
    }
}
