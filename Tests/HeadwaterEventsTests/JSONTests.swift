import HeadwaterCore
import HeadwaterEvents
import Testing

/// The JSON reader and writer beneath the events.
@Suite struct JSONTests {
    /// One text for each way to break the grammar, after the catalogue of Seriot's "Parsing JSON is
    /// a minefield" (2016); all written anew.
    static let malformed = [
        "", " ", "nul", "nulll", "TRUE", "True", "tru", "fals", "NaN", "Infinity", "-Infinity",
        "undefined", "[", "]", "{", "}", "[1,]", "[,1]", "[1,,2]", "[1 2]", "[1", "[\"a\"",
        "[\"a", "[1}", "{1:2}", "{a:1}", "{'a':1}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
        "{,\"a\":1}", "{\"a\":1 \"b\":2}", "{\"a\" 1}", "{\"a\":1}}", "{\"a\":1}{\"b\":2}",
        "1 2", "01", "-01", "00", "-", "+1", ".5", "5.", "-.5", "1.e3", "1e", "1e+", "1E-",
        "1e1.5", "0x10", "1_000", "1,000", "--1", "1a", "\"", "\"a", "\"\\", "\"\\\"", "\"\\x41\"",
        "\"\\u\"", "\"\\u12\"", "\"\\u123g\"", "\"\\U0041\"", "\"\\'\"", "\"\\a\"", "\"\\0\"",
        "\"a\nb\"", "\"a\tb\"", "\"\u{0}\"", "\"\u{1F}\"", "'a'", "\"\\ud800\"", "\"\\udc00\"",
        "\"\\ud800\\ud800\"", "\"\\ud800x\"", "\"\\ud800\\ue000\"",
        "\"\\ud800\\n\"", "\"\\udc00\\ud800\"",
        "\"\\ud800\\u\"", "\"\\ud800\\u00", "/**/1", "1//", "#1", "\u{FEFF}1", "\u{A0}1",
        "1\u{2028}",
        "[1]\u{0}", "\u{B}1", "\u{C}1", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}",
        "[{\"b\":{\"c\":1,\"d\":2,\"c\":3}}]", "{\"\":1,\"\":1}",
    ]

    static let wellFormed = [
        "null", " true\t", "false\r\n", "0", "-0", "-0.0", "10", "1.5", "1e3", "1E+03", "1e-00",
        "123456789012345678901234567890", "0.1e1", "[]", "[ ]", "{}", "{ }", "[[],{}]",
        "{\"a\":{\"a\":[{\"a\":1}]}}", "\"\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u0000\"",
        "\"\\u00e9\\uD83D\\udea2\"", "\"\u{7F}\"", "\"日本\u{2028}🚢\"", "{\"a\":1,\"A\":2}",
        "{\"abcdefgh1\":1,\"abcdefgh2\":2,\"abcdefgh\":3}",
        "{\"é\":1,\"e\u{301}\":2}", "[1,\"2\",true,null,{\"x\":[]}]", "\"\\ud7ff\\ue000\"",
    ]

    @Test(arguments: malformed)
    func refuses(_ text: String) {
        #expect(ReferenceJSON(Array(text.utf8), depth: 64) == nil, "the reference accepts it")
        #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
    }

    @Test(arguments: wellFormed)
    func readsAsTheReferenceDoes(_ text: String) throws {
        let reference = try #require(ReferenceJSON(Array(text.utf8), depth: 64))
        let value = try JSONValue(parsing: text)
        #expect(matches(value, reference))
        let again = try JSONValue(parsing: value.json)
        #expect(again == value, "writing and reading gives the same value")
    }

    @Test func refusesWhatIsNoUTF8() {
        let sequences: [[UInt8]] = [
            [0x80], [0xFF], [0xC0, 0x80], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xE0, 0x80, 0xAF],
        ]
        for bytes in sequences {
            let text = [0x22] + bytes + [0x22]
            #expect(throws: JSONError.self, "\(bytes)") { try JSONValue(parsing: text.span) }
        }
    }

    @Test func boundsDepth() throws {
        let deep = { (levels: Int) in
            String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        }
        _ = try JSONValue(parsing: deep(32), depth: 32)
        #expect(throws: JSONError(.tooDeep, column: 33, "nested deeper than 32 levels")) {
            try JSONValue(parsing: deep(33), depth: 32)
        }
        // Deeper than any stack: refused at the limit, not at the end.
        #expect(throws: JSONError.self) {
            try JSONValue(parsing: String(repeating: "[", count: 1_000_000))
        }
    }

    @Test func findsKeysTwiceAmongMany() throws {
        var members = (0..<5000).map { "\"key\($0)\":\($0)" }
        _ = try JSONValue(parsing: "{" + members.joined(separator: ",") + "}")
        members.append("\"key\\u0034711\":0")
        #expect(throws: JSONError.self) {
            try JSONValue(parsing: "{" + members.joined(separator: ",") + "}")
        }
    }

    @Test func refusesNumbersBeyondADouble() {
        #expect(throws: JSONError.self) { try JSONValue(parsing: "1e400") }
        #expect(throws: JSONError.self) { try JSONValue(parsing: "[-1e400]") }
    }

    @Test func writesPieceByPiece() {
        var out = JSONWriter()
        out.beginObject()
        out.key("a\"b")
        out.beginArray()
        out.integer(-5)
        out.double(0.25)
        out.double(.infinity)
        out.bool(true)
        out.null()
        out.beginObject()
        out.endObject()
        out.endArray()
        out.key("t")
        out.time(Timestamp(milliseconds: 1))
        out.endObject()
        #expect(
            out.text == #"{"a\"b":[-5,0.25,null,true,null,{}],"t":"1970-01-01T00:00:00.001Z"}"#
        )
    }

    @Test func readsMembersByName() throws {
        let value = try JSONValue(parsing: #"{"a":{"b":[1,"x",2.5,true]},"n":null}"#)
        #expect(value["a"]?["b"]?[0]?.integer == 1)
        #expect(value["a"]?["b"]?[1]?.string == "x")
        #expect(value["a"]?["b"]?[2]?.double == 2.5)
        #expect(value["a"]?["b"]?[3]?.bool == true)
        #expect(value["n"] == nil)
        #expect(value["a"]?["b"]?[4] == nil)
        let written: JSONValue = ["a": ["b": [1, "x", 2.5, true]], "n": nil]
        #expect(written == value)
    }
}

/// Whether both readers saw the same.
func matches(_ value: JSONValue, _ reference: ReferenceJSON) -> Bool {
    switch (value, reference) {
    case (.null, .null): return true
    case (.bool(let left), .bool(let right)): return left == right
    case (.string(let left), .string(let right)): return Array(left.utf8) == right
    case (.integer(let left), .number(let right)): return String(left) == right
    case (.double(let left), .number(let right)): return Double(right) == left
    case (.array(let left), .array(let right)):
        return left.count == right.count && zip(left, right).allSatisfy { matches($0, $1) }
    case (.object(let left), .object(let right)):
        return left.count == right.count
            && left.allSatisfy { member in
                right[Array(member.name.utf8)].map { matches(member.value, $0) } ?? false
            }
    default: return false
    }
}
