import Testing

@testable import HeadwaterIngest

@Suite("Hosts that strangers name")
struct PublicHostsTests {
    @Test("A name is a domain name, and no address however it is written")
    func names() {
        for name in ["cdn.example", "a.b-c.example", "xn--bcher-kva.example", "1.example"] {
            #expect(PublicHosts.isName(name), "\(name)")
        }
        for name in [
            "", "localhost", "127.0.0.1", "127.1", "0x7f.1", "2130706433", "[::1]", "::1",
            "cdn.example:80", "cdn.example.", ".example", "a..example", "a_b.example",
            "a b.example",
        ] {
            #expect(!PublicHosts.isName(name), "\(name)")
        }
    }

    @Test("This machine is not outside")
    func inside() async {
        #expect(await !PublicHosts.leadsOutside("localhost"))
    }
}
