/// The memory of one batch through the encoder: some 7 KB a token, used again by the next batch.
///
/// Buffers are raw memory because the kernels read and write them at computed offsets; each is as
/// long as its comment says, and nothing outside the encoder sees them.
final class EncoderWorkspace {
    /// The most tokens and texts of a batch.
    let tokensMax: Int
    let textsMax: Int

    /// Token embeddings in 6 bits: `tokensMax` rows of 512.
    let embeddings: UnsafeMutablePointer<UInt8>
    /// A row's scale, and what 0 and what 128 stand for in it: `tokensMax` each.
    let scales: UnsafeMutablePointer<Float>
    let lows: UnsafeMutablePointer<Float>
    let middles: UnsafeMutablePointer<Float>
    /// Features: `tokensMax` rows of 1,280.
    let features: UnsafeMutablePointer<Float>
    /// Rows quantised for a layer, and their scales: a branch's, with a row of zeros after the last
    /// token, or a text's in two parts.
    let quantized: UnsafeMutablePointer<UInt8>
    let quantizedScales: UnsafeMutablePointer<Float>
    /// Which row a layer reads: 5 taps of `tokensMax`.
    let sources: UnsafeMutablePointer<UInt32>
    /// 0, 1, 2, …: `tokensMax`, and at least two for each text.
    let identity: UnsafeMutablePointer<UInt32>
    /// The sums of the texts' features: `textsMax` rows of 1,280.
    let sums: UnsafeMutablePointer<Float>
    /// Between the layers of the final network: `textsMax` rows of 512 each.
    let pooled: UnsafeMutablePointer<Float>
    let hidden: UnsafeMutablePointer<Float>
    let output: UnsafeMutablePointer<Float>

    /// Memory for batches of up to so many tokens and texts.
    init(tokens: Int, texts: Int) {
        let width = EncoderModel.dimension
        let featureWidth = EncoderModel.featureWidth
        tokensMax = tokens
        textsMax = texts
        embeddings = .allocate(capacity: tokens * width)
        scales = .allocate(capacity: tokens)
        lows = .allocate(capacity: tokens)
        middles = .allocate(capacity: tokens)
        features = .allocate(capacity: tokens * featureWidth)
        let rows = max((tokens + 1) * EncoderModel.channels, 2 * texts * featureWidth)
        quantized = .allocate(capacity: rows)
        quantizedScales = .allocate(capacity: max(tokens + 1, 2 * texts))
        sources = .allocate(capacity: 5 * tokens)
        identity = .allocate(capacity: max(tokens, 2 * texts))
        for index in 0..<max(tokens, 2 * texts) { identity[index] = UInt32(index) }
        sums = .allocate(capacity: texts * featureWidth)
        pooled = .allocate(capacity: texts * width)
        hidden = .allocate(capacity: texts * width)
        output = .allocate(capacity: texts * width)
    }

    deinit {
        embeddings.deallocate()
        scales.deallocate()
        lows.deallocate()
        middles.deallocate()
        features.deallocate()
        quantized.deallocate()
        quantizedScales.deallocate()
        sources.deallocate()
        identity.deallocate()
        sums.deallocate()
        pooled.deallocate()
        hidden.deallocate()
        output.deallocate()
    }
}
