import Foundation
import HeadwaterCore
import HeadwaterEngine
import HeadwaterLog
import HeadwaterSQLite

/// Opens the log of a data directory; fails at once where another process has it.
func openLog(_ directory: String, _ knobs: Knobs) throws -> SQLiteLog {
    do throws(LogError) {
        return try SQLiteLog(directory: directory, knobs: knobs)
    } catch {
        throw EngineError.log(error)
    }
}

/// Opens the engine over a log; blocks until it has caught up.
func openEngine(
    _ log: SQLiteLog,
    _ directory: String,
    _ knobs: Knobs,
    progress: @escaping (Double) -> Void = { _ in }
) throws -> Engine {
    var configuration = EngineConfiguration(directory: directory, knobs: knobs)
    configuration.embedders = try Weights.embedders()
    return try Engine(log: log, configuration: configuration) {
        progress($1 == 0 ? 1 : Double($0) / Double($1))
    }
}

/// Says something to whoever started the program, beside what it prints as its result.
func say(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}
