import HTTPTypes
import HeadwaterEngine
import HeadwaterEvents
import Hummingbird
import NIOCore

/// An error as XRPC answers it: `{"error":NAME,"message":…}` (atproto.com/specs/xrpc).
struct XRPCError: Error, Sendable, Hashable {
    var status: HTTPResponse.Status
    var name: String
    var message: String
    var headers: HTTPFields = [:]

    init(
        _ status: HTTPResponse.Status,
        _ name: String,
        _ message: String,
        headers: HTTPFields = [:]
    ) {
        self.status = status
        self.name = name
        self.message = message
        self.headers = headers
    }

    /// A request that can't be understood.
    static func invalid(_ message: String) -> XRPCError {
        XRPCError(.badRequest, "InvalidRequest", message)
    }

    /// A token that doesn't show who asks.
    static func unauthorized(_ name: String, _ message: String) -> XRPCError {
        XRPCError(.unauthorized, name, message, headers: [.wwwAuthenticate: "Bearer"])
    }

    /// The same error in the words of XRPC.
    init(_ error: APIError) {
        let name =
            switch error.status.code {
            case 400, 405: "InvalidRequest"
            case 401: "AuthMissing"
            case 429: "RateLimitExceeded"
            case 503: "NotReady"
            default: "InternalServerError"
            }
        self.init(error.status, name, error.message, headers: error.headers)
    }

    var response: Response {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("error", name)
        writer.member("message", message)
        writer.endObject()
        return .json(writer, status: status, headers: headers)
    }
}

/// Answers what goes wrong under `/xrpc/` as XRPC does.
struct XRPCMiddleware: RouterMiddleware {
    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard request.uri.path.hasPrefix("/xrpc/") else { return try await next(request, context) }
        do {
            return try await next(request, context)
        } catch let error as XRPCError {
            return error.response
        } catch let error as EngineError {
            let error = APIError(error)
            error.log(to: context.logger)
            return XRPCError(error).response
        } catch let error as APIError {
            return XRPCError(error).response
        } catch let error as HTTPError where error.status == .notFound {
            return XRPCError(
                .notImplemented,
                "MethodNotImplemented",
                "there is no such method here"
            )
            .response
        }
    }
}
