import HeadwaterCatalog
public import HeadwaterCore

extension Graph {
    /// Writes all of it: graphs with equal contents write equal bytes.
    public func encode(into writer: inout ByteWriter) {
        settings.encode(into: &writer)
        for rings in [posts, accounts, followed, followers, byAuthor, byTag, bySound] {
            rings.encode(into: &writer)
        }
    }

    /// Reads what ``encode(into:)`` wrote.
    public init(from reader: inout ByteReader) throws(ByteReaderError) {
        self.init()
        settings = try KnobSettings(from: &reader, Self.knobs)
        limits = Limits(settings)
        posts = try Rings(from: &reader, width: 3)
        accounts = try Rings(from: &reader, width: 3)
        followed = try Rings(from: &reader, width: 1)
        followers = try Rings(from: &reader, width: 1)
        byAuthor = try Rings(from: &reader, width: 1)
        byTag = try Rings(from: &reader, width: 1)
        bySound = try Rings(from: &reader, width: 1)
    }
}
