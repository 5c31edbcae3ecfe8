public import HeadwaterCatalog
public import HeadwaterCore
public import HeadwaterEvents
import HeadwaterLog

extension Engine {
    /// Looks at what Gorse's API lists, beside the catalog, at one position.
    ///
    /// Under the lock that the writer waits for: a few milliseconds at most, and no other call of
    /// the engine from inside.
    public func gorse<Result, Failure: Error>(
        _ body: (GorseLedger, Catalog) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try views.read { (views) throws(Failure) in try body(views.gorse, views.catalog) }
    }

    /// The engagements at these positions of the log, with the moments at which they were received.
    ///
    /// Blocks for the disk. - Returns: nil for each that is no longer there.
    public func engagements(
        at positions: [LogPosition]
    ) throws(EngineError) -> [(engagement: Engagement, received: Timestamp)?] {
        do throws(LogError) {
            return try log.read(at: positions).map { record in
                guard let record, case .event(.engagement(let event)) = record.body else {
                    return nil
                }
                return (event, record.received)
            }
        } catch {
            throw .log(error)
        }
    }
}
