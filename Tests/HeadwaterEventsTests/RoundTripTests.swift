import HeadwaterCore
import HeadwaterEvents
import Testing

/// Writing and reading are inverse, and nothing that bytes can hold upsets the reader.
@Suite struct RoundTripTests {
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func readsBackWhatItWrote(seed: UInt64) throws {
        var events = RandomEvent(seed: seed)
        var decoder = EventDecoder()
        for count in 0..<100 {
            let event = events.next()
            var line: [UInt8] = []
            EventEncoder.encode(event, into: &line)
            let text = String(decoding: line, as: UTF8.self)
            #expect(!line.contains(0x0A), "one line")
            let again = try decoder.decode(line.span)
            try #require(again == event, "seed \(seed), event \(count): \(text)")
            #expect(again.identity == event.identity)
            // Equality of texts overlooks their normal form; equality of bytes does not.
            var second: [UInt8] = []
            EventEncoder.encode(again, into: &second)
            try #require(second == line, "seed \(seed), event \(count): \(text)")
        }
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func readsBackRecords(seed: UInt64) throws {
        var events = RandomEvent(seed: seed)
        for count in 0..<100 {
            let body = events.body()
            var bytes: [UInt8] = []
            RecordCodec.encode(body, into: &bytes)
            try #require(try RecordCodec.decode(bytes.span) == body, "seed \(seed), body \(count)")
        }
    }

    /// The bytes that the release before wrote.
    @Test func readsPagesOfVersion1() throws {
        let line = #"""
            {"type":"served","v":1,"request":"r1","viewer":"ada","surface":"main",\#
            "at":"2026-11-25T08:30:00.000Z","previous":"r0","limit":2,"slots":[\#
            {"post":"p1","source":"followed","score":2.5,"propensity":1,\#
            "reasons":["From bo, whom you follow"]},\#
            {"post":"p2","source":"newest","score":-0.25,"propensity":1,"reasons":[]}]}
            """#
        let bytes = Array(line.utf8)
        guard case .served(let page) = try RecordCodec.decode(bytes.span) else {
            Issue.record("no page")
            return
        }
        #expect(page.request == "r1" && page.viewer == "ada" && page.surface == "main")
        #expect(page.at.description == "2026-11-25T08:30:00.000Z")
        #expect(page.previous == "r0" && page.limit == 2)
        #expect(page.slots.map(\.post) == ["p1", "p2"])
        #expect(page.slots.map(\.source) == ["followed", "newest"])
        #expect(page.slots.map(\.score) == [2.5, -0.25])
        #expect(page.slots.map(\.propensity) == [1, 1])
        #expect(page.slots[0].reasons == ["From bo, whom you follow"])
        #expect(page.slots[0].heads.isEmpty && page.models.isEmpty && page.seed == nil)
        #expect(page.standing == nil && page.considered == nil && !page.isThinned)
        // Written again, as erasure does, it is of version 2 and says the same.
        var again: [UInt8] = []
        RecordCodec.encode(.served(page), into: &again)
        #expect(try RecordCodec.decode(again.span) == .served(page))
    }

    @Test func refusesNumbersOfPagesThatAreNone() {
        for member in [#""weights":[1]"#, #""weights":"AAA""#, #""seed":-1"#, #""thinned":1"#] {
            let line = #"""
                {"type":"served","v":2,"request":"r1","viewer":"ada","surface":"main",\#
                "at":"2026-11-25T08:30:00.000Z","limit":2,"slots":[],\#(member)}
                """#
            let bytes = Array(line.utf8)
            #expect(throws: EventError.self) { _ = try RecordCodec.decode(bytes.span) }
        }
    }

    @Test func namesAVersionThatItDoesNotKnow() {
        let bytes = Array(#"{"type":"change","v":2,"kind":"knob"}"#.utf8)
        do throws(EventError) {
            _ = try RecordCodec.decode(bytes.span)
            Issue.record("accepted")
        } catch {
            #expect(error.kind == .unknownVersion)
        }
    }

    @Test func keepsWhatWasWrittenBefore() {
        var bytes = Array("x".utf8)
        EventEncoder.encode(.delete(Delete(post: "p", at: .epoch)), into: &bytes)
        EventEncoder.encode(.delete(Delete(post: "q", at: .epoch)), into: &bytes)
        let one = #"{"type":"delete","post":"p","at":"1970-01-01T00:00:00.000Z"}"#
        let two = #"{"type":"delete","post":"q","at":"1970-01-01T00:00:00.000Z"}"#
        #expect(String(decoding: bytes, as: UTF8.self) == "x" + one + two)
    }

    /// Lines with a few bytes changed: the reader agrees with the reference on what is JSON, and
    /// what it accepts it writes and reads again.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func survivesMutations(seed: UInt64) throws {
        var events = RandomEvent(seed: seed)
        var random = SeededGenerator(seed: seed &+ 1000)
        var decoder = EventDecoder()
        for _ in 0..<40 {
            var line: [UInt8] = []
            EventEncoder.encode(events.next(), into: &line)
            guard line.count < 2000 else { continue }
            for _ in 0..<5 {
                let mutant = mutated(line, &random)
                let text = String(decoding: mutant, as: UTF8.self)
                let isJSON = ReferenceJSON(mutant, depth: EventLimits.depth) != nil
                do throws(EventError) {
                    let event = try decoder.decode(mutant.span)
                    #expect(isJSON, "seed \(seed): accepted \(text)")
                    var again: [UInt8] = []
                    EventEncoder.encode(event, into: &again)
                    #expect(try decoder.decode(again.span) == event, "seed \(seed): \(text)")
                } catch {
                    let aboutJSON = [.syntax, .encoding, .depth, .repeatedKey].contains(error.kind)
                    #expect(isJSON == !aboutJSON, "seed \(seed): \(error) for \(text)")
                    #expect((1...mutant.count + 1).contains(error.column))
                    #expect(!error.description.contains("\n"))
                }
            }
        }
    }

    private func mutated(_ line: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var line = line
        let pieces = [
            "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "-", "e", ".", "null", "true", "\\u0000",
            "\\ud83d\\udea2", "\\ud83d", "{\"a\":1,\"a\":2}", "\u{301}", "\n", "  ", "1e5", "[[]]",
        ]
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0..<max(1, line.count), using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: line[place] = UInt8.random(in: 0...255, using: &random)
            case 1: line.remove(at: place)
            case 2:
                let piece = pieces[Int.random(in: 0..<pieces.count, using: &random)]
                line.insert(contentsOf: piece.utf8, at: place)
            case 3:
                let end = min(line.count, place + Int.random(in: 1...30, using: &random))
                line.insert(contentsOf: line[place..<end], at: place)
            default: line.removeSubrange(place...)
            }
            if line.isEmpty { line = [0x20] }
        }
        return line
    }
}
