import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents
import HeadwaterLearn
import Hummingbird

/// `GET` and `POST /v1/models`: the models that predict what viewers do, and what becomes of them.
struct ModelRoutes: Sendable {
    let box: EngineBox

    func models(_: Request, context: Context) async throws -> Response {
        try context.caller.require(.read)
        return .json(try await list(box.engine))
    }

    func change(_ request: Request, context: Context) async throws -> Response {
        try context.caller.require(.admin)
        let body = try await RequestBody(request)
        guard let model = try body.text("model") else {
            throw APIError.badRequest("name the model; GET /v1/models lists them", "model")
        }
        guard let command = try body.text("command") else {
            throw APIError.badRequest(
                "command is create [parent=MODEL], save, promote [version=VERSION], rollback or"
                    + " retire",
                "command"
            )
        }
        let why = try body.why
        let engine = try box.engine
        try await engine.changeModel(model, command, who: context.caller.name, why: why)
        return .json(try await list(engine))
    }

    private func list(_ engine: Engine) async throws -> JSONWriter {
        let models = try await blocking { engine.models }
        var writer = JSONWriter()
        writer.beginObject()
        writer.models(models)
        writer.endObject()
        return writer
    }
}

extension JSONWriter {
    /// A member `models`: each with its versions, its parent, and how well it predicts.
    mutating func models(_ models: [ModelStatus]) {
        key("models")
        beginArray()
        for model in models {
            beginObject()
            member("model", "\(model.key)")
            member("version", model.version)
            key("serving")
            bool(model.isServing)
            member("examples", model.examples)
            key("saved")
            beginArray()
            for version in model.saved { string(version) }
            endArray()
            if let parent = model.parent { member("parent", "\(parent)") }
            heads(of: model)
            endObject()
        }
        endArray()
    }

    private mutating func heads(of model: ModelStatus) {
        key("heads")
        beginArray()
        for (head, figures) in model.reliability {
            beginObject()
            member("head", head.name)
            member("examples", figures.examples)
            member("rate", number: figures.rate)
            member("log_loss", number: figures.logLoss)
            if let auc = figures.auc { member("auc", number: auc) }
            member("calibration_error", number: figures.calibrationError)
            if let other = model.comparison.first(where: { $0.head == head }) {
                key("beside_parent")
                beginObject()
                member("examples", UInt64(other.examples))
                member("log_loss", number: other.logLoss)
                member("parent_log_loss", number: other.parentLogLoss)
                endObject()
            }
            endObject()
        }
        endArray()
    }
}
