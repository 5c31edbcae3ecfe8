import Hummingbird
import Logging
import NIOCore

/// What goes with a request on its way through the server.
struct Context: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Who makes it.
    var caller = Caller.local

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }
}
