import ArgumentParser
import AsyncHTTPClient
import Foundation
import HeadwaterEvents
import HeadwaterIngest
import NIOCore
import NIOHTTP1

/// Talks to a running server.
struct ServerClient: Sendable {
    let base: String
    private let key: String?

    init(_ base: String?) {
        let base = base ?? Environment.text("SERVER") ?? "http://127.0.0.1:8080"
        self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
        key = Environment.text("KEY")
    }

    /// Says at once where nothing listens, instead of trying until the time is up.
    private static let http: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// Sends a request, and gives back the JSON that it is answered with.
    func call(
        _ path: String,
        body: JSONValue? = nil
    ) async throws -> JSONValue {
        var request = HTTPClientRequest(url: base + path)
        if let body {
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: body.json))
        }
        return try await send(request).answer
    }

    /// Sends files of events a batch at a time.
    func importFiles(
        _ files: [String],
        onProgress: @Sendable (ImportProgress) -> Void
    ) async throws -> ImportOutcome {
        var outcome = ImportOutcome()
        _ = try await EventFileImport(paths: files).run { batch in
            var bytes: [UInt8] = []
            for event in batch.events {
                EventEncoder.encode(event, into: &bytes)
                bytes.append(0x0A)
            }
            var request = HTTPClientRequest(url: base + "/v1/events")
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/x-ndjson")
            request.body = .bytes(ByteBuffer(bytes: bytes))
            let answer = try await send(request).answer
            outcome.accepted += Int(answer["accepted"]?.integer ?? 0)
            outcome.duplicates += Int(answer["duplicates"]?.integer ?? 0)
            for rejection in answer["rejected"]?.array ?? [] {
                outcome.note(rejection["error"]?.string ?? "no reason was given")
            }
            for rejection in batch.rejected { outcome.reject(rejection) }
            onProgress(batch.progress)
        }
        return outcome
    }

    private func send(
        _ request: HTTPClientRequest
    ) async throws -> (status: Int, answer: JSONValue) {
        var request = request
        if let key { request.headers.add(name: "Authorization", value: "Bearer \(key)") }
        let response: HTTPClientResponse
        do {
            response = try await Self.http.execute(request, timeout: .seconds(60))
        } catch {
            let why = "\(error)"
            say(
                why.contains("Connection refused")
                    ? "Nothing listens at \(base). Is `headwater serve` running there?"
                    : "\(base) can't be reached: \(why)"
            )
            throw ExitCode(69)
        }
        let bytes = try await response.body.collect(upTo: 64 << 20)
        let answer: JSONValue
        do {
            answer = try JSONValue(parsing: String(buffer: bytes))
        } catch {
            say("\(base) answered \(response.status.code) and no JSON: is it a Headwater server?")
            throw ExitCode(1)
        }
        guard (200..<300).contains(response.status.code) else {
            let words = answer["error"]?["message"]?.string ?? "\(base) answered \(response.status)"
            // What the server calls a bad request is a wrong argument here.
            guard response.status != .badRequest else { throw ValidationError(words) }
            say(words)
            throw ExitCode(1)
        }
        return (Int(response.status.code), answer)
    }
}
