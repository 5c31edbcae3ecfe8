import HeadwaterEvents
public import HeadwaterLearn

extension Engine {
    /// The models, in the order in which they came to exist.
    public var models: [ModelStatus] { views.read { $0.learner.models } }

    /// Changes a model, for good: the change is in the log before it takes effect, and a replay
    /// makes it again at the same place.
    ///
    /// Of two changes at once that exclude each other, the one that comes second in the log has no
    /// effect.
    /// - Parameters:
    ///   - model: Which one, as ``HeadwaterLearn/ModelKey`` is written: `main`, or such as
    ///     `surface=video,language=de`.
    ///   - command: What is to become of it, as ``HeadwaterLearn/ModelCommand`` is written: `create`,
    ///     `create parent=MODEL`, `save`, `promote`, `promote version=VERSION`, `rollback`, `retire`.
    ///   - who: Who changes it, for the log.
    ///   - why: Why, for the log.
    /// - Throws: `EngineError.badRequest` where either isn't understood, or the change would have no
    ///   effect.
    public func changeModel(
        _ model: String,
        _ command: String,
        who: String,
        why: String
    ) async throws(EngineError) {
        let key: ModelKey
        do throws(ModelCommandError) {
            key = try ModelKey(parsing: model)
        } catch {
            throw .badRequest(param: "model", message: "\(error)")
        }
        let parsed: ModelCommand
        do throws(ModelCommandError) {
            parsed = try ModelCommand(parsing: command)
        } catch {
            throw .badRequest(param: "command", message: "\(error)")
        }
        let (objection, before) = views.read { views in
            (views.learner.objection(to: parsed, of: key), views.learner.version(of: key))
        }
        if let objection { throw .badRequest(param: "command", message: "\(objection)") }
        let change = Change(
            kind: "model",
            name: "\(key)",
            before: before ?? "",
            after: "\(parsed)",
            who: who,
            why: why,
            at: now
        )
        _ = try await write([.change(change)])
    }
}
