public import HeadwaterCore
import HeadwaterEvents

extension Catalog {
    /// Writes all of it: equal catalogs write equal bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.write(position.rawValue)
        writer.write(received)
        writer.write(UInt64(livePosts))
        writer.write(lastErasure.rawValue)
        writer.write(UInt64(pendingErasure.count))
        for pending in pendingErasure { pending.encode(into: &writer) }
        accountIDs.encode(into: &writer)
        postIDs.encode(into: &writer)
        terms.encode(into: &writer)
        for row in accountRows.dropFirst() { row.encode(into: &writer) }
        for row in postRows.dropFirst() { row.encode(into: &writer) }
        writer.write(lists)
        writer.write(UInt64(revisions.count))
        for revision in revisions {
            writer.write(revision.position.rawValue)
            writer.write(revision.received)
            writer.write(revision.version)
            writer.write(revision.previous)
        }
        writer.write(handles)
        for states in edges { writer.write(states.map) }
        for states in states { writer.write(states.map) }
        writer.write(named.keys)
        for record in named.values {
            writer.write(record.pair)
            writer.write(record.at)
            writer.write(record.undone)
            writer.write(record.isAhead)
        }
        writer.write(labelIndex)
        writer.write(UInt64(labelRows.count))
        for row in labelRows {
            writer.write(UInt32(row.count))
            for entry in row {
                writer.write(entry.value.rawValue)
                writer.write(entry.source.rawValue)
                writer.write(entry.at)
                writer.write(entry.expires)
                writer.write(entry.isOn)
            }
        }
    }

    /// Reads what ``encode(into:)`` wrote.
    public init(from reader: inout ByteReader) throws(ByteReaderError) {
        self.init()
        position = LogPosition(rawValue: try reader.read())
        received = try reader.readTimestamp()
        livePosts = Int(try reader.read(UInt64.self))
        lastErasure = LogPosition(rawValue: try reader.read())
        for _ in 0..<(try reader.read(UInt64.self)) {
            pendingErasure.append(try PendingErasure(from: &reader))
        }
        accountIDs = try Interner(from: &reader)
        postIDs = try Interner(from: &reader)
        terms = try Interner(from: &reader)
        accountRows.reserveCapacity(accountIDs.count + 1)
        for _ in 0..<accountIDs.count { accountRows.append(try AccountEntry(from: &reader)) }
        postRows.reserveCapacity(postIDs.count + 1)
        for _ in 0..<postIDs.count { postRows.append(try PostEntry(from: &reader)) }
        lists = try reader.readArray()
        for _ in 0..<(try reader.read(UInt64.self)) {
            revisions.append(
                Revision(
                    position: LogPosition(rawValue: try reader.read()),
                    received: try reader.readTimestamp(),
                    version: try reader.readTimestamp(),
                    previous: try reader.read()
                )
            )
        }
        handles = try reader.readMap()
        for index in edges.indices { edges[index].map = try reader.readMap() }
        for index in states.indices { states[index].map = try reader.readMap() }
        try readNamed(from: &reader)
        labelIndex = try reader.readMap()
        for _ in 0..<(try reader.read(UInt64.self)) {
            var row: [LabelEntry] = []
            for _ in 0..<(try reader.read(UInt32.self)) {
                row.append(
                    LabelEntry(
                        value: TermID(try reader.read()),
                        source: TermID(try reader.read()),
                        at: try reader.readTimestamp(),
                        expires: try reader.readTimestamp(),
                        isOn: try reader.readBool()
                    )
                )
            }
            labelRows.append(row)
        }
        try relink(reader.offset)
    }

    private mutating func readNamed(from reader: inout ByteReader) throws(ByteReaderError) {
        let keys: [UInt64] = try reader.readArray()
        var values: [NamedRecord] = []
        values.reserveCapacity(keys.count)
        for _ in keys {
            values.append(
                NamedRecord(
                    pair: try reader.read(),
                    at: try reader.readTimestamp(),
                    undone: try reader.readBool(),
                    isAhead: try reader.readBool()
                )
            )
        }
        guard let map = FlatMap(keys: keys, values: values, filler: NamedRecord()) else {
            throw .malformed(offset: reader.offset, "a table's slots don't add up")
        }
        named = map
    }
}

