import HeadwaterEvents

/// What an account's published document says of it (atproto.com/specs/did).
public struct DIDDocument: Sendable, Hashable {
    /// Whose it is.
    public var did: String
    /// The handle that it claims; nil where it claims none that is valid.
    public var handle: String?
    /// The key that its host signs with for it.
    public var signingKey: SigningKey?
    /// The address of its host, such as `https://pds.example`, as the document gives it.
    public var host: String?

    /// Reads a document; nil where it is no document of that account.
    package init?(_ bytes: [UInt8], of did: String) {
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: bytes.span)
        } catch {
            return nil
        }
        guard json["id"]?.string == did else { return nil }
        self.did = did
        handle = Self.handle(in: json)
        // The id may be written in full or as a fragment of the document's own.
        let own = { (item: JSONValue, name: String) in
            item["id"]?.string == name || item["id"]?.string == did + name
        }
        // The first counts, as in every other reader of these documents.
        if let method = json["verificationMethod"]?.array?.first(where: { own($0, "#atproto") }) {
            signingKey = SigningKey(
                multibase: method["publicKeyMultibase"]?.string ?? "",
                type: method["type"]?.string ?? ""
            )
        }
        if let service = json["service"]?.array?.first(where: { own($0, "#atproto_pds") }),
            service["type"]?.string == "AtprotoPersonalDataServer"
        {
            host = service["serviceEndpoint"]?.string
        }
    }

    /// The handle that a document names: the first `at://` in `alsoKnownAs`, as the AT Protocol's
    /// specification of handles says.
    private static func handle(in json: JSONValue) -> String? {
        for name in json["alsoKnownAs"]?.array ?? [] {
            guard let uri = name.string, uri.hasPrefix("at://") else { continue }
            let handle = uri.dropFirst(5).lowercased()
            return AtProtocol.isHandle(handle) ? handle : nil
        }
        return nil
    }
}
