/// Reads DAG-CBOR (ipld.io/specs/codecs/dag-cbor): CBOR (RFC 8949) with one way to write each value.
///
/// Strict, so that no two readers can differ over what a block says. Memory is bounded by the
/// input: no length that is only claimed reserves anything. Complexity: linear in the bytes.
struct CBORDecoder {
    /// Values within values that are read.
    static let depthLimit = 32

    private let bytes: ArraySlice<UInt8>
    private var index: Int

    /// Reads one value, which must be all that there is.
    static func decode(_ bytes: ArraySlice<UInt8>) throws(CBORError) -> CBORValue {
        var decoder = CBORDecoder(bytes)
        let value = try decoder.value(depth: 0)
        guard decoder.index == bytes.endIndex else { throw decoder.error(.trailing) }
        return value
    }

    private init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    private func error(_ kind: CBORError.Kind) -> CBORError {
        CBORError(kind: kind, offset: index - bytes.startIndex)
    }

    private mutating func byte() throws(CBORError) -> UInt8 {
        guard index < bytes.endIndex else { throw error(.truncated) }
        defer { index += 1 }
        return bytes[index]
    }

    private mutating func take(_ count: UInt64) throws(CBORError) -> ArraySlice<UInt8> {
        guard count <= UInt64(bytes.endIndex - index) else { throw error(.truncated) }
        defer { index += Int(count) }
        return bytes[index..<(index + Int(count))]
    }

    /// The number that goes with an item's first byte, written as short as it can be.
    private mutating func argument(_ info: UInt8) throws(CBORError) -> UInt64 {
        guard info >= 24 else { return UInt64(info) }
        guard info <= 27 else { throw error(.item) }
        let width = 1 << Int(info - 24)
        let number = try take(UInt64(width)).reduce(0) { $0 << 8 | UInt64($1) }
        let least: UInt64 = width == 1 ? 24 : 1 << UInt64(width * 4)
        guard number >= least else { throw error(.item) }
        return number
    }

    private mutating func value(depth: Int) throws(CBORError) -> CBORValue {
        guard depth < Self.depthLimit else { throw error(.deep) }
        let first = try byte()
        let info = first & 31
        switch first >> 5 {
        case 0: return .integer(try integer(info))
        case 1: return .integer(-1 - (try integer(info)))
        case 2: return .bytes(try take(try argument(info)))
        case 3: return .text(try text(info))
        case 4: return .array(try array(try argument(info), depth))
        case 5: return .map(try map(try argument(info), depth))
        case 6: return .link(try link(info))
        default: return try simple(info)
        }
    }

    private mutating func integer(_ info: UInt8) throws(CBORError) -> Int64 {
        guard let number = Int64(exactly: try argument(info)) else { throw error(.number) }
        return number
    }

    private mutating func text(_ info: UInt8) throws(CBORError) -> String {
        let bytes = try take(try argument(info))
        guard let text = String(validating: bytes, as: UTF8.self) else { throw error(.text) }
        return text
    }

    private mutating func array(_ count: UInt64, _ depth: Int) throws(CBORError) -> [CBORValue] {
        // Each item takes a byte at least.
        guard count <= UInt64(bytes.endIndex - index) else { throw error(.truncated) }
        var items: [CBORValue] = []
        for _ in 0..<count { items.append(try value(depth: depth + 1)) }
        return items
    }

    private mutating func map(
        _ count: UInt64,
        _ depth: Int
    ) throws(CBORError) -> [CBORValue.Member] {
        guard count <= UInt64((bytes.endIndex - index) / 2) else { throw error(.truncated) }
        var members: [CBORValue.Member] = []
        var last: ArraySlice<UInt8>?
        for _ in 0..<count {
            let first = try byte()
            guard first >> 5 == 3 else { throw error(.key) }
            let start = index
            let key = try text(first & 31)
            let written = bytes[(index - key.utf8.count)..<index]
            // Shorter keys come first, then by their bytes: which also rules out one twice.
            if let last {
                guard
                    last.count < written.count
                        || last.count == written.count && last.lexicographicallyPrecedes(written)
                else {
                    index = start
                    throw error(.key)
                }
            }
            last = written
            members.append(CBORValue.Member(key: key, value: try value(depth: depth + 1)))
        }
        return members
    }

    /// A CID: tag 42 around bytes that begin with 0.
    private mutating func link(_ info: UInt8) throws(CBORError) -> ContentID {
        guard try argument(info) == 42 else { throw error(.tag) }
        let first = try byte()
        guard first >> 5 == 2 else { throw error(.tag) }
        let bytes = try take(try argument(first & 31))
        guard bytes.first == 0, let id = ContentID(bytes.dropFirst()) else { throw error(.tag) }
        return id
    }

    private mutating func simple(_ info: UInt8) throws(CBORError) -> CBORValue {
        switch info {
        case 20: return .bool(false)
        case 21: return .bool(true)
        case 22: return .null
        case 27:
            let bits = try take(8).reduce(0) { $0 << 8 | UInt64($1) }
            let number = Double(bitPattern: bits)
            guard number.isFinite else { throw error(.number) }
            return .double(number)
        default: throw error(.item)
        }
    }
}
