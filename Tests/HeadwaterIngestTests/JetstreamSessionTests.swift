import HeadwaterCore
import Testing

@testable import HeadwaterIngest

@Suite struct JetstreamSessionTests {
    private func session(
        savedUs: Int64? = nil,
        hosts: Int = 1,
        seed: UInt64 = 1
    ) -> JetstreamSession {
        var settings = JetstreamSession.Settings()
        settings.hosts = hosts
        return JetstreamSession(settings: settings, savedUs: savedUs, seed: seed)
    }

    private func pause(_ action: JetstreamSession.Action) -> Int64? {
        if case .wait(let milliseconds) = action { milliseconds } else { nil }
    }

    @Test func withoutACursorItBeginsLiveAndWithOneAFewSecondsBefore() {
        var live = session()
        #expect(live.start() == .connect(host: 0, cursorUs: nil))
        var later = session(savedUs: 1_700_000_000_000_000)
        #expect(later.start() == .connect(host: 0, cursorUs: 1_699_999_995_000_000))
        var early = session(savedUs: 3)
        #expect(early.start() == .connect(host: 0, cursorUs: 0))
    }

    @Test func itGoesOnFromWhatWasSavedNotFromWhatCame() {
        var session = session(savedUs: 1_700_000_000_000_000)
        _ = session.start()
        _ = session.arrived(timeUs: 1_700_000_030_000_000)
        session.saved(upToUs: 1_700_000_020_000_000)
        _ = session.lost()
        #expect(session.waited() == .connect(host: 0, cursorUs: 1_700_000_015_000_000))
        // Overlap that is saved again moves nothing back.
        session.saved(upToUs: 1_700_000_016_000_000)
        _ = session.lost()
        #expect(session.waited() == .connect(host: 0, cursorUs: 1_700_000_015_000_000))
    }

    @Test(arguments: UInt64(1)...20)
    func pausesDoubleUpToTheirBoundWithFullJitter(seed: UInt64) {
        var session = session(seed: seed)
        _ = session.start()
        var bound: Int64 = 250
        for _ in 0..<20 {
            let milliseconds = pause(session.lost()) ?? -1
            #expect((0...bound).contains(milliseconds), "seed \(seed)")
            bound = min(bound * 2, 30_000)
            _ = session.waited()
        }
    }

    @Test func pausesUseTheirWholeRange() {
        // Of 400 pauses after the eighth failure, some lie in each quarter of 0 to 30 s.
        var quarters: Set<Int64> = []
        for seed in UInt64(0)..<400 {
            var session = session(seed: seed)
            _ = session.start()
            for _ in 0..<8 {
                _ = session.lost()
                _ = session.waited()
            }
            quarters.insert((pause(session.lost()) ?? -1) / 7_501)
        }
        #expect(quarters == [0, 1, 2, 3])
    }

    @Test func theSameSeedGivesTheSamePauses() {
        func pauses(_ seed: UInt64) -> [Int64?] {
            var session = session(seed: seed)
            _ = session.start()
            return (0..<10).map { _ in
                let action = session.lost()
                _ = session.waited()
                return pause(action)
            }
        }
        #expect(pauses(7) == pauses(7))
        #expect(pauses(7) != pauses(8))
    }

    @Test func onlyProgressBringsThePausesBackDown() {
        var session = session(savedUs: 1_000_000)
        _ = session.start()
        for _ in 0..<6 {
            _ = session.lost()
            _ = session.waited()
        }
        // The overlap alone is no progress: a host that repeats it for ever is left more and more.
        session.saved(upToUs: 900_000)
        session.saved(upToUs: 1_000_000)
        #expect(session.failures == 6)
        session.saved(upToUs: 1_000_001)
        #expect(session.failures == 0)
        #expect((0...250).contains(pause(session.lost()) ?? -1))
    }

    @Test func hostsTakeTurnsUnlessOneBringsProgress() {
        var session = session(hosts: 3)
        var order: [Int] = []
        var action = session.start()
        for step in 0..<7 {
            if case .connect(let host, _) = action { order.append(host) }
            if step == 2 { session.saved(upToUs: 5) }
            if step == 3 { session.saved(upToUs: 6) }
            _ = session.lost()
            action = session.waited()
        }
        #expect(order == [0, 1, 2, 2, 2, 0, 1])
    }

    @Test func aFirstEventLongAfterTheCursorIsAGapAndIsReportedOnce() {
        let saved: Int64 = 1_700_000_000_000_000
        var session = session(savedUs: saved)
        _ = session.start()
        let gap = session.arrived(timeUs: saved + 3_600_000_000)
        #expect(gap == .init(askedUs: saved - 5_000_000, firstUs: saved + 3_600_000_000))
        #expect(session.arrived(timeUs: saved + 7_200_000_000) == nil)
        _ = session.lost()
        _ = session.waited()
        #expect(session.arrived(timeUs: saved + 30_000_000) == nil)
    }

    @Test func aLiveStartHasNoGap() {
        var session = session()
        _ = session.start()
        #expect(session.arrived(timeUs: 1_700_000_000_000_000) == nil)
    }
}

@Suite struct WebSocketAddressTests {
    @Test func urlsAreReadWithTheirParts() throws {
        let plain = try #require(WebSocketAddress("ws://localhost:6008/subscribe?a=b#c"))
        #expect(plain.host == "localhost")
        #expect(plain.port == 6008)
        #expect(!plain.isSecure)
        #expect(plain.path == "/subscribe")
        #expect(plain.query == "a=b")
        #expect(plain.hostHeader == "localhost:6008")
        let secure = try #require(WebSocketAddress("wss://jetstream2.us-east.bsky.network"))
        #expect(secure.port == 443)
        #expect(secure.isSecure)
        #expect(secure.path == "/")
        #expect(secure.displayName == "wss://jetstream2.us-east.bsky.network/")
        let six = try #require(WebSocketAddress("ws://[::1]:9/x"))
        #expect(six.host == "::1")
        #expect(six.hostHeader == "[::1]:9")
        #expect(try #require(WebSocketAddress("ws://[::1]")).port == 80)
    }

    @Test(arguments: [
        "", "http://a", "ws:/a", "ws://", "ws://:80", "ws://a:0", "ws://a:65536", "ws://a:b",
        "ws://u:p@a", "ws://a/\r\nHost: b", "ws://a b", "ws://ü", "ws://[::1",
    ])
    func whatIsNoWebSocketURLIsNone(url: String) {
        #expect(WebSocketAddress(url) == nil)
    }

    @Test func aSubscriptionNamesCollectionsCompressionAndCursor() throws {
        var settings = JetstreamSettings()
        settings.collections = ["app.bsky.feed.post", "app.bsky.feed.like"]
        let base = try #require(WebSocketAddress("ws://localhost?x=1"))
        let address = settings.address(base, cursorUs: 42)
        #expect(address.path == "/subscribe")
        #expect(
            address.query == "x=1&wantedCollections=app.bsky.feed.post"
                + "&wantedCollections=app.bsky.feed.like&compress=true&cursor=42"
        )
        settings.compresses = false
        #expect(!settings.address(base, cursorUs: nil).query.contains("compress"))
        #expect(!settings.address(base, cursorUs: nil).query.contains("cursor"))
    }
}
