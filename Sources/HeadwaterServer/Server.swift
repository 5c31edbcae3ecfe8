import HTTPTypes
import HeadwaterEngine
import Hummingbird
public import Logging
import NIOCore

/// The HTTP server: the API and the console over one engine.
public struct Server: Sendable {
    /// The version that status and the command line say.
    public static let version = "0.1.0"

    private let settings: ServerSettings
    private let mediaHosts: MediaHosts
    private let box: EngineBox
    private let sources: SourceBoard
    private let logger: Logger

    /// A server that isn't listening yet.
    ///
    /// - Throws: what ``ServerSettings/check()`` refuses.
    public init(
        _ settings: ServerSettings,
        engine box: EngineBox,
        sources: SourceBoard,
        logger: Logger
    ) throws(SettingError) {
        try settings.check()
        self.settings = settings
        mediaHosts = try MediaHosts(settings.mediaHosts)
        self.box = box
        self.sources = sources
        self.logger = logger
    }

    /// Listens until the task is cancelled or the process is asked to stop; `onListening` is told
    /// the port.
    public func run(onListening: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
        let application = Application(
            router: await router(),
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [ExpectContinueHandler()],
                    idleTimeout: .seconds(75)
                )
            ),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port),
                serverName: "headwater/\(Self.version)"
            ),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: logger
        )
        try await application.runService()
    }

    /// All routes, for ``run(onListening:)`` and for tests in memory.
    func router() async -> Router<Context> {
        let router = await routes()
        Self.refuseOtherMethods(on: router)
        return router
    }

    /// The routes that do something.
    func routes() async -> Router<Context> {
        let gatekeeper = await Gatekeeper(settings)
        let metrics = RequestMetrics()
        let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
        router.addMiddleware {
            HeadersMiddleware()
            MetricsMiddleware(metrics: metrics)
            CORSMiddleware(origins: settings.origins)
            ErrorMiddleware()
        }
        if settings.bluesky != nil { router.addMiddleware { XRPCMiddleware() } }
        let status = StatusRoutes(
            box: box,
            metrics: metrics,
            sources: sources,
            version: Self.version,
            isDemo: settings.isDemo
        )
        router.get("/healthz", use: status.health)
        router.get("/readyz", use: status.ready)

        let console = ConsoleRoutes(
            isDemo: settings.isDemo,
            mediaHosts: mediaHosts,
            hasMediaProxy: settings.hasMediaProxy
        )
        let pages = router.group("")
            .addMiddleware { HostMiddleware(gatekeeper: gatekeeper) }
        pages.get("/", use: console.index)
        pages.get("/openapi.json", use: console.openAPI)
        pages.get("/console/**", use: console.file)
        pages.get("/demo/media/**", use: console.demoMedia)

        let api = router.group("").addMiddleware { AccessMiddleware(gatekeeper: gatekeeper) }
        api.get("/metrics", use: status.prometheus)
        api.get("/v1/status", use: status.status)
        api.post("/v1/events", use: EventsRoute(box: box).handle)
        let posts = PostsRoutes(box: box)
        api.get("/v1/posts", use: posts.posts)
        api.get("/v1/posts/similar", use: posts.similar)
        api.get("/v1/accounts", use: posts.accounts)
        api.post("/v1/search", use: SearchRoute(box: box).handle)
        api.post("/v1/ask", use: AskRoute(box: box).handle)
        let media = MediaRoutes(box: box, settings: settings, gatekeeper: gatekeeper)
        api.get("/v1/media/ticket", use: media.ticket)
        router.group("").addMiddleware { MediaAccessMiddleware(gatekeeper: gatekeeper) }
            .get("/v1/media", use: media.media)
        let feed = FeedRoutes(box: box)
        api.get("/v1/feed", use: feed.feed)
        api.get("/v1/feed/:request/receipt", use: feed.receipt)
        if let settings = settings.gorse {
            let gorse = GorseRoutes(box: box, settings: settings)
            gorse.addHealth(to: router)
            gorse.add(to: api)
        }
        let tuning = TuningRoutes(box: box)
        api.get("/v1/tuning", use: tuning.tuning)
        api.get("/v1/knobs", use: tuning.knobs)
        api.post("/v1/knobs", use: tuning.setKnob)
        let models = ModelRoutes(box: box)
        api.get("/v1/models", use: models.models)
        api.post("/v1/models", use: models.change)
        if let bluesky = settings.bluesky {
            let service = BlueskyFeed(bluesky, settings, box: box, logger: logger)
            BlueskyRoutes(bluesky: service).add(to: router)
        }
        return router
    }

    /// Answers 405, with the methods that there are, for each path under all other methods.
    private static func refuseOtherMethods(on router: Router<Context>) {
        var methods: [String: (path: RouterPath, allowed: [HTTPRequest.Method])] = [:]
        for route in router.routes {
            methods["\(route.path)", default: (route.path, [])].allowed.append(route.method)
        }
        for (name, (path, given)) in methods {
            // A feed's page counts as served: asking for its head alone would waste it.
            let pages = ["/v1/feed", "/xrpc/app.bsky.feed.getFeedSkeleton"]
            let allowed = given.contains(.get) && !pages.contains(name) ? given + [.head] : given
            let list = allowed.map(\.rawValue).sorted().joined(separator: ", ")
            let others: [HTTPRequest.Method] = [
                .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect,
            ]
            for method in others where !allowed.contains(method) {
                router.on(path, method: method) { (_, _) async throws -> Response in
                    throw APIError(
                        status: .methodNotAllowed,
                        code: "method_not_allowed",
                        message: "\(method.rawValue) is not for this path: use \(list)",
                        param: nil,
                        headers: [.allow: list]
                    )
                }
            }
        }
    }
}
