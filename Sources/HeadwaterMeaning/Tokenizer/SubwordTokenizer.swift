/// Splits a text into the pieces of a SentencePiece unigram model: the most probable split.
///
/// Gives the tokens of the reference `sentencepiece` library for the model of Universal Sentence
/// Encoder multilingual v3. Kudo, "Subword Regularization" (2018), section 3.2.
public struct SubwordTokenizer: Sendable {
    /// What stands for a character that no piece has.
    public static let unknown: UInt32 = 0
    /// Stands before the pieces of each text.
    public static let start: UInt32 = 1
    /// Stands after them.
    public static let end: UInt32 = 2

    private let map: CharacterMap
    private let trie: PieceTrie
    private let scores: [Float]
    private let unknownScore: Double

    /// A tokenizer from the bytes of a SentencePiece model; `name` is what errors call it.
    ///
    /// Takes a tenth of a second for 128,000 pieces.
    public init(model bytes: [UInt8], name: String) throws(EncoderError) {
        let model = try SentencePieceModel(bytes, name: name)
        map = try CharacterMap(model.characterMap, name: name)
        trie = PieceTrie(model.pieces)
        scores = model.scores
        unknownScore = Double(model.scores.min() ?? 0) - 10
    }

    /// How many pieces there are: ids are below it.
    public var count: Int { scores.count }

    /// The ids of a text's pieces between ``start`` and ``end``; ``unknown`` alone between them for
    /// a text of nothing but spaces.
    ///
    /// Complexity: linear in the text, with the longest piece as the factor.
    public func tokens(_ text: String) -> [UInt32] {
        tokens(utf8: Array(text.utf8))
    }

    /// The same for valid UTF-8.
    func tokens(utf8: [UInt8]) -> [UInt32] {
        let pieces = bestPieces(map.normalized(utf8))
        return [Self.start] + (pieces.isEmpty ? [Self.unknown] : pieces) + [Self.end]
    }

    /// The best way to reach a place in the text.
    private struct Step {
        var score = -1e38
        var start: Int32 = 0
        var piece: UInt32 = 0
    }

    /// Viterbi's algorithm: for each place the best piece that ends there, from left to right.
    ///
    /// Of equal scores the earlier start wins.
    private func bestPieces(_ text: [UInt8]) -> [UInt32] {
        var steps = [Step](repeating: Step(), count: text.count + 1)
        steps[0].score = 0
        var position = 0
        while position < text.count {
            let base = steps[position].score
            let next = characterEnd(text, position)
            var hasCharacter = false
            var node: PieceTrie.Node = 0
            var end = position
            while end < text.count, let child = trie.child(of: node, text[end]) {
                node = child
                end += 1
                let piece = trie.piece(at: node)
                guard piece >= 0 else { continue }
                if end == next { hasCharacter = true }
                let score = base + Double(scores[Int(piece)])
                if score > steps[end].score {
                    steps[end] = Step(
                        score: score,
                        start: Int32(truncatingIfNeeded: position),
                        piece: UInt32(bitPattern: piece)
                    )
                }
            }
            if !hasCharacter, base + unknownScore > steps[next].score {
                steps[next] = Step(
                    score: base + unknownScore,
                    start: Int32(truncatingIfNeeded: position),
                    piece: Self.unknown
                )
            }
            position = next
        }
        var pieces: [UInt32] = []
        pieces.reserveCapacity(text.count / 2)
        position = text.count
        while position > 0 {
            pieces.append(steps[position].piece)
            position = Int(steps[position].start)
        }
        pieces.reverse()
        return pieces
    }

    private func characterEnd(_ text: [UInt8], _ position: Int) -> Int {
        var end = position + 1
        while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }
}
