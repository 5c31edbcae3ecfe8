import Testing

@testable import HeadwaterServer

@Suite("Keys in the settings")
struct KeyTests {
    @Test("Name, secret and scopes are read")
    func reads() throws {
        let keys = try Key.parse(
            "app:0123456789abcdef:ingest+read, back office:fedcba9876543210:moderate"
        )
        #expect(
            keys == [
                Key(name: "app", secret: "0123456789abcdef", scopes: [.ingest, .read]),
                Key(name: "back office", secret: "fedcba9876543210", scopes: .moderate),
            ]
        )
        #expect(try Key.parse("").isEmpty)
    }

    @Test("admin may all")
    func admin() throws {
        let key = try #require(try Key.parse("root:0123456789abcdef:admin").first)
        for scope: Scopes in [.ingest, .read, .moderate] {
            #expect(key.scopes.isSuperset(of: scope))
        }
    }

    @Test(
        "What is wrong is said, and never with the secret",
        arguments: [
            ("app", "name:secret:scope"), ("app:0123456789abcdef", "2 parts"),
            (":0123456789abcdef:read", "name:secret:scope"),
            ("app:0123456789abcdef:read:more", "4 parts"),
            ("app:0123456789:read", "shorter than 16"),
            ("app:0123456789abcdef:", "no scope"), ("app:0123456789abcdef:+", "no scope"),
            ("app:0123456789abcdef:write", "write"),
            ("a:0123456789abcdef:read,a:fedcba9876543210:read", "two keys"),
        ]
    )
    func wrong(_ text: String, _ words: String) throws {
        let error = #expect(throws: SettingError.self) { try Key.parse(text) }
        let description = try #require(error).description
        #expect(description.contains(words))
        #expect(description.hasPrefix("HEADWATER_KEYS"))
        #expect(!description.contains("0123456789"))
    }
}

@Suite("Settings that are refused")
struct SettingsTests {
    @Test(
        "Listening wider than this machine needs a key",
        arguments: ["0.0.0.0", "::", "192.168.1.5"]
    )
    func wide(_ host: String) throws {
        var settings = ServerSettings(host: host)
        let error = #expect(throws: SettingError.self) { try settings.check() }
        #expect(try #require(error).description.contains("HEADWATER_KEYS"))
        settings.keys = Tokens.keys
        try settings.check()
    }

    @Test("Loopback needs none", arguments: ["127.0.0.1", "localhost", "::1", "127.8.9.1"])
    func loopback(_ host: String) throws { try ServerSettings(host: host).check() }

    @Test("A viewer secret alone does not open the server to other machines")
    func secretAlone() {
        let settings = ServerSettings(host: "0.0.0.0", viewerSecret: Tokens.secret)
        #expect(throws: SettingError.self) { try settings.check() }
    }

    @Test("A short viewer secret, a wrong port and what is no origin are refused")
    func others() {
        for settings in [
            ServerSettings(viewerSecret: "short"), ServerSettings(port: 65_536),
            ServerSettings(port: -1), ServerSettings(origins: ["app.example"]),
            ServerSettings(origins: ["https://app.example/"]),
        ] {
            #expect(throws: SettingError.self) { try settings.check() }
        }
    }
}
