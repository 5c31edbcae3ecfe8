import Foundation
import HeadwaterCore
import HeadwaterEvents

@testable import HeadwaterIngest

/// A repository that `Tests/Peers/bluesky_repository.py` has written.
struct RepositoryFixture: Sendable {
    let bytes: [UInt8]
    let did: String
    let records: Int
    /// The events that it stands for, as ``line(_:)`` writes them, in their order.
    let expected: [String]

    init() throws {
        let folder = Fixtures.tests.appendingPathComponent("Fixtures/atproto")
        bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent("repository.car")))
        let json = try JSONValue(
            parsing: String(
                contentsOf: folder.appendingPathComponent("expected.json"),
                encoding: .utf8
            )
        )
        did = json["did"]?.string ?? ""
        records = Int(json["records"]?.integer ?? 0)
        expected = (json["events"]?.array ?? []).compactMap(\.string)
    }

    static let seen = Timestamp(milliseconds: 1_795_608_000_000)

    func read(_ bytes: [UInt8], likes: Int = 1000) throws(RepositoryError) -> RepositoryContents {
        try RepositoryReader(likes: likes, edges: 1000).read(bytes, of: did, seen: Self.seen)
    }

    /// An event as `KIND ID SUBJECT AT`.
    static func line(_ event: Event) -> String {
        switch event {
        case .edge(let event):
            "\(event.kind == .follow ? "follow" : "block") \(event.id ?? "?") "
                + "\(event.subject ?? "?") \(event.at)"
        case .engagement(let event):
            "\(event.kind.name) \(event.id ?? "?") \(event.post ?? "?") \(event.at)"
        default: "something else"
        }
    }
}

/// Writes blocks and archives for tests of what no honest host would send.
struct ArchiveWriter {
    private(set) var bytes: [UInt8] = []

    /// An archive with that root and these blocks.
    init(root: ContentID, blocks: [(ContentID, [UInt8])]) {
        var header: [UInt8] = [0xA2, 0x65] + Array("roots".utf8) + [0x81]
        header += Self.link(root) + [0x67] + Array("version".utf8) + [1]
        section(header)
        for (id, block) in blocks { section(id.bytes + block) }
    }

    private mutating func section(_ content: [UInt8]) {
        var length = content.count
        while length >= 0x80 {
            bytes.append(UInt8(length & 0x7F) | 0x80)
            length >>= 7
        }
        bytes.append(UInt8(length))
        bytes += content
    }

    static func link(_ id: ContentID) -> [UInt8] { [0xD8, 0x2A, 0x58, 0x25, 0] + id.bytes }

    /// An archive of an account whose tree has these nodes, the root first.
    static func repository(of did: String, root: ContentID, nodes: [[UInt8]]) -> [UInt8] {
        var commit: [UInt8] = [0xA4, 0x63] + Array("did".utf8) + [0x60 + UInt8(did.utf8.count)]
        commit += Array(did.utf8) + [0x63] + Array("rev".utf8) + [0x61, 0x31]
        commit += [0x64] + Array("data".utf8) + link(root)
        commit += [0x67] + Array("version".utf8) + [3]
        let blocks = ([commit] + nodes).map { (ContentID(of: $0[...], codec: .dagCBOR), $0) }
        return ArchiveWriter(root: blocks[0].0, blocks: blocks).bytes
    }

    /// A node with these children to the left and no more than one entry.
    static func node(
        left: ContentID?,
        entry: (path: String, record: ContentID, right: ContentID?)? = nil
    ) -> [UInt8] {
        var node: [UInt8] = [0xA2, 0x61, 0x65]
        if let entry {
            node += [0x81, 0xA4, 0x61, 0x6B, 0x40 + UInt8(entry.path.utf8.count)]
            node += Array(entry.path.utf8) + [0x61, 0x70, 0, 0x61, 0x74]
            node += entry.right.map(link) ?? [0xF6]
            node += [0x61, 0x76] + link(entry.record)
        } else {
            node += [0x80]
        }
        return node + [0x61, 0x6C] + (left.map(link) ?? [0xF6])
    }
}
