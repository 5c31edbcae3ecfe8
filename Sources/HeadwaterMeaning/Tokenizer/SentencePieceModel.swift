/// What a SentencePiece model file holds that tokenizing needs: the pieces with their scores, and
/// the map of characters to their normal form.
///
/// The file is a protocol buffer: field 1, repeated, a piece (1 its text, 2 its score, a 32-bit
/// float); field 3 the normalizer, whose field 2 is the character map.
struct SentencePieceModel {
    /// The texts of the pieces, UTF-8, in the order of their ids.
    private(set) var pieces: [ArraySlice<UInt8>] = []
    /// The logarithm of each piece's probability.
    private(set) var scores: [Float] = []
    /// The precompiled character map; empty where the model has none.
    private(set) var characterMap: ArraySlice<UInt8> = []

    /// Reads a model; `name` is what errors call it.
    init(_ bytes: [UInt8], name: String) throws(EncoderError) {
        var reader = FieldReader(bytes[...], name: name)
        while let field = try reader.next() {
            switch field.number {
            case 1: try addPiece(field.contents, name)
            case 3:
                var inner = FieldReader(field.contents, name: name)
                while let field = try inner.next() {
                    if field.number == 2 { characterMap = field.contents }
                }
            default: break
            }
        }
        guard pieces.count > 3 else { throw .damagedEntry(name, "it has no pieces") }
    }

    private mutating func addPiece(
        _ bytes: ArraySlice<UInt8>,
        _ name: String
    ) throws(EncoderError) {
        var reader = FieldReader(bytes, name: name)
        var text: ArraySlice<UInt8>?
        var score: Float = 0
        while let field = try reader.next() {
            if field.number == 1 { text = field.contents }
            if field.number == 2, field.contents.count == 4 {
                let bits = field.contents.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
                score = Float(bitPattern: bits)
            }
        }
        guard let text else { return }
        guard score.isFinite else { throw .damagedEntry(name, "a score is not finite") }
        pieces.append(text)
        scores.append(score)
    }
}

/// Reads the fields of a protocol buffer message one after another; numbers are skipped, as no
/// caller needs one.
private struct FieldReader {
    struct Field {
        var number: Int
        /// The bytes of a length-delimited or fixed field; empty for a number.
        var contents: ArraySlice<UInt8>
    }

    private var rest: ArraySlice<UInt8>
    private let name: String

    init(_ bytes: ArraySlice<UInt8>, name: String) {
        rest = bytes
        self.name = name
    }

    mutating func next() throws(EncoderError) -> Field? {
        guard !rest.isEmpty else { return nil }
        let tag = try number()
        let length: Int
        switch tag & 7 {
        case 0:
            _ = try number()
            length = 0
        case 1: length = 8
        case 2: length = try number()
        case 5: length = 4
        default: throw .damagedEntry(name, "field type \(tag & 7) is unknown")
        }
        guard length <= rest.count else { throw .damagedEntry(name, "it ends within a field") }
        let contents = rest.prefix(length)
        rest = rest.dropFirst(length)
        return Field(number: tag >> 3, contents: contents)
    }

    private mutating func number() throws(EncoderError) -> Int {
        var value = 0
        for shift in stride(from: 0, to: 63, by: 7) {
            guard let byte = rest.popFirst() else { break }
            value |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw .damagedEntry(name, "a number in it is cut off or too large")
    }
}
