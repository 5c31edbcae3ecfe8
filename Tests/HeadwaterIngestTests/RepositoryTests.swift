import HeadwaterCore
import HeadwaterEvents
import Testing

@testable import HeadwaterIngest

@Suite struct RepositoryTests {
    @Test func blocksFollowsAndLikesAreReadInThisOrder() throws {
        let fixture = try RepositoryFixture()
        let contents = try fixture.read(fixture.bytes)
        #expect(contents.events.map(RepositoryFixture.line) == fixture.expected)
        #expect(fixture.expected.count == 49)
        #expect(contents.records == fixture.records)
        // A like of a feed, and a follow without its subject.
        #expect(contents.skipped == 2)
        #expect(contents.omitted == 0)
        #expect(contents.revision == "3l3qo2vutsw2b")
    }

    @Test func eventsHaveTheIdentitiesThatJetstreamGivesThem() throws {
        let fixture = try RepositoryFixture()
        for event in try fixture.read(fixture.bytes).events {
            let collection: String
            let subject: JSONValue
            let id: String?
            switch event {
            case .edge(let edge):
                collection = edge.kind == .follow ? AtProtocol.follow : AtProtocol.block
                subject = .string(edge.subject ?? "")
                id = edge.id
            case .engagement(let engagement):
                collection = AtProtocol.like
                subject = ["uri": .string(engagement.post ?? ""), "cid": "bafyrei"]
                id = engagement.id
            default: continue
            }
            let at: Timestamp
            switch event {
            case .edge(let edge): at = edge.at
            case .engagement(let engagement): at = engagement.at
            default: continue
            }
            let message: JSONValue = [
                "did": .string(fixture.did), "time_us": 1_795_608_000_000_000, "kind": "commit",
                "commit": [
                    "rev": "1", "operation": "create", "collection": .string(collection),
                    "rkey": .string(String(id?.split(separator: "/").last ?? "")),
                    "record": ["createdAt": .string("\(at)"), "subject": subject],
                ],
            ]
            let frame = try JetstreamMapper().map(Array(message.json.utf8).span)
            #expect(frame.events.map(\.identity) == [event.identity])
        }
    }

    @Test(arguments: [0, 1, 7, 39])
    func ofMoreThanAreTakenTheNewestCount(likes: Int) throws {
        let fixture = try RepositoryFixture()
        let contents = try fixture.read(fixture.bytes, likes: likes)
        let all = fixture.expected.filter { $0.hasPrefix("like") }
        let found = contents.events.map(RepositoryFixture.line).filter { $0.hasPrefix("like") }
        // One of the 41 records is of a feed, and among the oldest.
        #expect(found == all.suffix(likes))
        #expect(contents.omitted == 41 - likes)
    }

    @Test func noRecordCountsAsLaterThanTheReading() throws {
        let fixture = try RepositoryFixture()
        let early = Timestamp(milliseconds: 1_700_000_000_000)
        let contents = try RepositoryReader(likes: 100, edges: 100)
            .read(fixture.bytes, of: fixture.did, seen: early)
        #expect(contents.events.allSatisfy { RepositoryFixture.line($0).hasSuffix("\(early)") })
    }

