import HeadwaterCatalog
import HeadwaterCore

/// ```
/// posts u32  clock u64  background: weight u32  numbers [i32]
/// topics u32  centres [i8]  per topic: id u32  posts u32  last u64  tag u32  lead u8
///                              posts u8  tagged u8  weight u32  numbers [i32]
/// ```
extension Topics {
    func encode(into writer: inout ByteWriter) {
        writer.write(posts)
        writer.write(clock)
        Self.write(background, into: &writer)
        writer.write(UInt32(topics.count))
        writer.write(centres)
        for topic in topics {
            writer.write(topic.id)
            writer.write(topic.posts)
            writer.write(topic.last)
            writer.write(topic.tags.tag)
            writer.write(topic.tags.lead)
            writer.write(topic.tags.posts)
            writer.write(topic.tags.tagged)
            Self.write(topic.sum, into: &writer)
        }
    }

    /// Reads what ``encode(into:)`` wrote.
    ///
    /// - Parameters:
    ///   - reader: Where from.
    ///   - dimension: How many numbers vectors have.
    ///   - counts: How many posts name each topic.
    /// - Throws: `ByteReaderError.malformed` where topics and posts don't fit together.
    init(
        from reader: inout ByteReader,
        dimension: Int,
        counts: [UInt32: UInt32]
    ) throws(ByteReaderError) {
        self.init(dimension: dimension)
        posts = try reader.read()
        clock = try reader.read()
        background = try Self.sum(from: &reader, dimension)
        let count: UInt32 = try reader.read()
        let centres: [Int8] = try reader.readArray()
        var known: Set<UInt32> = []
        for _ in 0..<count {
            var topic = Topic(
                id: try reader.read(),
                posts: try reader.read(),
                last: try reader.read(),
                sum: FixedSum(dimension: dimension)
            )
            let tags = TopicTags(
                tag: try reader.read(),
                lead: try reader.read(),
                posts: try reader.read(),
                tagged: try reader.read()
            )
            topic.sum = try Self.sum(from: &reader, dimension)
            guard let tags, topic.id > 0, topic.id < TopicID.end, known.insert(topic.id).inserted,
                topic.posts > 0, counts[topic.id] == topic.posts, topic.last <= clock
            else { throw .malformed(offset: reader.offset, "a topic isn't its posts'") }
            topic.tags = tags
            topics.append(topic)
        }
        guard restore(centres: centres) else {
            throw .malformed(offset: reader.offset, "another number of topics than of centres")
        }
    }

    private static func write(_ sum: FixedSum, into writer: inout ByteWriter) {
        writer.write(sum.weight)
        writer.write(sum.numbers)
    }

    private static func sum(
        from reader: inout ByteReader,
        _ dimension: Int
    ) throws(ByteReaderError) -> FixedSum {
        let weight: UInt32 = try reader.read()
        let numbers: [Int32] = try reader.readArray()
        guard numbers.count == dimension, let sum = FixedSum(numbers: numbers, weight: weight)
        else { throw .malformed(offset: reader.offset, "a sum of vectors has other numbers") }
        return sum
    }
}
