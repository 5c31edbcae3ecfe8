/// Walks one list of postings, newest document first.
struct PostingCursor: Sendable {
    private var postings = ChunkPostings()
    private var chunk = Postings.none
    private var previous = Postings.none
    private var previousUsed = 0
    private var index = -1

    /// The document that the cursor stands at; nil at the end.
    private(set) var document: UInt32?

    /// A cursor at the newest document of a key's list; at its end where there is none.
    init(_ key: UInt64, in store: Postings) {
        guard let number = store.term(key) else { return }
        let term = store.terms[number]
        previous = term.tail
        previousUsed = Int(term.used)
        advance(in: store)
    }

    /// A cursor over documents that were worked out beforehand, ascending, with their counts.
    init(documents: [UInt32], counts: [UInt32]) {
        for (document, count) in zip(documents, counts) { postings.append(document, count, 0) }
        index = documents.count - 1
        document = index < 0 ? nil : postings.documents[index]
    }

    /// How often the term occurs in the document.
    var count: UInt32 { postings.counts[index] }

    /// Moves to the next older document.
    mutating func advance(in store: Postings) {
        index -= 1
        if index >= 0 {
            document = postings.documents[index]
            return
        }
        guard previous != Postings.none else {
            document = nil
            return
        }
        chunk = previous
        (previous, previousUsed) = store.read(chunk: chunk, used: previousUsed, into: &postings)
        index = postings.documents.count - 1
        document = index < 0 ? nil : postings.documents[index]
    }

    /// Moves to the newest document that is not after `target`.
    mutating func advance(to target: UInt32, in store: Postings) {
        while let document, document > target {
            if index >= 0, postings.documents[0] > target {
                // The whole chunk is newer.
                index = 0
            }
            advance(in: store)
        }
    }

    /// The places of the term in the document, ascending, added to `places`.
    func places(in store: Postings, into places: inout [UInt32]) {
        store.places(chunk: chunk, offset: postings.offsets[index], into: &places)
    }
}
