import AsyncHTTPClient
import HeadwaterCore
import Hummingbird
import NIOCore
import NIOHTTP1

/// Fetches the media that posts name, each only as far as the limits go.
struct MediaFetch: Sendable {
    /// Redirects that are followed.
    static let redirectLimit = 3

    /// It lives as long as the process.
    private static let client = makeClient()

    /// A client that follows no redirect by itself and unpacks nothing.
    static func makeClient(
        _ change: (inout HTTPClient.Configuration) -> Void = { _ in }
    ) -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .seconds(5)
        configuration.timeout.read = .seconds(15)
        configuration.connectionPool.idleTimeout = .seconds(10)
        // A host that refuses, or whose certificate is wrong, does so again at once: to try until
        // the time is up would only hold others up.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        change(&configuration)
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    private let reach: MediaReach
    private let knobs: Knobs

    init(_ reach: MediaReach, knobs: Knobs) {
        self.reach = reach
        self.knobs = knobs
    }

    /// Asks for a medium, or for the part of it that the value of `Range` names.
    ///
    /// - Returns: The head of the answer once it is there, and its body to come.
    /// - Throws: 403 where it may not be fetched, 502 where its host gives no medium, 504 where
    ///   that takes too long.
    func open(
        _ url: String,
        range: String?
    ) async throws(APIError) -> (head: MediaHead, body: HTTPClientResponse.Body) {
        var address = MediaAddress(url, reach)
        for _ in 0...Self.redirectLimit {
            guard let here = address, await here.leadsOutside(reach) else {
                throw .forbidden("the medium's address may not be fetched: public https alone may")
            }
            let response = try await ask(here.url, range: range)
            let status = Int(response.status.code)
            guard [301, 302, 303, 307, 308].contains(status),
                let location = response.headers.first(name: "location")
            else {
                let head = try MediaHead(
                    status: status,
                    response.headers,
                    inRange: range != nil,
                    limit: limit
                )
                return (head, response.body)
            }
            address = here.redirected(to: location, reach)
        }
        throw .media("unreachable", "the medium's host redirects too often")
    }

    /// Passes a body on, piece by piece as fast as its reader takes it.
    ///
    /// - Throws: where it is longer than it may be, breaks off, or takes too long; what has gone
    ///   out can't be taken back then, so the connection must end.
    func pass(
        _ body: HTTPClientResponse.Body,
        to writer: inout any ResponseBodyWriter
    ) async throws {
        let limit = limit
        let lent = Lent(writer: writer)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                var out = lent.writer
                var count = 0
                for try await piece in body {
                    count += piece.readableBytes
                    guard count <= limit else { throw APIError.mediaTooLarge(limit) }
                    try await out.write(piece)
                }
            }
            let seconds = knobs[MediaKnobs.seconds]
            group.addTask {
                try await Task.sleep(for: .seconds(seconds))
                throw APIError.mediaTimeout
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private var limit: Int { Int(knobs[MediaKnobs.mostMebibytes]) << 20 }

    private func ask(_ url: String, range: String?) async throws(APIError) -> HTTPClientResponse {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "accept", value: "image/*, video/*, audio/*")
        request.headers.add(name: "accept-encoding", value: "identity")
        request.headers.add(name: "user-agent", value: "Headwater")
        if let range { request.headers.add(name: "range", value: range) }
        do {
            let patience = Int64(knobs[MediaKnobs.answerSeconds] * 1000)
            let client = reach.client ?? Self.client
            return try await client.execute(request, timeout: .milliseconds(patience))
        } catch let error as HTTPClientError {
            let late: [HTTPClientError] = [.deadlineExceeded, .readTimeout, .connectTimeout]
            if late.contains(error) { throw .mediaTimeout }
            throw .media("unreachable", "the medium's host can't be reached")
        } catch {
            throw .media("unreachable", "the medium's host can't be reached")
        }
    }
}

/// A writer that a task lends to its child.
///
/// A child can be cancelled while it waits for a reader who takes nothing; the task itself can't.
// Safety: the child alone uses the writer until it has ended, and its group waits for that.
private struct Lent: @unchecked Sendable {
    let writer: any ResponseBodyWriter
}

extension APIError {
    static let mediaTimeout = APIError(
        status: .gatewayTimeout,
        code: "media_timeout",
        message: "the medium's host takes too long",
        param: nil
    )
}
