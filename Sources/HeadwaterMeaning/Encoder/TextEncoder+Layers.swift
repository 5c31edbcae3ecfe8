import CHeadwaterKernels
import HeadwaterCore

/// The layers, one batch at a time.
///
/// The kernels' contracts hold by construction: a workspace has room for the batch, `sources` name
/// rows below the count plus the row of zeros, and widths are those of the model.
extension TextEncoder {
    /// Encodes a batch into the workspace's `output`, one row a text, not yet of length 1.
    func encode(_ batch: EncoderBatch, _ space: EncoderWorkspace) {
        precondition(batch.tokens.count <= space.tokensMax && batch.texts.count <= space.textsMax)
        loadEmbeddings(batch.tokens, space)
        project(batch.tokens.count, space)
        for (index, branch) in model.branches.enumerated() {
            let shape = EncoderModel.branches[index]
            fillSources(batch, span: shape.span, before: shape.before, space)
            let channels =
                space.features + EncoderModel.dimension + index * EncoderModel.channels
            convolve(branch.first, channels, batch.tokens.count, space)
            convolve(branch.second, channels, batch.tokens.count, space)
        }
        pool(batch, space)
        finish(batch.texts.count, space)
    }

    /// A row of the output brought to length 1.
    func vector(_ row: UnsafePointer<Float>) -> [Float] {
        var numbers: [Float] = []
        numbers.reserveCapacity(Self.dimension)
        var squares = 0.0
        for index in 0..<Self.dimension {
            // The hyperbolic tangent, by the exponential that is the same everywhere.
            let tangent = 1 - 2 / (exponential(2 * Double(row[index])) + 1)
            squares += tangent * tangent
            numbers.append(Float(tangent))
        }
        let inverse = Float(1 / max(squares, 1e-12).squareRoot())
        for index in 0..<Self.dimension { numbers[index] *= inverse }
        return numbers
    }

    private func loadEmbeddings(_ tokens: [UInt32], _ space: EncoderWorkspace) {
        let width = EncoderModel.dimension
        model.table.withUnsafeBufferPointer { table in
            guard let base = table.baseAddress else { return }
            for (index, token) in tokens.enumerated() {
                let part = Int(token) % EncoderModel.parts
                (space.embeddings + index * width)
                    .update(from: base + model.tableOffset(of: token), count: width)
                space.scales[index] = model.scales[part]
                space.lows[index] = model.lows[part]
                space.middles[index] = model.lows[part] + 128 * model.scales[part]
            }
        }
        headwater_dequantize_rows(
            path.kernel,
            space.embeddings,
            width,
            tokens.count,
            space.scales,
            space.lows,
            space.features,
            EncoderModel.featureWidth
        )
    }

    /// The three branches' projections side by side, after the embeddings.
    private func project(_ count: Int, _ space: EncoderWorkspace) {
        let stride = EncoderModel.featureWidth
        let start = space.features + EncoderModel.dimension
        for (index, branch) in model.branches.enumerated() {
            let output = start + index * EncoderModel.channels
            withUnsafePointer(to: branch.projection.kernel) { layer in
                headwater_layer(
                    path.kernel,
                    layer,
                    space.embeddings,
                    space.scales,
                    space.identity,
                    count,
                    HEADWATER_LINEAR,
                    nil,
                    output,
                    stride
                )
            }
            // Layers read 128 as 0; here it stands for something.
            headwater_add_outer(
                path.kernel,
                space.middles,
                branch.projection.columnSums,
                EncoderModel.channels,
                count,
                output,
                stride
            )
        }
        headwater_normalize_rows(
            path.kernel,
            start,
            stride,
            EncoderModel.branchWidth,
            count,
            model.epsilon,
            model.projectionGain,
            model.projectionShift
        )
    }

    /// For each tap and token the token that it reads, or the row of zeros outside the text.
    private func fillSources(
        _ batch: EncoderBatch,
        span: Int,
        before: Int,
        _ space: EncoderWorkspace
    ) {
        let count = batch.tokens.count
        for text in batch.texts.indices {
            let start = batch.starts[text]
            let end = batch.starts[text + 1]
            for tap in 0..<span {
                for token in start..<end {
                    let read = token + tap - before
                    space.sources[tap * count + token] =
                        UInt32(read >= start && read < end ? read : count)
                }
            }
        }
    }

