public import HeadwaterLog

/// Why the engine can't do what it was asked to.
public enum EngineError: Error, Sendable, Hashable {
    /// The log can't take or give something.
    case log(LogError)
    /// A parameter of the request is wrong: its name, and what is wrong with it.
    case badRequest(param: String, message: String)
    /// Nothing of that name is known to whoever asks.
    case notFound(String)
    /// The engine is stopping.
    case stopping
}

extension EngineError: CustomStringConvertible {
    /// What was wrong, where, and what to do.
    public var description: String {
        switch self {
        case .log(let error): error.description
        case .badRequest(let param, let message): "\(param): \(message)"
        case .notFound(let what): "\(what) is not known"
        case .stopping: "Headwater is stopping: try again in a moment"
        }
    }
}
