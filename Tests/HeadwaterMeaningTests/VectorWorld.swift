import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents

@testable import HeadwaterMeaning

/// A catalog and its vectors, fed the same records, as the engine feeds them.
struct VectorWorld {
    var catalog = Catalog()
    var vectors = Vectors()
    private(set) var records: [Record] = []
    var clock = Timestamp(milliseconds: 1_700_000_000_000)
    /// Whether what a record makes count is put into the mailbox before it is applied.
    var makesVectors = true
    let embedder = WordEmbedder()

    /// The view as it is written.
    var bytes: [UInt8] {
        var writer = ByteWriter()
        vectors.encode(into: &writer)
        return writer.bytes
    }

    mutating func send(_ body: Record.Body) {
        clock = clock.advanced(byMilliseconds: 1_000)
        apply(
            Record(
                position: LogPosition(rawValue: UInt64(records.count + 1)),
                received: clock,
                body: body
            )
        )
    }

    mutating func apply(_ record: Record) {
        records.append(record)
        if makesVectors, case .change(let change) = record.body,
            case .attached(let batch) = VectorsRecord(change),
            let wanted = vectors.wanted(by: batch, in: catalog)
        {
            make(wanted)
        }
        let effect = catalog.apply(record)
        vectors.apply(record, effect, catalog)
    }

    /// Puts the vectors of a batch into the mailbox.
    func make(_ batch: VectorBatch) {
        for version in batch.versions {
            let record = records[Int(version.position.rawValue) - 1]
            guard case .event(.post(let post)) = record.body else { continue }
            let embedder: any TextEmbedder = batch.record.standsIn ? LetterEmbedder() : embedder
            let vector = embedder.embed(PostText.embedded(of: post)).flatMap { QuantizedVector($0) }
            vectors.mailbox.put(
                vector.map { .vector($0, space: batch.record.maker) } ?? .nothing,
                in: batch.record.space,
                at: version.position
            )
        }
    }

    mutating func post(
        _ id: String,
        _ text: String,
        by author: String = "ada",
        edited: Bool = false,
        own: [Vector] = []
    ) {
        let now = clock.advanced(byMilliseconds: 1_000)
        var post = Post(id: id, author: author, at: now, text: text)
        post.vectors = own
        if edited { post.edited = now }
        send(.event(.post(post)))
    }

    mutating func delete(_ id: String) {
        send(.event(.delete(Delete(post: id, at: clock))))
    }

    mutating func set(_ knob: Knob, to value: String) {
        let change = Change(
            kind: "knob",
            name: knob.name,
            before: "",
            after: value,
            who: "",
            why: "",
            at: clock
        )
        send(.change(change))
    }

    mutating func declare(_ space: String? = nil) {
        let record = VectorsRecord.declared(
            space: space ?? embedder.space,
            dimension: embedder.dimension
        )
        send(.change(record.change(at: clock)))
    }

    /// Gives everything that waits its vector, `most` at a time.
    mutating func embedAll(_ space: String? = nil, most: Int = 5) {
        while let batch = vectors.next(in: space ?? embedder.space, most: most) {
            send(.change(VectorsRecord.attached(batch.record).change(at: clock)))
        }
    }

    func id(_ post: String) -> PostID { catalog.post(post) ?? .none }

    func names(_ neighbours: [Neighbour]) -> [String] {
        neighbours.map { catalog.id(of: $0.post) }
    }
}

/// An embedder whose vectors are sums of directions that follow from the words: texts that share
/// words are near.
struct WordEmbedder: TextEmbedder {
    let space = "words-1"
    let dimension = 64

    func embed(_ text: String) -> [Float]? {
        var sum = [Float](repeating: 0, count: dimension)
        let words = text.split(separator: " ")
        for word in words {
            var generator = SeededGenerator(seed: Fingerprint(String(word)).low)
            for index in sum.indices { sum[index] += Float(generator.unit() - 0.5) }
        }
        return words.isEmpty ? nil : sum
    }
}

/// Another embedder, in a space of its own: what texts share are letters.
struct LetterEmbedder: TextEmbedder {
    let space = "letters-1"
    let dimension = 26

    func embed(_ text: String) -> [Float]? {
        var sum = [Float](repeating: 0, count: dimension)
        for byte in text.utf8 where byte >= 97 && byte < 123 { sum[Int(byte) - 97] += 1 }
        return sum.contains { $0 > 0 } ? sum : nil
    }
}
