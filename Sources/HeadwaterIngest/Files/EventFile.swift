import HeadwaterEvents

/// One NDJSON file of events, plain, gzip or zstd as its first bytes tell.
struct EventFile: ~Copyable {
    private var file: FileBytes
    private var body: BodyDecoder?
    private var lines = LineReader()
    private(set) var isAtEnd = false

    /// Opens a file; `-` is standard input.
    init(path: String) throws(ImportError) { file = try FileBytes(path: path) }

    /// Reads on: one chunk of decompressed bytes' lines go into the batch.
    mutating func step(
        _ decoder: inout EventDecoder,
        _ batch: inout ImportBatch
    ) throws(ImportError) {
        do throws(DecompressionError) {
            if let bytes = try body?.next() {
                decode(bytes, &decoder, &batch)
                return
            }
        } catch {
            isAtEnd = true
            throw .damaged(path: file.path, error)
        }
        let bytes = try file.next()
        batch.progress.bytes += Int64(bytes.count)
        do throws(DecompressionError) {
            if bytes.isEmpty {
                isAtEnd = true
                // A file without a single byte has no lines and nothing wrong with it.
                try body?.finish()
                finish(&decoder, &batch)
            } else {
                // A pipe may give less than a magic number's four bytes at first, and then it is
                // no compressor at the other end of it.
                if body == nil { body = try BodyDecoder(ContentCoding(magic: bytes)) }
                body?.feed(bytes)
            }
        } catch {
            isAtEnd = true
            throw .damaged(path: file.path, error)
        }
    }

    private mutating func decode(
        _ bytes: [UInt8],
        _ decoder: inout EventDecoder,
        _ batch: inout ImportBatch
    ) {
        lines.feed(bytes.span) { line, text in
            Self.decode(line, text, file.path, &decoder, &batch)
        }
    }

    private mutating func finish(_ decoder: inout EventDecoder, _ batch: inout ImportBatch) {
        lines.finish { line, text in Self.decode(line, text, file.path, &decoder, &batch) }
    }

    private static func decode(
        _ line: LineReader.Line,
        _ text: Span<UInt8>,
        _ path: String,
        _ decoder: inout EventDecoder,
        _ batch: inout ImportBatch
    ) {
        do throws(EventError) {
            guard !line.isTooLong else { throw .lineTooLong }
            batch.events.append(try decoder.decode(text))
            batch.progress.events += 1
        } catch {
            batch.progress.rejected += 1
            batch.rejected.append(
                ImportRejection(path: path, line: line.number, reason: error.description)
            )
        }
    }
}