extension ByteWriter {
    mutating func write<Value: FixedWidthInteger>(_ map: FlatMap<Value>) {
        write(map.keys)
        write(map.values)
    }
}

extension ByteReader {
    mutating func readMap<Value: FixedWidthInteger & BitwiseCopyable & Sendable>()
        throws(ByteReaderError) -> FlatMap<Value>
    {
        guard let map = FlatMap<Value>(keys: try readArray(), values: try readArray(), filler: 0)
        else { throw .malformed(offset: offset, "a table's slots don't add up") }
        return map
    }
}

extension PostEntry {
    func encode(into writer: inout ByteWriter) {
        writer.write(author.rawValue)
        writer.write(flags.rawValue)
        writer.write(audience.rawValue)
        for number in [group.rawValue, language.rawValue, sound.rawValue] { writer.write(number) }
        for post in [replyRoot, replyParent, quote] { writer.write(post.rawValue) }
        for moment in [at, received, version] { writer.write(moment) }
        writer.write(position.rawValue)
        for number in [revision, listStart, durationMs, impressions] { writer.write(number) }
        for number in [tagCount, mentionCount, selfLabelCount, linkCount] { writer.write(number) }
        for kind in Engagement.Kind.allCases { writer.write(counts[kind]) }
    }

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        self.init()
        author = AccountID(try reader.read())
        flags = Flags(rawValue: try reader.read())
        guard let audience = Audience(rawValue: try reader.read()) else {
            throw .malformed(offset: reader.offset, "no such audience")
        }
        self.audience = audience
        group = AccountID(try reader.read())
        language = TermID(try reader.read())
        sound = TermID(try reader.read())
        replyRoot = PostID(try reader.read())
        replyParent = PostID(try reader.read())
        quote = PostID(try reader.read())
        at = try reader.readTimestamp()
        received = try reader.readTimestamp()
        version = try reader.readTimestamp()
        position = LogPosition(rawValue: try reader.read())
        revision = try reader.read()
        listStart = try reader.read()
        durationMs = try reader.read()
        impressions = try reader.read()
        tagCount = try reader.read()
        mentionCount = try reader.read()
        selfLabelCount = try reader.read()
        linkCount = try reader.read()
        for kind in Engagement.Kind.allCases { counts[kind] = try reader.read() }
    }
}

extension AccountEntry {
    func encode(into writer: inout ByteWriter) {
        writer.write(isKnown)
        writer.write(isLabelled)
        for field in [handle, name, avatar] {
            writer.write(field.value)
            writer.write(field.at)
        }
        writer.write(status.value.rawValue)
        writer.write(status.at)
        for field in [indexable, discoverable] {
            writer.write(field.value)
            writer.write(field.at)
        }
        for number in [followers, following, posts, states] { writer.write(number) }
        writer.write(rare != nil)
        guard let rare else { return }
        writer.write(rare.human.value)
        writer.write(rare.human.at)
        writer.write(rare.attributes.at)
        writer.write(UInt32(rare.attributes.value.count))
        for attribute in rare.attributes.value {
            writer.write(attribute.name)
            writer.write(attribute.value)
        }
    }

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        self.init()
        isKnown = try reader.readBool()
        isLabelled = try reader.readBool()
        handle = Field(try reader.readString(), at: try reader.readTimestamp())
        name = Field(try reader.readString(), at: try reader.readTimestamp())
        avatar = Field(try reader.readString(), at: try reader.readTimestamp())
        guard let status = Account.Status(rawValue: try reader.readString()) else {
            throw .malformed(offset: reader.offset, "no such status")
        }
        self.status = Field(status, at: try reader.readTimestamp())
        indexable = Field(try reader.readBool(), at: try reader.readTimestamp())
        discoverable = Field(try reader.readBool(), at: try reader.readTimestamp())
        followers = try reader.read()
        following = try reader.read()
        posts = try reader.read()
        states = try reader.read()
        guard try reader.readBool() else { return }
        let human = Field(try reader.readString(), at: try reader.readTimestamp())
        let attributesAt = try reader.readTimestamp()
        var attributes: [Attribute] = []
        for _ in 0..<(try reader.read(UInt32.self)) {
            attributes.append(
                Attribute(name: try reader.readString(), value: try reader.readString())
            )
        }
        rare = Rare(human: human, attributes: Field(attributes, at: attributesAt))
    }
}
