import ArgumentParser
import Foundation
import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents
import HeadwaterFeed
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

/// Opens the engine over a log; blocks until it has caught up, and says what it noticed.
///
/// Where `isForImport`, an empty log's posts are left without vectors: there are none to make
/// again, loading the encoder takes longer than thousands of events, and the server gives them
/// when it starts.
func openEngine(
    _ log: SQLiteLog,
    _ directory: String,
    _ knobs: Knobs,
    _ surfaces: Surfaces? = nil,
    isForImport: Bool = false,
    progress: @escaping (Double) -> Void = { _ in }
) throws -> Engine {
    var configuration = EngineConfiguration(directory: directory, knobs: knobs)
    if !isForImport || log.end != .start {
        configuration.embedders = try Weights.embedders()
    }
    configuration.surfaces = surfaces
    let engine = try Engine(log: log, configuration: configuration) {
        progress($1 == 0 ? 1 : Double($0) / Double($1))
    }
    for note in engine.recovery.notes { say("On opening: \(note).") }
    return engine
}

/// Reads a file of surfaces; the main one alone where none is named.
func readSurfaces(_ path: String?) throws -> Surfaces {
    guard let path else { return Surfaces() }
    guard let data = FileManager.default.contents(atPath: path) else {
        throw ValidationError("--surfaces \(path): the file can't be read")
    }
    do throws(SurfaceError) {
        return try Surfaces(parsing: Array(data))
    } catch {
        throw ValidationError("--surfaces \(path): \(error)")
    }
}

/// Says something to whoever started the program, beside what it prints as its result.
func say(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}
