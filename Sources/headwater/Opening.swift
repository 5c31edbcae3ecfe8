import Foundation
import HeadwaterCore
import HeadwaterEngine
import HeadwaterLog
import HeadwaterSQLite

/// Opens the log and the engine of a data directory; blocks until it has caught up.
func openEngine(
    _ directory: String, progress: @escaping (Double) -> Void = { _ in }
) throws -> Engine {
    let log: SQLiteLog
    do throws(LogError) {
        log = try SQLiteLog(directory: directory)
    } catch {
        throw EngineError.log(error)
    }
    return try Engine(log: log, configuration: EngineConfiguration(directory: directory)) {
        progress($1 == 0 ? 1 : Double($0) / Double($1))
    }
}

/// Says something to whoever started the program, beside what it prints as its result.
func say(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}
