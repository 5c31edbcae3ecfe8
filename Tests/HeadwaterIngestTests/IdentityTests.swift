import Dispatch
import HeadwaterCore
import HeadwaterEvents
import NIOHTTP1
import Synchronization
import Testing

@testable import HeadwaterIngest

@Suite struct IdentityTests {
    private func isPublic(_ text: String) -> Bool? { HostAddress.all(of: text).first?.isPublic }

    @Test func whatIsInsideIsNotPublic() {
        for text in [
            "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "169.254.169.254",
            "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1",
            "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "255.255.255.255", "::",
            "::1",
            "fe80::1", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "2001::1", "::ffff:10.0.0.1",
            "::ffff:127.0.0.1", "64:ff9b::10.0.0.1", "2002:0a00:0001::1", "100::1",
        ] {
            #expect(isPublic(text) == false, "\(text)")
        }
        for text in [
            "1.1.1.1", "8.8.8.8", "100.63.0.1", "100.128.0.1", "172.15.0.1", "172.32.0.1",
            "192.167.0.1", "198.17.0.1", "198.20.0.1", "223.255.255.255", "2606:4700::1111",
            "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
        ] {
            #expect(isPublic(text) == true, "\(text)")
        }
    }

    @Test func onlyHttpsToADomainNameIsAsked() {
        let rules = HostRules(allowsPrivate: false)
        #expect(rules.origin(of: "https://PDS.example") == "https://pds.example")
        #expect(rules.origin(of: "https://pds.example/") == "https://pds.example")
        for url in [
            "http://pds.example", "https://localhost", "https://127.0.0.1", "https://10.0.0.1",
            "https://[::1]", "https://pds.example:8443", "https://pds.example/path", "ftp://a.b",
            "https://user@pds.example", "https://pds.example?x", "https://pds.example#x",
            "https://",
            "", "https://0x7f.1", "https://2130706433", "https://pds..example",
        ] {
            #expect(rules.origin(of: url) == nil, "\(url)")
        }
        let open = HostRules(allowsPrivate: true)
        #expect(open.origin(of: "http://127.0.0.1:99") == "http://127.0.0.1:99")
        #expect(open.origin(of: "http://localhost") == "http://localhost")
        #expect(open.origin(of: "http://127.0.0.1:99:1") == nil)
        #expect(open.origin(of: "http://10.0.0.1") == nil)
    }

    @Test func aNameThatLeadsInsideIsNotAsked() async {
        #expect(!(await HostRules(allowsPrivate: false).leadsOutside("https://localhost")))
        #expect(!(await HostRules(allowsPrivate: false).leadsOutside("https://no.such.invalid")))
        #expect(await HostRules(allowsPrivate: true).leadsOutside("http://localhost"))
    }

    private final class Asked: Sendable {
        let names = Mutex<[String]>([])
    }

    @Test func aNameWhoseServersAreSilentHoldsNobodyUp() async {
        let asked = Asked()
        let gate = DispatchSemaphore(value: 0)
        await withTaskGroup(of: [HostAddress].self) { group in
            for number in 0..<12 {
                group.addTask {
                    let patience = Duration.milliseconds(50)
                    return await HostLookup.addresses(
                        of: "n\(number).example",
                        patience: patience
                    ) { name in
                        asked.names.withLock { $0.append(name) }
                        gate.wait()
                        return [HostAddress(bytes: [1, 1, 1, 1])]
                    }
                }
            }
            for await addresses in group { #expect(addresses == []) }
        }
        for _ in 0..<12 { gate.signal() }
        // Those that waited for a thread are not looked up once nobody waits for them.
        #expect(asked.names.withLock { $0.count } <= 4)
        #expect(
            await HostLookup.addresses(of: "127.0.0.1") == [HostAddress(bytes: [127, 0, 0, 1])]
        )
    }

