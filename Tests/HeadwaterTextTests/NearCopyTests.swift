import HeadwaterText
import Testing

@Suite struct NearCopyTests {
    private let original =
        "The harbour bridge is closed until further notice because a ship hit the north pier at noon"

    @Test func copiesWithSmallChangesAreNear() {
        let signature = NearCopySignature(original)
        for copy in [
            original + " https://example.com/news", original.uppercased(),
            "BREAKING: " + original, original + "!!!",
        ] {
            #expect(signature.isNearCopy(of: NearCopySignature(copy)), "\(copy)")
        }
    }

    @Test func otherTextsAreNot() {
        let signature = NearCopySignature(original)
        for other in [
            "The harbour bridge is open again after the ship was towed away from the pier this evening",
            "Ferries run every ten minutes from the south quay today", "The bridge", "",
        ] {
            #expect(!signature.isNearCopy(of: NearCopySignature(other)), "\(other)")
        }
        #expect(!NearCopySignature("ship aground").isNearCopy(of: NearCopySignature("ship afloat")))
    }

    /// The bits are kept in no snapshot, but two machines must agree on them.
    @Test func staysTheSame() {
        #expect(NearCopySignature("a b c d").bits == NearCopySignature("A b, c d!").bits)
        #expect(NearCopySignature("").bits == 0)
    }
}
