import HeadwaterCore
import HeadwaterEvents

extension JetstreamMapper {
    /// A post, or a new version of one, and what it does with the posts that it answers and quotes.
    func mapPost(
        _ record: JSONValue,
        _ commit: Commit,
        isUpdate: Bool,
        _ frame: inout JetstreamFrame
    ) throws(JetstreamFrameError) {
        guard let text = record["text"]?.string else { throw .field("text") }
        var post = Post(
            id: commit.uri,
            author: frame.did,
            at: Self.time(of: record, frame),
            text: ""
        )
        post.text = TextLimit.cut(text, toBytes: EventLimits.textBytes, &frame.cuts)
        if isUpdate { post.edited = frame.seen }
        post.url = "\(webBase)/\(frame.did)/post/\(commit.key)"
        var langs = LimitedList(textBytes: 64)
        for item in record["langs"]?.array ?? [] { langs.add(item.string) }
        frame.cuts += langs.cuts
        post.langs = langs.items
        post.labels = Self.selfLabels(of: record, &frame)
        if let reply = record["reply"] {
            post.replyRoot = Self.postID(reply["root"], &frame)
            post.replyParent = Self.postID(reply["parent"], &frame)
        }
        mapFacets(record, of: text, &post, &frame)
        if let embed = record["embed"] { mapEmbed(embed, &post, &frame) }
        guard Self.lineBytes(post) <= EventLimits.lineBytes else { throw .tooLarge }
        frame.events.append(.post(post))

        // A new version answers and quotes nothing that the first one didn't.
        guard !isUpdate else { return }
        for (kind, subject) in [(.reply, post.replyParent), (.quote, post.quote)]
            as [(Engagement.Kind, String?)]
        {
            guard let subject else { continue }
            var event = Engagement(kind: kind, actor: frame.did, post: subject, at: post.at)
            event.id = post.id
            frame.events.append(.engagement(event))
        }
    }

    /// The post that a strong reference names; nil, and counted, where it names none.
    private static func postID(_ reference: JSONValue?, _ frame: inout JetstreamFrame) -> String? {
        guard let uri = reference?["uri"]?.string else {
            frame.cuts += 1
            return nil
        }
        guard AtProtocol.isRecord(uri, in: AtProtocol.post) else {
            frame.cuts += 1
            return nil
        }
        return uri
    }

    /// Tags, links and mentions: from the facets, which name bytes of the text, and the tag list.
    private func mapFacets(
        _ record: JSONValue,
        of text: String,
        _ post: inout Post,
        _ frame: inout JetstreamFrame
    ) {
        var tags = LimitedList(textBytes: 640)
        var links = LimitedList(textBytes: 8192)
        var mentions = LimitedList(textBytes: EventLimits.idBytes)
        for facet in record["facets"]?.array ?? [] {
            guard Self.isWithin(text, facet["index"]) else {
                frame.cuts += 1
                continue
            }
            for feature in facet["features"]?.array ?? [] {
                switch feature["$type"]?.string {
                case "app.bsky.richtext.facet#tag": tags.add(feature["tag"]?.string)
                case "app.bsky.richtext.facet#link": links.add(Self.webLink(feature["uri"]))
                case "app.bsky.richtext.facet#mention":
                    let did = feature["did"]?.string ?? ""
                    mentions.add(AtProtocol.isDID(did) ? did : nil)
                // A later kind of feature says nothing that we know of.
                default: continue
                }
            }
        }
        for item in record["tags"]?.array ?? [] { tags.add(item.string) }
        post.tags = tags.items
        post.links = links.items
        post.mentions = mentions.items
        frame.cuts += tags.cuts + links.cuts + mentions.cuts
    }

    /// Whether a facet's bytes lie within the text and begin and end between characters.
    private static func isWithin(_ text: String, _ index: JSONValue?) -> Bool {
        guard let start = index?["byteStart"]?.integer, let end = index?["byteEnd"]?.integer,
            start >= 0, start < end, end <= text.utf8.count
        else { return false }
        let bytes = text.utf8
        func isBetween(_ offset: Int64) -> Bool {
            let place = bytes.index(bytes.startIndex, offsetBy: Int(offset))
            return place == bytes.endIndex || bytes[place] & 0xC0 != 0x80
        }
        return isBetween(start) && isBetween(end)
    }

    /// A link that a browser may follow; nil for `javascript:` and everything else.
    private static func webLink(_ value: JSONValue?) -> String? {
        guard let text = value?.string else { return nil }
        let start = text.prefix(8).lowercased()
        return start.hasPrefix("https://") || start.hasPrefix("http://") ? text : nil
    }