    @Test func aDocumentSaysKeyAndHost() throws {
        // The example keys of the AT Protocol's specification of cryptography.
        let p256 = "zDnaembgSGUhZULN2Caob4HLJPaxBh92N7rtH21TErzqf8HQo"
        let k256 = "zQ3shqwJEJyMBsBXCWyCBpUBMqxcon9oHB7mCvx4sSpMdLJwc"
        for (multibase, curve) in [(p256, SigningKey.Curve.p256), (k256, .k256)] {
            let text = #"""
                {"id":"did:plc:a","alsoKnownAs":["at://a.example"],"verificationMethod":[\#
                {"id":"did:plc:a#other","type":"Multikey","publicKeyMultibase":"z1"},\#
                {"id":"did:plc:a#atproto","type":"Multikey","publicKeyMultibase":"\#(multibase)"}],\#
                "service":[{"id":"#atproto_pds","type":"AtprotoPersonalDataServer",\#
                "serviceEndpoint":"https://pds.example"}]}
                """#
            let document = try #require(DIDDocument(Array(text.utf8), of: "did:plc:a"))
            #expect(document.signingKey?.curve == curve)
            #expect(document.signingKey?.point.count == 33)
            #expect(document.handle == "a.example")
            #expect(document.host == "https://pds.example")
            #expect(DIDDocument(Array(text.utf8), of: "did:plc:b") == nil)
        }
        for bad in ["", "z", "Q3shq", "z0", "zDnaembg", "z" + String(repeating: "1", count: 200)] {
            #expect(SigningKey(multibase: bad, type: "Multikey") == nil, "\(bad)")
        }
        #expect(SigningKey(multibase: p256, type: "JsonWebKey2020") == nil)
    }

    @Test func base58ReadsWhatOthersWrite() {
        #expect(Base58.decode("2NEpo7TZRRrLZSi2U") == Array("Hello World!".utf8))
        #expect(Base58.decode("112") == [0, 0, 1])
        #expect(Base58.decode("") == [])
        #expect(Base58.decode("0OIl") == nil)
    }

    private func document(_ did: String) -> String {
        #"{"id":"\#(did)","alsoKnownAs":["at://a.example"]}"#
    }

    private func directory(
        _ stub: DirectoryStub,
        _ clock: ManualTime,
        _ change: (inout Knobs) -> Void = { _ in }
    ) -> IdentityDirectory {
        var knobs = Knobs()
        change(&knobs)
        return IdentityDirectory(
            directoryURL: stub.url,
            allowsPrivateHosts: true,
            knobs: knobs,
            clock: clock,
            outbound: OutboundClient()
        )
    }

    @Test func aDocumentIsAskedForOnceInAWhile() async throws {
        let stub = try await DirectoryStub { path, _ in
            path == "/did:plc:none"
                ? .init(.notFound, "{}") : .init(.ok, document(String(path.dropFirst())))
        }
        let clock = ManualTime(RepositoryFixture.seen)
        let directory = directory(stub, clock)
        let found = try await withThrowingTaskGroup(of: DIDDocument?.self) { group in
            for _ in 0..<20 { group.addTask { try await directory.document(of: "did:plc:a") } }
            return try await group.reduce(into: 0) { $0 += $1 == nil ? 0 : 1 }
        }
        #expect(found == 20)
        #expect(stub.paths == ["/did:plc:a"])
        // Anew only once it is more than moments old.
        _ = try await directory.document(of: "did:plc:a", isFresh: true)
        #expect(stub.paths.count == 1)
        clock.advance(byMilliseconds: 10_000)
        _ = try await directory.document(of: "did:plc:a", isFresh: true)
        #expect(stub.paths.count == 2)
        clock.advance(byMilliseconds: 3_599_999)
        _ = try await directory.document(of: "did:plc:a")
        #expect(stub.paths.count == 2)
        clock.advance(byMilliseconds: 1)
        _ = try await directory.document(of: "did:plc:a")
        #expect(stub.paths.count == 3)
        #expect(try await directory.document(of: "did:plc:none") == nil)
        #expect(try await directory.document(of: "did:plc:none") == nil)
        #expect(stub.paths.count == 4)
        #expect(try await directory.document(of: "did:key:z") == nil)
        #expect(stub.paths.count == 4)
        try await stub.stop()
    }

    @Test func whereTheDirectoryIsDownWhatWasKnownStillHolds() async throws {
        let stub = try await DirectoryStub { path, earlier in
            earlier == 0
                ? .init(.ok, document(String(path.dropFirst()))) : .init(.badGateway, "down")
        }
        let clock = ManualTime(RepositoryFixture.seen)
        let directory = directory(stub, clock)
        #expect(try await directory.document(of: "did:plc:a") != nil)
        clock.advance(byMilliseconds: 3_600_000)
        #expect(try await directory.document(of: "did:plc:a") != nil)
        await #expect(throws: IdentityError.self) {
            _ = try await directory.document(of: "did:plc:a", isFresh: true)
        }
        try await stub.stop()
    }

    @Test func whatIsRememberedAndAskedIsBounded() async throws {
        let stub = try await DirectoryStub { path, _ in
            .init(.ok, document(String(path.dropFirst())))
        }
        let clock = ManualTime(RepositoryFixture.seen)
        let directory = directory(stub, clock) { knobs in
            knobs.set(IdentityDirectory.remembered, to: 16)
            knobs.set(IdentityDirectory.lookupsPerSecond, to: 10_000)
        }
        for number in 0..<40 { _ = try await directory.document(of: "did:plc:n\(number)") }
        #expect(stub.paths.count == 40)
        _ = try await directory.document(of: "did:plc:n39")
        #expect(stub.paths.count == 40)
        _ = try await directory.document(of: "did:plc:n0")
        #expect(stub.paths.count == 41)

        let slow = self.directory(stub, clock) { knobs in
            knobs.set(IdentityDirectory.lookupsPerSecond, to: 0.01)
        }
        _ = try await slow.document(of: "did:plc:x")
        await #expect(throws: IdentityError("too many accounts are being looked up")) {
            _ = try await slow.document(of: "did:plc:y")
        }
        try await stub.stop()
    }
}
