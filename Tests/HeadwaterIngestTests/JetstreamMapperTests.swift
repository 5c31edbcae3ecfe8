import HeadwaterCore
import HeadwaterEvents
import Testing

@testable import HeadwaterIngest

@Suite struct JetstreamMapperTests {
    @Test func theGoldenMessagesAreWhatTheyAre() throws {
        let frames = try Fixtures.golden().map { try JetstreamMapper().map($0.span) }
        #expect(frames.count == 10)
        var like = Engagement(
            kind: .like,
            actor: "did:plc:mcc5yghbk7tixqryac2yxku7",
            post: postURI("3mmoodizfwc2j", by: other),
            at: try #require(Timestamp("2026-05-25T14:23:28.778Z"))
        )
        like.id = "at://did:plc:mcc5yghbk7tixqryac2yxku7/app.bsky.feed.like/3mmoojp7etg2g"
        #expect(frames[0].events == [.engagement(like)])
        #expect(frames[0].timeUs == 1_779_719_009_132_431)

        let parent = postURI("3mmojbrjwbs26", by: "did:plc:j76trmiofvaxxpvx2vnb2vwf")
        var reply = Post(
            id: postURI("3mmoojp4cd223"),
            author: did,
            at: try #require(Timestamp("2026-05-25T14:23:28.757Z")),
            text: "Try RSV for a good time !!"
        )
        reply.langs = ["en"]
        reply.replyRoot = parent
        reply.replyParent = parent
        reply.url = "https://bsky.app/profile/\(did)/post/3mmoojp4cd223"
        var engagement = Engagement(kind: .reply, actor: did, post: parent, at: reply.at)
        engagement.id = reply.id
        #expect(frames[1].events == [.post(reply), .engagement(engagement)])

        #expect(
            frames[2].events.map(RecordingSink.line) == [
                "repost at://did:plc:eizxoqcsvvvarxeb3pjkblrp/app.bsky.feed.repost/3mmoojpbade2i"
            ]
        )
        var follow = Edge(
            kind: .follow,
            actor: "did:plc:mxwlsvdgs6tn75lq6jrr2vp7",
            subject: "did:plc:anc6s2kher6ltrhhglxrzxsa",
            at: try #require(Timestamp("2026-05-25T14:23:27.319Z"))
        )
        follow.id = "at://did:plc:mxwlsvdgs6tn75lq6jrr2vp7/app.bsky.graph.follow/3mmoojocxvr2s"
        #expect(frames[3].events == [.edge(follow)])

        let profiled = "did:plc:o6t5vwyr7ae73foww7bgye4r"
        var profile = Account(id: profiled, at: Timestamp(milliseconds: 1_779_719_010_689))
        profile.name = "Multiversal Lokis Unit🔞"
        profile.avatar = "https://cdn.bsky.app/img/avatar/plain/\(profiled)/\(cid)"
        #expect(frames[4].events.first == .account(profile))

