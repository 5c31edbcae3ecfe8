import HeadwaterCatalog
public import HeadwaterCore
import HeadwaterGraph

extension FeedState {
    /// Writes all of it: states that remember the same write equal bytes.
    public func encode(into writer: inout ByteWriter) {
        settings.encode(into: &writer)
        terms.encode(into: &writer)
        heat.encode(into: &writer)
        for rings in [approvals, rejections, seen, newest] { rings.encode(into: &writer) }
        pages.encode(into: &writer)
        rising.encode(into: &writer)
        popular.encode(into: &writer)
        writer.write(UInt32(languages.count))
        for (language, board) in languages {
            writer.write(language.rawValue)
            board.encode(into: &writer)
        }
        forgetting.encode(into: &writer)
    }

    /// Reads what ``encode(into:)`` wrote.
    public init(from reader: inout ByteReader) throws(ByteReaderError) {
        self.init()
        settings = try KnobSettings(from: &reader, FeedKnobs.ofState)
        limits = Limits(settings)
        terms = try SalientTerms(from: &reader)
        heat = try Heat(from: &reader)
        approvals = try Rings(from: &reader, width: 3)
        rejections = try Rings(from: &reader, width: 3)
        seen = try Rings(from: &reader, width: 2)
        newest = try Rings(from: &reader, width: 1)
        pages = try PageLog(from: &reader)
        rising = try Board(from: &reader, limit: 256)
        popular = try Board(from: &reader, limit: 512)
        for _ in 0..<(try reader.read(UInt32.self)) {
            let language = TermID(try reader.read())
            languages.append((language, try Board(from: &reader, limit: 96)))
        }
        forgetting = try Forgetting(from: &reader, pages)
    }
}
