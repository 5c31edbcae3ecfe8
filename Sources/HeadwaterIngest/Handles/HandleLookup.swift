import AsyncHTTPClient

/// Asks where an identifier's document is published for the handle that it names.
struct HandleLookup: Sendable {
    /// What came of a question.
    enum Answer: Sendable, Hashable {
        /// The document names this handle.
        case handle(String)
        /// There is no document, or it names no valid handle.
        case absent
        /// It could not be asked now; perhaps after so long.
        case failed(String, retryAfterMs: Int64?)
    }

    private let fetch: DocumentFetch

    /// A lookup; the parameters are those of ``DocumentFetch``.
    init(
        directoryURL: String,
        webURL: @escaping @Sendable (String) -> String,
        timeoutMs: Int64,
        client: HTTPClient
    ) {
        fetch = DocumentFetch(
            directoryURL: directoryURL,
            webURL: webURL,
            timeoutMs: timeoutMs,
            client: client
        )
    }

    /// Asks once.
    func ask(_ did: String) async -> Answer {
        switch await fetch.ask(did) {
        case .document(let bytes): Self.handle(in: bytes, of: did)
        case .absent: .absent
        case .failed(let reason, let retryAfterMs): .failed(reason, retryAfterMs: retryAfterMs)
        }
    }

    /// Where an identifier's document is; see ``DocumentFetch/url(of:)``.
    func url(of did: String) -> String? { fetch.url(of: did) }

    /// The handle that a document names.
    static func handle(in document: [UInt8], of did: String) -> Answer {
        DIDDocument(document, of: did)?.handle.map { .handle($0) } ?? .absent
    }
}
