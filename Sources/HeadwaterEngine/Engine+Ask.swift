public import HeadwaterAnswers
import HeadwaterEvents
import HeadwaterLog

extension Engine {
    /// Answers a question from what was posted, every claim cited.
    ///
    /// Blocks for the texts of some sixty posts: for threads of one's own only.
    /// - Throws: `EngineError.badRequest` naming the parameter that is wrong.
    public func ask(_ request: AskRequest) throws(EngineError) -> Answer {
        let context = AskContext(
            policy: configuration.policy,
            knobs: knobs,
            now: now
        )
        let plan: AskPlan
        do throws(AskError) {
            plan = try views.read { (views) throws(AskError) in
                try AskPlan(
                    request,
                    index: views.index,
                    catalog: views.catalog,
                    context: context
                )
            }
        } catch {
            throw .badRequest(param: error.parameter, message: error.message)
        }
        do throws(LogError) {
            return plan.answer(from: try log.read(at: plan.positions))
        } catch {
            throw .log(error)
        }
    }
}
