import AsyncHTTPClient
public import HeadwaterCore
import NIOCore
import NIOHTTP1

/// Fetches accounts' repositories from the hosts that their documents name.
public struct RepositoryFetch: Sendable {
    /// The largest repository that is read.
    public static let mostMebibytes = Knob(
        "bluesky.repository.most",
        unit: "MiB",
        standard: 128,
        range: 1...4096,
        isWhole: true,
        "The largest repository that is read; of a larger one nothing is."
    )
    /// How long fetching one may take.
    public static let seconds = Knob(
        "bluesky.repository.seconds",
        unit: "s",
        standard: 60,
        range: 1...3600,
        "How long a host has to send an account's repository."
    )

    private let outbound: OutboundClient
    private let rules: HostRules
    private let knobs: Knobs

    /// A fetch.
    ///
    /// - Parameters:
    ///   - outbound: What asks.
    ///   - allowsPrivateHosts: Whether hosts inside the own network may be asked.
    ///   - knobs: The values of the knobs above.
    public init(outbound: OutboundClient, allowsPrivateHosts: Bool, knobs: Knobs) {
        self.outbound = outbound
        rules = HostRules(allowsPrivate: allowsPrivateHosts)
        self.knobs = knobs
    }

    /// The CAR file of an account's repository.
    public func fetch(_ document: DIDDocument) async throws(RepositoryError) -> [UInt8] {
        guard let origin = document.host.flatMap({ rules.origin(of: $0) }),
            await rules.leadsOutside(origin)
        else { throw .noHost }
        let url = "\(origin)/xrpc/com.atproto.sync.getRepo?did=\(document.did)"
        let limit = Int(knobs[Self.mostMebibytes]) << 20
        do {
            let time = Int64(knobs[Self.seconds] * 1000)
            return try await OutboundClient.within(time) { [outbound] in
                try await Self.get(url, limit: limit, outbound.client)
            }
        } catch let error as RepositoryError {
            throw error
        } catch {
            throw .unreachable(String(describing: error))
        }
    }

    private static func get(_ url: String, limit: Int, _ client: HTTPClient) async throws -> [UInt8]
    {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "accept", value: "application/vnd.ipld.car")
        request.headers.add(name: "user-agent", value: "Headwater")
        let response = try await client.execute(request, timeout: .minutes(60))
        guard response.status == .ok else {
            throw RepositoryError.refused(Int(response.status.code))
        }
        let length = response.headers.first(name: "content-length").flatMap { Int($0) }
        guard length.map({ $0 <= limit }) ?? true else {
            throw RepositoryError.tooLarge(limit: limit)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(max(length ?? 0, 0))
        for try await chunk in response.body {
            guard bytes.count + chunk.readableBytes <= limit else {
                throw RepositoryError.tooLarge(limit: limit)
            }
            bytes.append(contentsOf: chunk.readableBytesView)
        }
        return bytes
    }
}