        #expect(frames[5].events.isEmpty)
        #expect(frames[5].skipped == .collection)
        #expect(frames[6].skipped == .collection)
        #expect(frames[7].needsHandle)
        var active = Account(
            id: "did:plc:g4ut2w5755qxi3fe7mfs72p4",
            at: Timestamp(milliseconds: 1_779_719_010_272)
        )
        active.status = .active
        #expect(frames[8].events == [.account(active)])
        #expect(
            frames[9].events.map(RecordingSink.line) == [
                "block at://did:plc:2lv5zdhr6aqncw46v7zgxbio/app.bsky.graph.block/3mmoojpduny2w"
            ]
        )
        #expect(frames.allSatisfy { $0.cuts == 0 })
    }

    @Test(arguments: [
        ("app.bsky.feed.like", "unlike"), ("app.bsky.feed.repost", "unrepost"),
        ("app.bsky.graph.follow", "unfollow"), ("app.bsky.graph.block", "unblock"),
        ("app.bsky.feed.post", "delete"),
    ])
    func whatIsTakenBackIsNamedByItsRecordAlone(collection: String, word: String) throws {
        let frame = try commit("delete", .string(collection), nil)
        let event = try #require(frame.events.first)
        #expect(frame.events.count == 1)
        #expect(RecordingSink.line(event) == "\(word) at://\(did)/\(collection)/3mmoojp4cd223")
        #expect(event.at == seen)
        switch event {
        case .engagement(let event): #expect(event.post == nil)
        case .edge(let event): #expect(event.subject == nil)
        default: break
        }
    }

    @Test func anUpdateIsAnEditFromTheMomentItWasSeenAndAnswersNothingAgain() throws {
        let frame = try commit(
            "update",
            "app.bsky.feed.post",
            record([
                "reply": [
                    "parent": ["uri": .string(postURI("p", by: other))],
                    "root": ["uri": .string(postURI("r", by: other))],
                ]
            ])
        )
        guard case .post(let post) = try #require(frame.events.first) else { return }
        #expect(frame.events.count == 1)
        #expect(post.edited == seen)
        #expect(post.at == Timestamp("2026-05-25T14:23:28.757Z"))
        #expect(post.replyRoot == postURI("r", by: other))
    }

    @Test(arguments: [
        "", "yesterday", "2200-01-01T00:00:00Z", "1601-01-01T00:00:00Z", "2026-13-01T00:00:00Z",
        "2099-12-31T23:59:59Z", "2026-05-25T14:23:30Z",
    ])
    func aTimeThatIsNoneOrLaterThanItWasSeenIsTheMomentItWasSeen(created: String) throws {
        #expect(try post(["createdAt": .string(created)]).0.at == seen)
    }

    @Test func aTimeMayBeMissingAndMayBeLongAgo() throws {
        let like = try commit(
            "create",
            "app.bsky.feed.like",
            ["subject": ["uri": .string(postURI("x", by: other))], "createdAt": 7]
        )
        #expect(like.events.first?.at == seen)
        let old = try post(["createdAt": "2019-02-03T04:05:06.789+02:00"]).0
        #expect(old.at == Timestamp("2019-02-03T02:05:06.789Z"))
    }

    @Test func facetsNameTagsLinksAndMentionsWithinTheText() throws {
        func facet(_ start: Int64, _ end: Int64, _ feature: JSONValue) -> JSONValue {
            [
                "index": ["byteStart": .integer(start), "byteEnd": .integer(end)],
                "features": .array([feature]),
            ]
        }
        func tag(_ name: JSONValue) -> JSONValue {
            ["$type": "app.bsky.richtext.facet#tag", "tag": name]
        }
        func link(_ uri: JSONValue) -> JSONValue {
            ["$type": "app.bsky.richtext.facet#link", "uri": uri]
        }
        // "né" is three bytes: n, and the two of é.
        let (post, frame) = try post([
            "text": "né #rain",
            "facets": [
                facet(0, 3, tag("first")), facet(4, 9, tag("rain")), facet(4, 9, tag("first")),
                // Beyond the end, backwards, empty, and into the middle of a character.
                facet(4, 10, tag("a")), facet(5, 4, tag("b")), facet(4, 4, tag("c")),
                facet(-1, 4, tag("d")), facet(2, 4, tag("e")), facet(0, 2, tag("f")),
                facet(0, 3, link("https://example.com/a")),
                facet(0, 3, link("javascript:alert(1)")), facet(0, 3, link(7)),
                facet(0, 3, ["$type": "app.bsky.richtext.facet#mention", "did": .string(other)]),
                facet(0, 3, ["$type": "app.bsky.richtext.facet#mention", "did": "nobody"]),
                facet(0, 3, ["$type": "app.bsky.richtext.facet#later"]),
                ["index": 3], 7,
            ],
            "tags": ["harbour", "rain", ""],
        ])
        #expect(post.tags == ["first", "rain", "harbour"])
        #expect(post.links == ["https://example.com/a"])
        #expect(post.mentions == [other])
        #expect(frame.cuts == 6 + 2 + 1 + 2 + 1)
    }

    @Test func picturesHaveTheirAddressAltTextAndSize() throws {
        let image: JSONValue = [
            "image": ["$type": "blob", "ref": ["$link": .string(cid)], "mimeType": "image/jpeg"],
            "alt": "a crane", "aspectRatio": ["width": 1600, "height": 900],
        ]
        for embed in [
            ["$type": "app.bsky.embed.images", "images": [image, ["alt": "no blob"]]],
            ["$type": "app.bsky.embed.gallery", "items": [image, ["image": ["ref": 1]]]],
            ["$type": "app.bsky.embed.gallery", "media": [image, 7]],
        ] as [JSONValue] {
            let (post, frame) = try post(["embed": embed])
            var media = Media(kind: .image)
            media.url = "https://cdn.bsky.app/img/feed_fullsize/plain/\(did)/\(cid)"
            media.poster = "https://cdn.bsky.app/img/feed_thumbnail/plain/\(did)/\(cid)"
            media.alt = "a crane"
            media.width = 1600
            media.height = 900
            #expect(post.media == [media])
            #expect(frame.cuts == 1)
        }
    }

    @Test func videosCardsAndQuotesAreRead() throws {
        let video: JSONValue = [
            "$type": "app.bsky.embed.video", "video": ["ref": ["$link": .string(cid)]],
            "alt": "a ferry", "aspectRatio": ["width": 0, "height": 9], "presentation": "gif",
        ]
        let quoted = postURI("q", by: other)
        let (post, frame) = try post([
            "embed": [
                "$type": "app.bsky.embed.recordWithMedia", "media": video,
                "record": ["record": ["uri": .string(quoted), "cid": "x"]],
            ]
        ])
        let place = "https://video.bsky.app/watch/did%3Aplc%3Aq235v55g5unth4zjjdpacfdr/\(cid)"
        var media = Media(kind: .video)
        media.url = "\(place)/playlist.m3u8"
        media.poster = "\(place)/thumbnail.jpg"
        media.alt = "a ferry"
        #expect(post.media == [media])
        #expect(post.quote == quoted)
        #expect(frame.events.map(RecordingSink.line) == ["post \(post.id)", "quote \(post.id)"])
        guard case .engagement(let engagement) = frame.events[1] else { return }
        #expect(engagement.post == quoted)

        let card = try self.card(["uri": "https://example.com/x", "title": "T", "description": "D"])
        #expect(card.links == ["https://example.com/x"])
        #expect(card.attributes.map(\.name) == ["card_description", "card_title"])
        #expect(card.attributes.map(\.value) == ["D", "T"])
        #expect(try self.card(["uri": "data:text/html,x", "title": "T"]).links.isEmpty)
    }

    private func card(_ external: JSONValue) throws -> Post {
        try post(["embed": ["$type": "app.bsky.embed.external", "external": external]]).0
    }

    @Test func aQuotedFeedIsNoQuoteAndALaterEmbedIsLeftOut() throws {
        let (feed, _) = try post([
            "embed": [
                "$type": "app.bsky.embed.record",
                "record": ["uri": .string("at://\(other)/app.bsky.feed.generator/x")],
            ]
        ])
        #expect(feed.quote == nil)
        let (later, frame) = try post(["embed": ["$type": "app.bsky.embed.hologram"]])
        #expect(later.text == "hello")
        #expect(frame.cuts == 1)
    }

    @Test func labelsLanguagesAndSignInAreRead() throws {
        let labels: JSONValue = ["values": [["val": "porn"], ["val": "porn"], ["val": 1], 2]]
        let (post, frame) = try post(["labels": labels, "langs": ["pt-BR", "en", 7]])
        #expect(post.labels == ["porn"])
        #expect(post.langs == ["pt-BR", "en"])
        #expect(frame.cuts == 3)

        func label(_ operation: JSONValue, _ record: JSONValue) throws -> Label? {
            let frame = try commit(operation, "app.bsky.actor.profile", record, key: "self")
            guard case .label(let label)? = frame.events.last.map({ $0 }) else { return nil }
            return label
        }
        let asking: JSONValue = ["labels": ["values": [["val": "!no-unauthenticated"]]]]
        let set = try #require(try label("create", asking))
        #expect(set.value == "!no-unauthenticated")
        #expect(set.subject == did)
        #expect(!set.undone)
        #expect(try label("update", ["displayName": "x"])?.undone == true)
        #expect(try label("create", ["displayName": "x"]) == nil)
    }

    @Test func aProfileClearsWhatItLeavesOutAndAnotherKeyIsNone() throws {
        for (operation, record) in [("update", [:]), ("delete", nil)] as [(String, JSONValue?)] {
            let frame = try commit(
                .string(operation),
                "app.bsky.actor.profile",
                record,
                key: "self"
            )
            var account = Account(id: did, at: seen)
            account.name = ""
            account.avatar = ""
            #expect(frame.events.first == .account(account))
        }
        #expect(try commit("create", "app.bsky.actor.profile", [:], key: "x").events.isEmpty)
    }

    @Test(
        arguments: [
            (true, nil, Account.Status.active), (true, "throttled", .active),
            (false, "deleted", .deleted), (false, "takendown", .takendown),
            (false, "suspended", .suspended), (false, "deactivated", .deactivated),
            (false, "throttled", .deactivated), (false, "desynchronized", .deactivated),
            (false, "invented", .deactivated), (false, nil, .deactivated),
        ] as [(Bool, String?, Account.Status)]
    )
    func activeDecidesAndStatusSaysWhyNot(
        isActive: Bool,
        status: String?,
        expected: Account.Status
    ) throws {
        let frame = try map([
            "did": .string(did), "time_us": .integer(timeUs), "kind": "account",
            "account": ["active": .bool(isActive), "status": status.map { .string($0) } ?? .null],
        ])
        var account = Account(id: did, at: seen)
        account.status = expected
        #expect(frame.events == [.account(account)])
    }

    @Test(
        arguments: [
            ("Alice.bsky.social", "alice.bsky.social"), ("handle.invalid", ""), ("no dots", ""),
            ("a..b", ""), ("<b>.com", ""), ("-a.com", ""), ("xn--bcher-kva.example", nil),
        ] as [(String, String?)]
    )
    func handlesAreDomainNamesOrCleared(handle: String, expected: String?) throws {
        let frame = try map([
            "did": .string(did), "time_us": .integer(timeUs), "kind": "identity",
            "identity": ["did": .string(did), "handle": .string(handle)],
        ])
        var account = Account(id: did, at: seen)
        account.handle = expected ?? handle
        #expect(frame.events == [.account(account)])
    }

    @Test(arguments: [
        "at://\(other)/app.bsky.feed.generator/whats-hot", "at://alice.com/app.bsky.feed.post/x",
        "https://example.com", "at://\(other)/app.bsky.feed.post/",
        "at://\(other)/app.bsky.feed.post/a/b",
    ])
    func aLikeOfWhatIsNoPostIsPassedOver(subject: String) throws {
        let frame = try commit(
            "create",
            "app.bsky.feed.like",
            ["subject": ["uri": .string(subject)]]
        )
        #expect(frame.events.isEmpty)
        #expect(frame.skipped == .subject)
    }

    @Test func gatesUnknownKindsAndOperationsArePassedOver() throws {
        for gate in ["app.bsky.feed.threadgate", "app.bsky.feed.postgate"] {
            #expect(try commit("create", .string(gate), [:]).skipped == .collection)
        }
        #expect(try commit("resync", "app.bsky.feed.post", [:]).skipped == .operation)
        let later = try map(["did": .string(did), "time_us": .integer(timeUs), "kind": "sync"])
        #expect(later.skipped == .kind)
        #expect(later.timeUs == timeUs)
    }

    @Test(arguments: [
        "", "{", "null", "[]", "{}", "\u{0}", "{\"did\":\"did:plc:a\"}",
        #"{"did":"nobody","time_us":1,"kind":"account"}"#,
        #"{"did":"did:plc:a","time_us":0,"kind":"account","account":{"active":true}}"#,
        #"{"did":"did:plc:a","time_us":9e15,"kind":"account","account":{"active":true}}"#,
        #"{"did":"did:plc:a","time_us":9223372036854775807,"kind":"account"}"#,
        #"{"did":"did:plc:a","time_us":1,"kind":"account"}"#,
        #"{"did":"did:plc:a","time_us":1,"kind":"account","account":{"active":"yes"}}"#,
        #"{"did":"did:plc:a","time_us":1,"kind":"identity"}"#,
        #"{"did":"did:plc:a","time_us":1,"kind":"commit"}"#,
        #"{"did":"did:plc:a","did":"did:plc:a","time_us":1,"kind":"sync"}"#,
        #"{"did":"did:plc:a","time_us":1}"#,
        String(repeating: "[", count: 300) + String(repeating: "]", count: 300),
    ])
    func whatCannotBeUnderstoodIsAnError(message: String) {
        #expect(throws: JetstreamFrameError.self) {
            try JetstreamMapper().map(Array(message.utf8).span)
        }
    }

    @Test func recordsWithoutWhatMakesThemAreErrors() {
        for (collection, record) in [
            ("app.bsky.feed.post", ["createdAt": "2026-05-25T14:23:28.757Z"]),
            ("app.bsky.feed.post", ["text": 7]), ("app.bsky.feed.post", nil),
            ("app.bsky.feed.post", "text"), ("app.bsky.feed.like", [:]),
            ("app.bsky.graph.follow", ["subject": "alice"]), ("app.bsky.graph.block", [:]),
        ] as [(JSONValue, JSONValue?)] {
            #expect(throws: JetstreamFrameError.self) {
                try commit("create", collection, record)
            }
        }
        for key in ["", "a/b", "a b", String(repeating: "k", count: 490)] as [String] {
            #expect(throws: JetstreamFrameError.self) {
                try commit("delete", "app.bsky.feed.post", nil, key: .string(key))
            }
        }
    }

    @Test func whatIsTooLongIsCutBetweenCharacters() throws {
        let (cut, frame) = try post(["text": .string(String(repeating: "ä", count: 40_000))])
        #expect(cut.text.utf8.count == 65_536)
        #expect(frame.cuts == 1)
        let (odd, _) = try post(["text": .string("x" + String(repeating: "ä", count: 40_000))])
        #expect(odd.text.utf8.count == 65_535)
        let tags = (0..<300).map { JSONValue.string("t\($0)") }
        let (many, counted) = try post(["tags": .array(tags)])
        #expect(many.tags.count == 256)
        #expect(counted.cuts == 44)
    }
}
