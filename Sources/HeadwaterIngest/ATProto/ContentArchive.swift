/// The blocks of a CAR file of version 1 (ipld.io/specs/transport/car/carv1), by their names.
///
/// Opening reads the lengths and names alone; a block's bytes are compared with its name when it is
/// asked for. Complexity: opening is linear in the blocks, a block costs its size.
struct ContentArchive: Sendable {
    /// The largest block that is read, in bytes; a record has at most 1,000,000.
    static let blockBytes = 1 << 20
    /// The most blocks that are taken.
    static let blockLimit = 2_000_000

    private let bytes: [UInt8]
    private var places: [ContentID: Range<Int>] = [:]
    /// The first root.
    let root: ContentID

    /// Reads where the blocks are.
    init(_ bytes: [UInt8]) throws(RepositoryError) {
        self.bytes = bytes
        var index = 0
        let header = try Self.section(of: bytes, &index)
        root = try Self.root(in: bytes[header])
        while index < bytes.count {
            let start = index
            let section = try Self.section(of: bytes, &index)
            let nameEnd = section.lowerBound + ContentID.byteCount
            guard nameEnd <= section.upperBound,
                let id = ContentID(bytes[section.lowerBound..<nameEnd])
            else { throw .name(at: start) }
            guard places.count < Self.blockLimit else { throw .tooLarge(limit: Self.blockLimit) }
            // The first of two counts: only one of them can be what the name says anyway.
            if places[id] == nil { places[id] = nameEnd..<section.upperBound }
        }
    }

    /// How many blocks there are.
    var count: Int { places.count }

    /// The bytes of a block, which are those that its name stands for.
    func block(_ id: ContentID) throws(RepositoryError) -> ArraySlice<UInt8> {
        guard let place = places[id] else { throw .missing(id.description) }
        guard place.count <= Self.blockBytes else {
            throw .block(id.description, reason: "it has \(place.count) bytes")
        }
        guard id.names(bytes[place]) else { throw .mismatch(id.description) }
        return bytes[place]
    }

    /// The value that a block holds.
    func value(_ id: ContentID) throws(RepositoryError) -> CBORValue {
        guard id.codec == .dagCBOR else {
            throw .block(id.description, reason: "it is not named as DAG-CBOR")
        }
        let block = try block(id)
        do throws(CBORError) {
            return try CBORDecoder.decode(block)
        } catch {
            throw .block(id.description, reason: "\(error)")
        }
    }

    private static func root(in header: ArraySlice<UInt8>) throws(RepositoryError) -> ContentID {
        let value: CBORValue
        do throws(CBORError) { value = try CBORDecoder.decode(header) } catch { throw .header }
        guard value["version"]?.integer == 1, let root = value["roots"]?.array?.first?.link else {
            throw .header
        }
        return root
    }

    /// What the length at `index` spans; moves the index behind it.
    private static func section(
        of bytes: [UInt8],
        _ index: inout Int
    ) throws(RepositoryError) -> Range<Int> {
        let start = index
        var length: UInt64 = 0
        for place in 0... {
            guard index < bytes.count else { throw .truncated }
            let byte = bytes[index]
            index += 1
            // Seven bits a byte; 63 bits are more than any file has.
            length |= UInt64(byte & 0x7F) << UInt64(place * 7)
            if byte & 0x80 == 0 {
                guard byte != 0 || place == 0 else { throw .length(at: start) }
                break
            }
            guard place < 8 else { throw .length(at: start) }
        }
        guard length > 0 else { throw .length(at: start) }
        guard length <= UInt64(bytes.count - index) else { throw .truncated }
        defer { index += Int(length) }
        return index..<(index + Int(length))
    }
}