    /// `channels` becomes itself plus the rectified convolution of itself.
    private func convolve(
        _ convolution: PackedLayer,
        _ channels: UnsafeMutablePointer<Float>,
        _ count: Int,
        _ space: EncoderWorkspace
    ) {
        let width = EncoderModel.channels
        let stride = EncoderModel.featureWidth
        headwater_quantize_rows(
            path.kernel,
            channels,
            stride,
            width,
            count,
            space.quantized,
            space.quantizedScales
        )
        (space.quantized + count * width).update(repeating: 128, count: width)
        space.quantizedScales[count] = 0
        withUnsafePointer(to: convolution.kernel) { layer in
            headwater_layer(
                path.kernel,
                layer,
                space.quantized,
                space.quantizedScales,
                space.sources,
                count,
                HEADWATER_RELU,
                channels,
                channels,
                stride
            )
        }
    }

    /// The sum of each text's normalised features, projected, over the root of its length.
    private func pool(_ batch: EncoderBatch, _ space: EncoderWorkspace) {
        let width = EncoderModel.featureWidth
        for text in batch.texts.indices {
            let start = batch.starts[text]
            let length = batch.starts[text + 1] - start
            let sum = space.sums + text * width
            sum.update(repeating: 0, count: width)
            headwater_add_normalized(
                path.kernel,
                space.features + start * width,
                width,
                width,
                length,
                model.epsilon,
                sum
            )
            for index in 0..<width {
                sum[index] =
                    sum[index] * model.featureGain[index]
                    + Float(length) * model.featureShift[index]
            }
        }
        apply(model.pooling, to: space.sums, width, batch.texts.count, space, into: space.pooled)
        for text in batch.texts.indices {
            let row = space.pooled + text * Self.dimension
            let length = Float(batch.starts[text + 1] - batch.starts[text])
            let root = length.squareRoot()
            for index in 0..<Self.dimension {
                row[index] = (row[index] + length * model.poolingBias[index]) / root
            }
        }
    }

    /// The final network.
    ///
    /// Its last layer's tangent and length are ``vector(_:)``'s.
    private func finish(_ count: Int, _ space: EncoderWorkspace) {
        let width = Self.dimension
        let hidden = EncoderModel.hidden
        let relu = HEADWATER_RELU
        apply(model.hidden0, to: space.pooled, width, count, space, relu, into: space.hidden)
        apply(model.skip1, to: space.pooled, width, count, space, into: space.output)
        apply(
            model.hidden1,
            to: space.hidden,
            hidden,
            count,
            space,
            adding: space.output,
            into: space.pooled
        )
        for index in 0..<count * hidden { space.pooled[index] = max(space.pooled[index], 0) }
        apply(model.hidden2, to: space.pooled, hidden, count, space, relu, into: space.hidden)
        apply(model.skipOutput, to: space.pooled, hidden, count, space, into: space.output)
        apply(
            model.output,
            to: space.hidden,
            width,
            count,
            space,
            adding: space.output,
            into: space.output
        )
    }

    /// A layer of the final network over rows of floats without gaps, quantised in two parts: they
    /// are few, and of long texts large.
    private func apply(
        _ layer: PackedLayer,
        to input: UnsafePointer<Float>,
        _ width: Int,
        _ count: Int,
        _ space: EncoderWorkspace,
        _ activation: HeadwaterActivation = HEADWATER_LINEAR,
        adding residual: UnsafePointer<Float>? = nil,
        into output: UnsafeMutablePointer<Float>
    ) {
        headwater_quantize_rows_finely(
            path.kernel,
            input,
            width,
            width,
            count,
            space.quantized,
            space.quantizedScales
        )
        withUnsafePointer(to: layer.kernel) { kernel in
            headwater_layer(
                path.kernel,
                kernel,
                space.quantized,
                space.quantizedScales,
                space.identity,
                count,
                activation,
                residual,
                output,
                Int(kernel.pointee.columns)
            )
        }
    }
}
