public import HeadwaterEvents

/// What of a post its embedding is made from.
public enum PostText {
    /// Bytes of text that an embedding is made from at most.
    static let limit = 2_048

    /// Title, text, and what its media say and show, a line each, cut to ``limit`` bytes; empty
    /// where the post has no words.
    public static func embedded(of post: Post) -> String {
        var text = ""
        func add(_ part: String?) {
            guard let part, !part.isEmpty, text.utf8.count < limit else { return }
            if !text.isEmpty { text += "\n" }
            text += part
        }
        add(post.title)
        add(post.text)
        for media in post.media {
            add(media.alt)
            if let transcript = media.transcript, !transcript.isEmpty {
                add(transcript)
            } else {
                for segment in media.segments { add(segment.text) }
            }
            add(media.ocr)
        }
        guard text.utf8.count > limit else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: limit)
        while end > text.startIndex, String.Index(end, within: text.unicodeScalars) == nil {
            end = text.utf8.index(before: end)
        }
        return String(text[..<end])
    }

    /// Whether a post has words at all.
    static func hasAny(_ post: Post) -> Bool {
        if !post.text.isEmpty || !(post.title ?? "").isEmpty { return true }
        return post.media.contains { media in
            !(media.alt ?? "").isEmpty || !(media.transcript ?? "").isEmpty
                || !(media.ocr ?? "").isEmpty || media.segments.contains { !$0.text.isEmpty }
        }
    }
}
