import HeadwaterCore
import HeadwaterEvents
import Testing

/// What makes two events one, by the identity column of EVENTS.md.
@Suite struct EventIdentityTests {
    private func identity(_ fields: String) throws -> Fingerprint {
        var decoder = EventDecoder()
        let line = Array("{\(fields)}".utf8)
        return try decoder.decode(line.span).identity
    }

    private static let at = #","at":"2026-11-25T08:30:00Z""#
    private static let later = #","at":"2026-11-25T08:30:01Z""#

    /// Pairs that are one event.
    static let same: [(String, String)] = [
        (
            #""type":"post","id":"p","author":"a","text":"t""# + at,
            #""type":"post","id":"p","author":"b","text":"u","tags":["x"]"# + at
        ),
        (
            #""type":"post","id":"p","author":"a","text":"t""# + at,
            #""type":"post","id":"p","author":"a","text":"t","edited":"2026-11-25T09:30:00+01:00""#
                + later
        ),
        (#""type":"delete","post":"p""# + at, #""type":"delete","post":"p""# + later),
        (
            #""type":"engagement","kind":"like","actor":"a","post":"p","id":"r""# + at,
            #""type":"engagement","kind":"like","actor":"a","post":"p","watch_ms":5"# + at
        ),
        (
            #""type":"impression","actor":"a","post":"p","request":"r""# + at,
            #""type":"impression","actor":"b","post":"p","request":"r","position":3"# + later
        ),
        (
            #""type":"label","subject":"p","value":"v","source":"s","reason":"x""# + at,
            #""type":"label","subject":"p","value":"v","source":"s","expires":"2027-01-01T00:00:00Z""#
                + at
        ),
        (
            #""type":"account","id":"a","name":"N","handle":"h""# + at,
            #""handle":"h","unknown":[],"name":"\u004e","id":"a","type":"account","avatar":null"#
                + at
        ),
        (
            #""type":"edge","kind":"follow","actor":"a","subject":"b""# + at,
            #""type":"edge","kind":"follow","actor":"a","subject":"b","id":"r","undone":false"# + at
        ),
    ]

    /// Pairs that are two events.
    static let different: [(String, String)] = [
        (
            #""type":"post","id":"p","author":"a","text":"t""# + at,
            #""type":"post","id":"p","author":"a","text":"t""# + later
        ),
        (
            #""type":"engagement","kind":"like","actor":"a","post":"p""# + at,
            #""type":"engagement","kind":"repost","actor":"a","post":"p""# + at
        ),
        (
            #""type":"engagement","kind":"like","actor":"a","post":"p""# + at,
            #""type":"engagement","kind":"like","actor":"a","post":"p","undone":true"# + at
        ),
        (
            #""type":"engagement","kind":"like","actor":"a","post":"p","id":"r","undone":true"#
                + at,
            #""type":"engagement","kind":"like","actor":"a","id":"p","undone":true"# + at
        ),
        (
            #""type":"engagement","kind":"follow","actor":"a","post":"b""# + at,
            #""type":"edge","kind":"follow","actor":"a","subject":"b""# + at
        ),
        (
            #""type":"engagement","kind":"like","actor":"ab","post":"c""# + at,
            #""type":"engagement","kind":"like","actor":"a","post":"bc""# + at
        ),
        (
            #""type":"impression","actor":"a","post":"p""# + at,
            #""type":"impression","actor":"a","post":"p""# + later
        ),
        (
            #""type":"impression","actor":"a","post":"p","request":"r""# + at,
            #""type":"impression","actor":"a","post":"p""# + at
        ),
        (
            #""type":"account","id":"a","name":"N""# + at,
            #""type":"account","id":"a","name":"""# + at
        ),
        (
            #""type":"label","subject":"p","value":"v","source":"s""# + at,
            #""type":"label","subject":"p","value":"v","source":"s","undone":true"# + at
        ),
        (#""type":"delete","post":"é""# + at, #""type":"delete","post":"e\u0301""# + at),
    ]

    @Test func oneEvent() throws {
        for (left, right) in Self.same {
            #expect(try identity(left) == identity(right), "\(left) | \(right)")
        }
    }

    @Test func twoEvents() throws {
        for (left, right) in Self.different {
            #expect(try identity(left) != identity(right), "\(left) | \(right)")
        }
    }
}
