import HTTPTypes
import HeadwaterEngine
import HeadwaterEvents
import HeadwaterLog
import Hummingbird
import Logging
import NIOCore

/// An error as the API answers it: `{"error":{"code","message","param"}}`.
struct APIError: Error, Sendable, Hashable, HTTPResponseError {
    var status: HTTPResponse.Status
    var code: String
    var message: String
    var param: String?
    var headers: HTTPFields = [:]
    /// What lies behind it, for the log alone: it may name files of the server.
    var cause: String?

    static func badRequest(_ message: String, _ param: String? = nil) -> APIError {
        APIError(status: .badRequest, code: "bad_request", message: message, param: param)
    }

    static func unauthorized(_ message: String) -> APIError {
        APIError(
            status: .unauthorized,
            code: "unauthorized",
            message: message,
            param: nil,
            headers: [.wwwAuthenticate: "Bearer"]
        )
    }

    static func forbidden(_ message: String, _ param: String? = nil) -> APIError {
        APIError(status: .forbidden, code: "forbidden", message: message, param: param)
    }

    static func notFound(_ message: String) -> APIError {
        APIError(status: .notFound, code: "not_found", message: message, param: nil)
    }

    init(
        status: HTTPResponse.Status,
        code: String,
        message: String,
        param: String?,
        headers: HTTPFields = [:]
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.param = param
        self.headers = headers
    }

    init(_ error: EngineError) {
        switch error {
        case .log(.diskFull):
            self.init(
                status: .init(code: 507, reasonPhrase: "Insufficient Storage"),
                code: "disk_full",
                message: "\(error)",
                param: nil
            )
        case .log(let cause):
            self.init(
                status: .internalServerError,
                code: "log",
                message: "the log can't be used; what the server itself writes down says more",
                param: nil
            )
            self.cause = "\(cause)"
        case .badRequest(let param, let message):
            self.init(status: .badRequest, code: "bad_request", message: message, param: param)
        case .notFound(let what):
            self.init(
                status: .notFound,
                code: "not_found",
                message: "\(what) is not known",
                param: nil
            )
        case .stopping:
            self.init(
                status: .serviceUnavailable,
                code: "stopping",
                message: "\(error)",
                param: nil,
                headers: [.retryAfter: "1"]
            )
        }
    }

    /// Writes the member `"error":{…}` into an object that has been begun.
    func write(into writer: inout JSONWriter) {
        writer.key("error")
        writer.beginObject()
        writer.key("code")
        writer.string(code)
        writer.key("message")
        writer.string(message)
        if let param {
            writer.key("param")
            writer.string(param)
        }
        writer.endObject()
    }

    /// Writes down what lies behind it, where that is not the caller's doing.
    func log(to logger: Logger) {
        guard let cause else { return }
        logger.error("A request failed", metadata: ["error": "\(cause)"])
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        write(into: &writer)
        writer.endObject()
        return .json(writer, status: status, headers: headers)
    }
}

extension Response {
    /// A JSON answer.
    static func json(
        _ writer: JSONWriter,
        status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = "application/json; charset=utf-8"
        headers[.cacheControl] = "no-store"
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: writer.bytes))
        )
    }
}
