public import HeadwaterCore
import HeadwaterText

extension PostIndex {
    /// Writes the documents that aren't dead, and every list that is left, by ascending key.
    ///
    /// Documents are renumbered from 0. What it writes depends on the records alone, not on when lists were compacted.
    public func encode(into writer: inout ByteWriter) {
        let (numbers, live) = renumbered()
        writer.write(UInt64(live))
        writer.write(standing(posts))
        writer.write(standing(positions))
        writer.write(standing(times))
        writer.write(standing(received))
        writer.write(standing(lengths))
        writer.write(standing(authors))
        writer.write(standing(languages))
        writer.write(standing(flags.map { $0.intersection(.isPublic).rawValue }))
        var kept: [UInt64] = []
        var bytes: [UInt8] = []
        var list: [UInt32] = []
        for (key, _) in postings.sortedTerms {
            list.removeAll(keepingCapacity: true)
            var count: UInt32 = 0
            var last: UInt32 = 0
            forEachPosting(of: key, numbers) { document, places in
                list.append(document &- last)
                list.append(UInt32(places.count))
                list.append(contentsOf: places)
                last = document
                count += 1
            }
            guard count > 0 else { continue }
            kept.append(key)
            Self.put(count, into: &bytes)
            for number in list { Self.put(number, into: &bytes) }
        }
        writer.write(kept)
        writer.write(bytes)
    }

    /// Reads what ``encode(into:)`` wrote.
    public init(from reader: inout ByteReader) throws(ByteReaderError) {
        self.init()
        let count = Int(clamping: try reader.read(UInt64.self))
        let start = reader.offset
        let columns = (
            posts: try reader.readArray(of: UInt32.self),
            positions: try reader.readArray(of: UInt64.self),
            times: try reader.readArray(of: Int64.self),
            received: try reader.readArray(of: Int64.self),
            lengths: try reader.readArray(of: UInt32.self),
            authors: try reader.readArray(of: UInt32.self),
            languages: try reader.readArray(of: UInt8.self),
            flags: try reader.readArray(of: UInt8.self)
        )
        let counts = [
            columns.posts.count, columns.positions.count, columns.times.count,
            columns.received.count, columns.lengths.count, columns.authors.count,
            columns.languages.count, columns.flags.count,
        ]
        guard counts.allSatisfy({ $0 == count }) else {
            throw .malformed(offset: start, "the index's columns differ in length")
        }
        for index in 0..<count {
            guard Int(columns.languages[index]) < languageCounts.count,
                columns.posts[index] > 0
            else { throw .malformed(offset: start, "a document of the index can't be") }
            let row = Document(
                post: columns.posts[index],
                position: columns.positions[index],
                time: columns.times[index],
                received: columns.received[index],
                length: columns.lengths[index],
                author: columns.authors[index],
                language: columns.languages[index],
                flags: Flags(rawValue: columns.flags[index] & 1)
            )
            linkRevision(append(row))
        }
        try readPostings(count, from: &reader)
    }

    private mutating func readPostings(
        _ documents: Int,
        from reader: inout ByteReader
    ) throws(ByteReaderError) {
        let keys = try reader.readArray(of: UInt64.self)
        let start = reader.offset
        let bytes = try reader.readArray(of: UInt8.self)
        var body = CompactReader(bytes)
        var places: [UInt32] = []
        for key in keys {
            let count = body.next()
            var last = -1
            for _ in 0..<count {
                let document = max(last, 0) + Int(body.next())
                places.removeAll(keepingCapacity: true)
                let size = body.next()
                guard document > last, document < documents, size > 0, size <= Postings.maxPlaces,
                    !body.isBroken
                else { throw .malformed(offset: start, "a list of the index can't be") }
                for _ in 0..<size { places.append(body.next()) }
                postings.append(key, document: UInt32(document), places: places)
                last = document
            }
        }
        guard body.isAtEnd, !body.isBroken else {
            throw .malformed(offset: start, "the lists of the index don't end where they should")
        }
    }

    /// The new number of each document, `UInt32.max` for dead ones, and how many are left.
    private func renumbered() -> ([UInt32], Int) {
        var numbers = [UInt32](repeating: .max, count: posts.count)
        var live: UInt32 = 0
        for document in posts.indices where !flags[document].contains(.dead) {
            numbers[document] = live
            live += 1
        }
        return (numbers, Int(live))
    }

    private func standing<Value>(_ column: [Value]) -> [Value] {
        guard deadCount > 0 else { return column }
        return column.indices.filter { !flags[$0].contains(.dead) }.map { column[$0] }
    }

    /// Calls `body` with the postings of a key in ascending order of the new numbers.
    private func forEachPosting(
        of key: UInt64,
        _ numbers: [UInt32],
        _ body: (UInt32, [UInt32]) -> Void
    ) {
        var chain = postings.chain(of: key)
        var chunk = ChunkPostings()
        var places: [UInt32] = []
        while let link = chain.popLast() {
            _ = postings.read(chunk: link.chunk, used: link.used, into: &chunk)
            for index in chunk.documents.indices {
                let number = numbers[Int(chunk.documents[index])]
                guard number != .max else { continue }
                places.removeAll(keepingCapacity: true)
                postings.places(chunk: link.chunk, offset: chunk.offsets[index], into: &places)
                body(number, places)
            }
        }
    }

    /// Rebuilds the index without its dead documents once they are a quarter of all.
    mutating func compactIfWorthwhile() {
        guard deadCount >= 1_024, deadCount * 4 >= posts.count else { return }
        compact()
    }

    /// Rebuilds the index without its dead documents.
    ///
    /// Complexity: O(postings).
    mutating func compact() {
        guard deadCount > 0 else { return }
        let (numbers, _) = renumbered()
        var fresh = PostIndex()
        for document in posts.indices where !flags[document].contains(.dead) {
            let row = Document(
                post: posts[document],
                position: positions[document],
                time: times[document],
                received: received[document],
                length: lengths[document],
                author: authors[document],
                language: languages[document],
                flags: flags[document].intersection(.isPublic)
            )
            fresh.linkRevision(fresh.append(row))
        }
        for (key, _) in postings.sortedTerms {
            forEachPosting(of: key, numbers) { document, places in
                fresh.postings.append(key, document: document, places: places)
            }
        }
        self = fresh
    }

    private static func put(_ number: UInt32, into bytes: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

/// Reads variable-length integers and trusts nothing.
private struct CompactReader {
    private let bytes: [UInt8]
    private var offset = 0
    private(set) var isBroken = false

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { offset == bytes.count }

    mutating func next() -> UInt32 {
        var number: UInt32 = 0
        var shift: UInt32 = 0
        while offset < bytes.count, shift < 35 {
            let byte = bytes[offset]
            offset += 1
            number |= UInt32(byte & 0x7F) << shift
            if byte < 0x80 { return number }
            shift += 7
        }
        isBroken = true
        return 0
    }
}
