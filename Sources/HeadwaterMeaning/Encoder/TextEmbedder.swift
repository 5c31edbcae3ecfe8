/// What turns a text into a direction in a vector space.
///
/// Two kinds exist: ``TextEncoder``, the neural encoder, and ``StaticTable``, which stands in where
/// there are no weights or a backlog outruns the encoder. Their spaces differ, and vectors of
/// different spaces are never compared: a vector carries the name of its space.
public protocol TextEmbedder: Sendable {
    /// The name of the space its vectors lie in, with a version: ASCII, at most 32 bytes. Vectors of
    /// the same space are comparable, whichever process made them and when.
    var space: String { get }

    /// How many numbers a vector has.
    var dimension: Int { get }

    /// The vector of a text: of length 1, the same bits on every processor; nil where the text says
    /// nothing that the embedder knows.
    func embed(_ text: String) -> [Float]?

    /// The vectors of several texts, each what ``embed(_:)`` gives for it, in their order. Faster
    /// than one by one where the embedder streams its weights from memory.
    func embed(_ texts: [String]) -> [[Float]?]
}

extension TextEmbedder {
    /// One by one.
    public func embed(_ texts: [String]) -> [[Float]?] {
        texts.map { embed($0) }
    }
}
