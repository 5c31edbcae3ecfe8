/// Events as an app would send them.
enum Say {
    static func post(
        _ id: String,
        by author: String,
        _ text: String = "A seal sleeps on the slipway",
        at: String = "2026-11-25T11:59:00Z",
        _ more: String = ""
    ) -> String {
        #"""
        {"type":"post","id":"\#(id)","author":"\#(author)","at":"\#(at)",\#
        "text":"\#(text)"\#(more)}
        """#
    }

    static func delete(_ post: String) -> String {
        #"{"type":"delete","post":"\#(post)","at":"2026-11-25T12:00:00Z"}"#
    }

    static func account(
        _ id: String,
        _ more: String = "",
        at: String = "2026-11-25T11:00:00Z"
    ) -> String {
        #"{"type":"account","id":"\#(id)","at":"\#(at)"\#(more)}"#
    }

    static func edge(
        _ kind: String,
        _ actor: String,
        _ subject: String,
        at: String = "2026-11-25T11:30:00Z",
        _ more: String = ""
    ) -> String {
        #"""
        {"type":"edge","kind":"\#(kind)","actor":"\#(actor)","subject":"\#(subject)",\#
        "at":"\#(at)"\#(more)}
        """#
    }

    static func engagement(
        _ kind: String,
        _ actor: String,
        _ post: String,
        at: String = "2026-11-25T11:59:30Z",
        _ more: String = ""
    ) -> String {
        #"""
        {"type":"engagement","kind":"\#(kind)","actor":"\#(actor)","post":"\#(post)",\#
        "at":"\#(at)"\#(more)}
        """#
    }

    static func impression(_ actor: String, _ post: String, _ more: String = "") -> String {
        #"""
        {"type":"impression","actor":"\#(actor)","post":"\#(post)",\#
        "at":"2026-11-25T11:59:30Z"\#(more)}
        """#
    }

    static func label(
        _ subject: String,
        _ value: String,
        at: String = "2026-11-25T11:59:30Z",
        _ more: String = ""
    ) -> String {
        #"""
        {"type":"label","subject":"\#(subject)","value":"\#(value)","source":"mod",\#
        "at":"\#(at)"\#(more)}
        """#
    }
}
