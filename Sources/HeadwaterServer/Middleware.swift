import HTTPTypes
import HeadwaterEngine
import HeadwaterEvents
import Hummingbird
import Logging
import NIOCore

/// Turns everything that is thrown into the API's error object.
struct ErrorMiddleware: RouterMiddleware {
    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as APIError {
            return try error.response(from: request, context: context)
        } catch let error as EngineError {
            let error = APIError(error)
            error.log(to: context.logger)
            return try error.response(from: request, context: context)
        } catch let error as HTTPError {
            let message = error.body ?? (error.status == .notFound ? "there is no such path" : "")
            let code = error.status == .notFound ? "not_found" : "http_\(error.status.code)"
            return try APIError(status: error.status, code: code, message: message, param: nil)
                .response(from: request, context: context)
        } catch let error as CancellationError {
            throw error
        } catch {
            context.logger.error("A request failed", metadata: ["error": "\(error)"])
            return try APIError(
                status: .internalServerError,
                code: "internal",
                message: "something went wrong inside; the log of the server says more",
                param: nil
            ).response(from: request, context: context)
        }
    }
}

/// Lets pages of the configured origins call the API from a browser.
struct CORSMiddleware: RouterMiddleware {
    let origins: [String]

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let origin = request.headers[.origin], origins.contains(origin) else {
            return try await next(request, context)
        }
        if request.method == .options {
            return Response(
                status: .noContent,
                headers: [
                    .accessControlAllowOrigin: origin,
                    .accessControlAllowMethods: "GET, POST, PUT, PATCH, DELETE, OPTIONS",
                    .accessControlAllowHeaders:
                        "authorization, content-type, content-encoding, x-api-key, x-api-version",
                    .accessControlMaxAge: "600",
                    .vary: "Origin",
                ]
            )
        }
        var response = try await next(request, context)
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.vary] = "Origin"
        return response
    }
}

/// Finds out who calls, before any route of the API runs.
struct AccessMiddleware: RouterMiddleware {
    let gatekeeper: Gatekeeper

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.caller = try await gatekeeper.caller(of: request)
        return try await next(request, context)
    }
}

/// Finds out who asks for a medium: by a ticket in the address, or as everywhere else.
struct MediaAccessMiddleware: RouterMiddleware {
    let gatekeeper: Gatekeeper

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let ticket = try QueryParameters(request).get("ticket") {
            context.caller = try await gatekeeper.caller(of: request, ticket: ticket)
        } else {
            context.caller = try await gatekeeper.caller(of: request)
        }
        return try await next(request, context)
    }
}

/// Counts and times requests for `/metrics`.
struct MetricsMiddleware: RouterMiddleware {
    let metrics: RequestMetrics

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let start = RequestMetrics.now
        let response = try await next(request, context)
        // The route's pattern, never the path: a label must not hold ids.
        let route = context.endpointPath ?? "none"
        metrics.record(route: route, status: response.status.code, since: start)
        return response
    }
}

/// Keeps the console's files from foreign hosts where no key is set; it asks for no key itself.
struct HostMiddleware: RouterMiddleware {
    let gatekeeper: Gatekeeper

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        try gatekeeper.checkHost(request)
        return try await next(request, context)
    }
}

/// Keeps a browser from taking an answer for something else than it is.
struct HeadersMiddleware: RouterMiddleware {
    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.xContentTypeOptions] = "nosniff"
        return response
    }
}
