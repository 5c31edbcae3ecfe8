/// A signature that near-copies share: 64 bits of which those of like texts differ in few.
///
/// Simhash (Charikar 2002; Manku, Jain, Das Sarma 2007) over words and pairs of neighbouring words,
/// links and the sign of mentions left out. It depends on the text alone.
public struct NearCopySignature: Sendable, Hashable {
    /// The 64 bits.
    public var bits: UInt64
    /// How many words it covers, at most 65,535.
    public var words: UInt16

    /// The signature of the text whose tokens are in `buffer`.
    public init(tokens buffer: borrowing TokenBuffer) {
        var counts = InlineArray<64, Int32>(repeating: 0)
        var previous: UInt64 = 0
        var words = 0
        for token in buffer.tokens where !token.isSecondary && token.kind != .url {
            let hash = termHash(buffer.bytes.span.extracting(token.term), seed: 0x51)
            Self.vote(hash, into: &counts)
            if words > 0 { Self.vote(mix(previous, hash), into: &counts) }
            previous = hash
            words += 1
        }
        var bits: UInt64 = 0
        for bit in 0..<64 where counts[bit] > 0 { bits |= 1 << UInt64(bit) }
        self.bits = bits
        self.words = UInt16(min(words, Int(UInt16.max)))
    }

    /// In how many of the 64 bits two signatures differ.
    public func distance(to other: NearCopySignature) -> Int {
        (bits ^ other.bits).nonzeroBitCount
    }

    /// Whether two texts say nearly the same.
    ///
    /// Short texts have few features, so that a changed word moves more bits; texts of fewer than
    /// four words are near-copies only where they are equal.
    public func isNearCopy(of other: NearCopySignature) -> Bool {
        let fewest = min(words, other.words)
        if fewest < 4 { return self == other }
        let lengths = Int(max(words, other.words)) - Int(fewest)
        return distance(to: other) <= 10 && lengths * 4 <= Int(fewest) + 4
    }

    private static func vote(_ hash: UInt64, into counts: inout InlineArray<64, Int32>) {
        for bit in 0..<64 { counts[bit] += hash >> UInt64(bit) & 1 == 1 ? 1 : -1 }
    }
}

/// One hash of an ordered pair.
private func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = (left ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: right | 1)
    return product.high ^ product.low
}

extension NearCopySignature {
    /// The signature of a text.
    public init(_ text: String) {
        var tokenizer = Tokenizer()
        var buffer = TokenBuffer()
        tokenizer.tokenize(text, into: &buffer)
        self.init(tokens: buffer)
    }
}