    private func mapEmbed(_ embed: JSONValue, _ post: inout Post, _ frame: inout JetstreamFrame) {
        switch embed["$type"]?.string {
        case "app.bsky.embed.record": mapQuote(embed["record"], &post, &frame)
        case "app.bsky.embed.recordWithMedia":
            mapQuote(embed["record"]?["record"], &post, &frame)
            if let media = embed["media"] { mapMedia(media, &post, &frame) }
        default: mapMedia(embed, &post, &frame)
        }
    }

    /// A quoted record, where it is a post: feeds, lists and starter packs can be quoted too.
    private func mapQuote(
        _ reference: JSONValue?,
        _ post: inout Post,
        _ frame: inout JetstreamFrame
    ) {
        guard let uri = reference?["uri"]?.string else {
            frame.cuts += 1
            return
        }
        if AtProtocol.isRecord(uri, in: AtProtocol.post) { post.quote = uri }
    }

    private func mapMedia(_ media: JSONValue, _ post: inout Post, _ frame: inout JetstreamFrame) {
        switch media["$type"]?.string {
        case "app.bsky.embed.images": mapImages(media["images"], &post, &frame)
        // The list was first called `media`, then `items`.
        case "app.bsky.embed.gallery":
            mapImages(media["items"] ?? media["media"] ?? media["images"], &post, &frame)
        case "app.bsky.embed.video": mapVideo(media, &post, &frame)
        case "app.bsky.embed.external": mapExternal(media["external"], &post, &frame)
        // A later kind of embed: the post is kept without it.
        default: frame.cuts += 1
        }
    }

    private func mapImages(_ list: JSONValue?, _ post: inout Post, _ frame: inout JetstreamFrame) {
        for item in list?.array ?? [] {
            guard let cid = Self.cid(of: item["image"]), post.media.count < EventLimits.listItems
            else {
                frame.cuts += 1
                continue
            }
            var media = Media(kind: .image)
            media.url = "\(imageBase)/feed_fullsize/plain/\(frame.did)/\(cid)"
            media.poster = "\(imageBase)/feed_thumbnail/plain/\(frame.did)/\(cid)"
            Self.describe(item, &media, &frame)
            post.media.append(media)
        }
    }

    private func mapVideo(_ item: JSONValue, _ post: inout Post, _ frame: inout JetstreamFrame) {
        guard let cid = Self.cid(of: item["video"]) else {
            frame.cuts += 1
            return
        }
        // In this path, and in no other, Bluesky escapes the DID.
        let did = frame.did.replacing(":", with: "%3A")
        var media = Media(kind: .video)
        media.url = "\(videoBase)/\(did)/\(cid)/playlist.m3u8"
        media.poster = "\(videoBase)/\(did)/\(cid)/thumbnail.jpg"
        Self.describe(item, &media, &frame)
        post.media.append(media)
    }

    private static func describe(
        _ item: JSONValue,
        _ media: inout Media,
        _ frame: inout JetstreamFrame
    ) {
        if let alt = item["alt"]?.string, !alt.isEmpty {
            media.alt = TextLimit.cut(alt, toBytes: EventLimits.textBytes, &frame.cuts)
        }
        guard let width = item["aspectRatio"]?["width"]?.integer,
            let height = item["aspectRatio"]?["height"]?.integer,
            (1...EventLimits.integerMax).contains(width),
            (1...EventLimits.integerMax).contains(height)
        else { return }
        media.width = width
        media.height = height
    }

    /// A link card: the link, and what the card says, which is often all that such a post says.
    private func mapExternal(_ card: JSONValue?, _ post: inout Post, _ frame: inout JetstreamFrame)
    {
        guard let link = Self.webLink(card?["uri"]), link.utf8.count <= 8192,
            post.links.count < EventLimits.listItems
        else {
            frame.cuts += 1
            return
        }
        if !post.links.contains(link) { post.links.append(link) }
        for (name, value) in [
            ("card_description", card?["description"]?.string),
            ("card_title", card?["title"]?.string),
        ] {
            guard let value, !value.isEmpty else { continue }
            let text = TextLimit.cut(value, toBytes: 4096, &frame.cuts)
            post.attributes.append(Attribute(name: name, value: text))
        }
    }

    /// The bytes of the post's line, or more where that is within the limit anyway.
    private static func lineBytes(_ post: Post) -> Int {
        var bytes = post.text.utf8.count + 2048
        for list in [post.langs, post.tags, post.links, post.mentions, post.labels] {
            for text in list { bytes += text.utf8.count + 3 }
        }
        for media in post.media { bytes += (media.alt?.utf8.count ?? 0) + 1024 }
        for attribute in post.attributes { bytes += attribute.value.utf8.count + 64 }
        // A control character takes six bytes in JSON, and nothing takes more.
        guard bytes > EventLimits.lineBytes / 6 else { return bytes }
        var line: [UInt8] = []
        EventEncoder.encode(.post(post), into: &line)
        return line.count
    }
}
