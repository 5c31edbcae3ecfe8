import HeadwaterCore

/// The weights of keys: a row of its own for a key that was met a few times, shared ones for the
/// tail.
///
/// As in Monolith (Liu et al. 2022), an id is admitted after a few occurrences and expires when it
/// isn't met any more. Until then it learns in a bucket that it shares with others of its hash,
/// whose count tells when to admit; an admitted key takes the bucket's weights with it and leaves
/// it empty. The tail doubles, each bucket copied, while more keys come than it has buckets, so
/// that an empty table is small.
///
/// Memory: 64 bytes a bucket, 88 bytes or so a row.
struct WeightTable: Sendable {
    /// Where a key's weights are: a row's number, or the bucket's below 0.
    typealias Place = Int32

    var admitted: RowTable<Lanes>
    var tail: AlignedArray<Lanes>
    /// How often a key without a row was learned since the tail last grew.
    private(set) var misses: UInt32 = 0

    init() {
        admitted = RowTable(limit: Int(Place.max))
        tail = AlignedArray(repeating: Lanes(), count: 64)
    }

    var byteCount: Int { admitted.byteCount + tail.capacity * 64 }

    @inline(__always)
    private func bucket(of key: UInt64) -> Int {
        Int(truncatingIfNeeded: mixed(key) >> 20) & (tail.count &- 1)
    }

    /// Admits a key whose bucket has been met often enough; its place was in the tail.
    mutating func admit(_ key: UInt64, _ settings: LearnSettings) {
        let bucket = bucket(of: key)
        misses &+= 1
        if tail[bucket][Lanes.countLane] >= settings.admission {
            admitted.limit = min(settings.weights, Int(Place.max))
            _ = admitted.insert(key, tail[bucket])
            tail[bucket] = Lanes()
        }
        if misses > tail.count * 2, tail.count * 2 <= settings.tail {
            tail.double()
            misses = 0
        }
    }

    /// Drops some of the rows that were last met before an hour, a few each time.
    mutating func expire(before hour: Float) { admitted.expire(before: hour) }

    func encode(into writer: inout ByteWriter) {
        admitted.encode(into: &writer)
        writer.write(UInt32(tail.count))
        tail.encode(into: &writer)
        writer.write(misses)
    }

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        self.init()
        admitted = try RowTable(from: &reader)
        let count = Int(try reader.read(UInt32.self))
        guard count >= 64, count & (count - 1) == 0, count <= 1 << 24 else {
            throw .malformed(offset: reader.offset, "a tail's size can't be")
        }
        tail = try AlignedArray(count: count, from: &reader)
        misses = try reader.read()
    }
}
