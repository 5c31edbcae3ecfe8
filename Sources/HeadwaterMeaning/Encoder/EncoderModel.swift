/// The weights of Universal Sentence Encoder multilingual v3, ready for the kernels.
///
/// Token embeddings of 512 numbers in 6 bits each; three branches of 256 channels, each a
/// projection and two convolutions over 2, 3 or 5 tokens; a sum over the tokens; and a residual
/// network of three layers. Some 67 MB, most of it the embeddings.
/// Yang et al., "Multilingual Universal Sentence Encoder for Semantic Retrieval" (2019).
struct EncoderModel: Sendable {
    /// Numbers in a token's embedding, and in a text's.
    static let dimension = 512
    /// Channels of a branch.
    static let channels = 256
    /// Channels of all three.
    static let branchWidth = 3 * channels
    /// A token's features: its embedding and what the branches make of it.
    static let featureWidth = dimension + branchWidth
    /// Width of the first two hidden layers of the final network.
    static let hidden = 320
    /// Tokens that each branch's convolutions span, and how many of these stand before the token.
    static let branches = [(span: 2, before: 0), (span: 3, before: 1), (span: 5, before: 2)]

    /// The embeddings are quantised in 17 parts, each with a scale: a token's part is its id modulo 17.
    static let parts = 17
    private static let rowsPerPart = 7_530
    /// How many tokens have an embedding.
    static let tokenCount = parts * rowsPerPart

    /// A branch: its projection of a token's embedding, and two convolutions.
    struct Branch: Sendable {
        var projection: PackedLayer
        var first: PackedLayer
        var second: PackedLayer
    }

    /// Embeddings by part, then by row.
    let table: [UInt8]
    /// What a step of a part's numbers stands for, and what 0 does.
    let scales: [Float]
    let lows: [Float]
    let projectionGain: [Float]
    let projectionShift: [Float]
    let branches: [Branch]
    let featureGain: [Float]
    let featureShift: [Float]
    let epsilon: Float
    let pooling: PackedLayer
    let poolingBias: [Float]
    let hidden0: PackedLayer
    let hidden1: PackedLayer
    let skip1: PackedLayer
    let hidden2: PackedLayer
    let output: PackedLayer
    let skipOutput: PackedLayer

    /// Unpacks a package: half a second.
    init(_ package: EncoderPackage) throws(EncoderError) {
        let dimension = Self.dimension
        let channels = Self.channels
        func floats(_ name: String, _ shape: Int...) throws(EncoderError) -> [Float] {
            try package.array(name).floats(shape)
        }
        func layer(_ name: String, _ rows: Int, _ columns: Int) throws(EncoderError) -> PackedLayer
        {
            PackedLayer(try floats(name, rows, columns), parts: 2, depth: rows, columns: columns)
        }
        func ofBranches(_ name: String) throws(EncoderError) -> [Float] {
            var all: [Float] = []
            for branch in Self.branches { all += try floats("\(name)\(branch.span)", channels) }
            return all
        }
        table = try Self.readTable(package)
        scales = try floats("scale", Self.parts)
        lows = try floats("lo", Self.parts)
        projectionGain = try ofBranches("ln_g")
        projectionShift = try ofBranches("ln_b")
        var branches: [Branch] = []
        for branch in Self.branches {
            func convolution(_ step: Int) throws(EncoderError) -> PackedLayer {
                PackedLayer(
                    try floats("w\(step)_\(branch.span)", branch.span * channels, channels),
                    taps: branch.span,
                    depth: channels,
                    columns: channels,
                    bias: try floats("b\(step)_\(branch.span)", channels)
                )
            }
            let projection = PackedLayer(
                try floats("proj\(branch.span)", dimension, channels),
                depth: dimension,
                columns: channels,
                bias: try floats("proj_b\(branch.span)", channels)
            )
            branches.append(
                Branch(
                    projection: projection,
                    first: try convolution(1),
                    second: try convolution(2)
                )
            )
        }
        self.branches = branches
        featureGain = try floats("ln_g", Self.featureWidth)
        featureShift = try floats("ln_b", Self.featureWidth)
        // The package's own value: 10^-12 as a 32-bit float.
        epsilon = 1e-12
        pooling = try layer("cnn_W", Self.featureWidth, dimension)
        poolingBias = try floats("cnn_b", dimension)
        hidden0 = try layer("d0", dimension, Self.hidden)
        hidden1 = try layer("d1", Self.hidden, Self.hidden)
        skip1 = try layer("p1", dimension, Self.hidden)
        hidden2 = try layer("d2", Self.hidden, dimension)
        output = try layer("d3", dimension, dimension)
        skipOutput = try layer("p3", Self.hidden, dimension)
    }

    /// Where a token's embedding starts in ``table``.
    func tableOffset(of token: UInt32) -> Int {
        let token = Int(token)
        return ((token % Self.parts) * Self.rowsPerPart + token / Self.parts) * Self.dimension
    }

    private static func readTable(_ package: EncoderPackage) throws(EncoderError) -> [UInt8] {
        var table: [UInt8] = []
        table.reserveCapacity(tokenCount * dimension)
        for part in 1...parts {
            table += try package.array("q\(part)").bytes([rowsPerPart, dimension])
        }
        return table
    }
}
