import HeadwaterEvents

/// The texts of a post that are searched, in the order in which they are indexed.
enum PostFields {
    /// Calls `body` with each text that isn't empty and the name that citations give its field.
    ///
    /// A recording with segments and no transcript is searched by what its segments say; these have
    /// a name of their own each.
    static func forEach(of post: Post, _ body: (_ name: String, _ text: String) -> Void) {
        func visit(_ name: @autoclosure () -> String, _ text: String?) {
            if let text, !text.isEmpty { body(name(), text) }
        }
        visit("text", post.text)
        visit("title", post.title)
        for (number, media) in post.media.enumerated() {
            visit("media/\(number)/alt", media.alt)
            if let transcript = media.transcript, !transcript.isEmpty {
                visit("media/\(number)/transcript", transcript)
            } else {
                for (index, segment) in media.segments.enumerated() {
                    visit("media/\(number)/segments/\(index)", segment.text)
                }
            }
            visit("media/\(number)/ocr", media.ocr)
        }
    }
}
