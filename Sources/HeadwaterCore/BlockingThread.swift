#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A thread of its own for work that blocks, which must never run on the cooperative pool.
public final class BlockingThread: Sendable {
    private let handle: Handle

    /// Starts a thread that runs `body` once, and that somebody has to ``join()``: until then the
    /// system keeps its stack.
    public init(_ body: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(Body(run: body))
        #if canImport(Glibc)
        var thread = pthread_t()
        #else
        var thread: pthread_t?
        #endif
        let code = pthread_create(&thread, nil, runBody, box.toOpaque())
        precondition(code == 0, "a thread could not be started: \(code)")
        handle = Handle(thread: thread)
    }

    /// Waits until `body` has returned.
    ///
    /// Call it once at most.
    public func join() {
        #if canImport(Glibc)
        pthread_join(handle.thread, nil)
        #else
        if let thread = handle.thread { pthread_join(thread, nil) }
        #endif
    }

    /// Starts a thread that runs `body` once and that nobody waits for.
    public static func detach(_ body: @escaping @Sendable () -> Void) {
        let thread = BlockingThread(body)
        #if canImport(Glibc)
        pthread_detach(thread.handle.thread)
        #else
        if let thread = thread.handle.thread { pthread_detach(thread) }
        #endif
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(run: @escaping @Sendable () -> Void) { self.run = run }
    }

    // Safety: a pthread_t is a plain number or pointer that names a thread; only `join` uses it.
    private struct Handle: @unchecked Sendable {
        #if canImport(Glibc)
        let thread: pthread_t
        #else
        let thread: pthread_t?
        #endif
    }

    fileprivate static func run(_ context: UnsafeMutableRawPointer) {
        // Safety: `context` is the retained `Body` that `init` made for this one call.
        Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
    }
}

#if canImport(Glibc)
private func runBody(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context { BlockingThread.run(context) }
    return nil
}
#else
private func runBody(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    BlockingThread.run(context)
    return nil
}
#endif