    @Test func anotherAccountsRepositoryIsRefused() throws {
        let fixture = try RepositoryFixture()
        #expect(throws: RepositoryError.commit("it is not of did:plc:other")) {
            _ = try RepositoryReader(likes: 1, edges: 1)
                .read(fixture.bytes, of: "did:plc:other", seen: RepositoryFixture.seen)
        }
    }

    @Test func whatBreaksOffIsNeverRead() throws {
        let fixture = try RepositoryFixture()
        let whole = try fixture.read(fixture.bytes)
        var readable = 0
        for count in stride(from: 0, to: fixture.bytes.count, by: 7) {
            do throws(RepositoryError) {
                // Between two blocks it looks whole; the commit, which comes last here, is missing.
                let contents = try fixture.read(Array(fixture.bytes.prefix(count)))
                #expect(contents == whole, "\(count) bytes")
                readable += 1
            } catch {
                switch error {
                case .truncated, .missing, .header, .name: continue
                default: Issue.record("\(count) bytes: \(error)")
                }
            }
        }
        #expect(readable == 0)
    }

    @Test(arguments: UInt64(1)...40)
    func aChangedByteIsNoticedOrTellsNothing(seed: UInt64) throws {
        let fixture = try RepositoryFixture()
        let whole = try fixture.read(fixture.bytes)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            var bytes = fixture.bytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 2: bytes.remove(at: place)
                default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
                }
            }
            do throws(RepositoryError) {
                // What was changed lies in a block that nothing here reads, as a post's.
                let contents = try fixture.read(bytes)
                #expect(contents == whole, "seed \(seed)")
            } catch {
                // Any error is right: each is typed, and nothing of the repository counts.
                #expect(!error.description.isEmpty)
            }
        }
    }

    @Test func aBlockMustBeWhatItsNameSays() throws {
        let record: [UInt8] = [0xA0]
        let good = ContentID(of: record[...], codec: .dagCBOR)
        let wrong = ContentID(of: [0xA1], codec: .dagCBOR)
        let archive = try ContentArchive(
            ArchiveWriter(root: good, blocks: [(good, record), (wrong, record)]).bytes
        )
        #expect(try archive.value(good) == .map([]))
        #expect(throws: RepositoryError.mismatch(wrong.description)) {
            try archive.value(wrong)
        }
        let missing = ContentID(of: [0], codec: .dagCBOR)
        #expect(throws: RepositoryError.missing(missing.description)) { try archive.value(missing) }
    }

    @Test func lengthsThatNoFileHasAreRefused() {
        let name = ContentID(of: [0xA0], codec: .dagCBOR)
        let header = ArchiveWriter(root: name, blocks: []).bytes
        for (more, error) in [
            ([UInt8](repeating: 0xFF, count: 9) + [1], RepositoryError.length(at: header.count)),
            ([0x00], .length(at: header.count)), ([0x80, 0x00], .length(at: header.count)),
            ([0xFF, 0xFF, 0xFF, 0x7F], .truncated), ([0x80], .truncated),
            ([0x02, 0, 0], .name(at: header.count)),
            ([36] + [UInt8](repeating: 0, count: 36), .name(at: header.count)),
        ] {
            #expect(throws: error, "\(more)") { _ = try ContentArchive(header + more) }
        }
        #expect(throws: RepositoryError.truncated) { _ = try ContentArchive([]) }
        #expect(throws: RepositoryError.header) { _ = try ContentArchive([1, 0xA0]) }
        #expect(throws: RepositoryError.header) { _ = try ContentArchive([1, 0xFF]) }
    }

    @Test func aTreeTooDeepIsRefused() throws {
        let did = "did:plc:a"
        for (depth, isFine) in [(60, true), (64, false)] {
            var nodes = [ArchiveWriter.node(left: nil)]
            for _ in 0..<depth {
                let last = ContentID(of: nodes[nodes.count - 1][...], codec: .dagCBOR)
                nodes.append(ArchiveWriter.node(left: last))
            }
            let root = ContentID(of: nodes[depth][...], codec: .dagCBOR)
            let bytes = ArchiveWriter.repository(of: did, root: root, nodes: nodes)
            let read = { () throws(RepositoryError) in
                try RepositoryReader(likes: 1, edges: 1)
                    .read(bytes, of: did, seen: RepositoryFixture.seen)
            }
            if isFine {
                #expect(try read().records == 0)
            } else {
                #expect(throws: RepositoryError.tree("it is deeper than 64 nodes")) { try read() }
            }
        }
    }

    /// Twenty nodes, each leading to the next twice, would be a million if each were walked.
    @Test func aTreeThatRepeatsItselfIsRefused() throws {
        let did = "did:plc:a"
        let record = ContentID(of: [0xA0], codec: .dagCBOR)
        var nodes = [ArchiveWriter.node(left: nil, entry: ("a/a", record, nil))]
        for number in 0..<20 {
            let last = ContentID(of: nodes[number][...], codec: .dagCBOR)
            nodes.append(ArchiveWriter.node(left: last, entry: ("b/\(number)", record, last)))
        }
        let root = ContentID(of: nodes[20][...], codec: .dagCBOR)
        let bytes = ArchiveWriter.repository(of: did, root: root, nodes: nodes)
        #expect(throws: RepositoryError.tree("its paths don't rise")) {
            _ = try RepositoryReader(likes: 1, edges: 1)
                .read(bytes, of: did, seen: RepositoryFixture.seen)
        }
    }
}
