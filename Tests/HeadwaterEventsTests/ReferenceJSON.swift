/// A second reader of JSON, as plain as can be, to hold the real one against.
///
/// RFC 8259 to the letter, valid UTF-8, no lone surrogates, no key twice, bounded depth. It shares
/// no code with the reader that it judges.
indirect enum ReferenceJSON: Equatable {
    case null
    case bool(Bool)
    case number(String)
    case string([UInt8])
    case array([ReferenceJSON])
    case object([[UInt8]: ReferenceJSON])

    /// Nil where the text is not accepted.
    init?(_ text: [UInt8], depth: Int) {
        guard String(validating: text, as: UTF8.self) != nil else { return nil }
        var parser = Parser(rest: text[...], depth: depth)
        guard let value = parser.value() else { return nil }
        parser.space()
        guard parser.rest.isEmpty else { return nil }
        self = value
    }

    private struct Parser {
        var rest: ArraySlice<UInt8>
        var depth: Int

        mutating func space() {
            while let byte = rest.first, [0x20, 0x09, 0x0A, 0x0D].contains(byte) {
                rest.removeFirst()
            }
        }

        mutating func take(_ text: String) -> Bool {
            guard rest.starts(with: text.utf8) else { return false }
            rest.removeFirst(text.utf8.count)
            return true
        }

        mutating func value() -> ReferenceJSON? {
            space()
            if take("null") { return .null }
            if take("true") { return .bool(true) }
            if take("false") { return .bool(false) }
            if take("\"") { return string().map { .string($0) } }
            if take("[") { return nested { $0.array() } }
            if take("{") { return nested { $0.object() } }
            return number()
        }

        mutating func nested(_ read: (inout Parser) -> ReferenceJSON?) -> ReferenceJSON? {
            guard depth > 0 else { return nil }
            depth -= 1
            defer { depth += 1 }
            return read(&self)
        }

        mutating func array() -> ReferenceJSON? {
            space()
            if take("]") { return .array([]) }
            var items: [ReferenceJSON] = []
            repeat {
                guard let item = value() else { return nil }
                items.append(item)
                space()
            } while take(",")
            return take("]") ? .array(items) : nil
        }

        mutating func object() -> ReferenceJSON? {
            space()
            if take("}") { return .object([:]) }
            var members: [[UInt8]: ReferenceJSON] = [:]
            repeat {
                space()
                guard take("\""), let key = string() else { return nil }
                space()
                guard take(":"), let item = value() else { return nil }
                guard members.updateValue(item, forKey: key) == nil else { return nil }
                space()
            } while take(",")
            return take("}") ? .object(members) : nil
        }

        mutating func string() -> [UInt8]? {
            var units: [UInt16] = []
            var result: [UInt8] = []
            func flush() -> Bool {
                guard let text = String(validating: units, as: UTF16.self) else { return false }
                result += Array(text.utf8)
                units = []
                return true
            }
            while let byte = rest.popFirst() {
                switch byte {
                case 0x22: return flush() ? result : nil
                case 0x00..<0x20: return nil
                case 0x5C:
                    guard let escape = rest.popFirst() else { return nil }
                    let letters: [Character: UInt16] = [
                        "\"": 0x22, "\\": 0x5C, "/": 0x2F, "b": 8, "f": 12, "n": 10, "r": 13,
                        "t": 9,
                    ]
                    let letter = Character(Unicode.Scalar(escape))
                    if let unit = letters[letter] {
                        units.append(unit)
                    } else if letter == "u" {
                        let digits = String(decoding: rest.prefix(4), as: UTF8.self)
                        guard digits.utf8.count == 4, digits.allSatisfy(\.isHexDigit),
                            digits.utf8.allSatisfy({ $0 < 0x80 }),
                            let unit = UInt16(digits, radix: 16)
                        else { return nil }
                        rest.removeFirst(4)
                        units.append(unit)
                    } else {
                        return nil
                    }
                default:
                    guard flush() else { return nil }
                    result.append(byte)
                }
            }
            return nil
        }

        mutating func number() -> ReferenceJSON? {
            var text = ""
            func digits() -> Bool {
                let run = rest.prefix { (0x30...0x39).contains($0) }
                text += String(decoding: run, as: UTF8.self)
                rest = rest.dropFirst(run.count)
                return !run.isEmpty
            }
            if take("-") { text = "-" }
            if take("0") {
                text += "0"
            } else if !digits() {
                return nil
            }
            if take(".") {
                text += "."
                guard digits() else { return nil }
            }
            if take("e") || take("E") {
                text += "e"
                if take("+") { text += "+" } else if take("-") { text += "-" }
                guard digits() else { return nil }
            }
            return .number(text)
        }
    }
}
