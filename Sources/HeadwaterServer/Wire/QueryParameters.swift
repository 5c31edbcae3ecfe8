import Hummingbird

/// The parameters of an address, as forms and browsers write them: a plus is a space.
struct QueryParameters: Sendable {
    private var items: [(name: String, value: String)] = []

    /// Reads them.
    ///
    /// - Throws: 400 where what is escaped is no UTF-8. A percent sign that begins no escape stands
    ///   for itself.
    init(_ request: Request) throws(APIError) {
        for item in (request.uri.query ?? "").utf8.split(separator: UInt8(ascii: "&")) {
            let equals = item.firstIndex(of: UInt8(ascii: "=")) ?? item.endIndex
            let value = item[equals...].dropFirst()
            guard let name = Self.decode(item[..<equals]), let value = Self.decode(value) else {
                throw .badRequest("the address holds what is no UTF-8")
            }
            items.append((name, value))
        }
    }

    /// The value of that name.
    ///
    /// - Throws: 400 where there is more than one: which is meant, nobody can tell.
    func get(_ name: String) throws(APIError) -> String? {
        let values = getAll(name)
        guard values.count <= 1 else {
            throw .badRequest("\(name) is given \(values.count) times; give it once", name)
        }
        return values.first
    }

    /// The first value of that name, for the dialects of products that take that.
    func first(_ name: String) -> String? { items.first { $0.name == name }?.value }

    /// All values of that name, in their order.
    func getAll(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

    private static func decode(_ escaped: Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        var rest = escaped[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let high = rest.first.flatMap(digit),
                let low = rest.dropFirst().first.flatMap(digit)
            {
                bytes.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
