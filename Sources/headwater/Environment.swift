import ArgumentParser
import Foundation
import HeadwaterServer

/// The settings that come from the environment: each begins with `HEADWATER_`.
enum Environment {
    static func text(_ name: String) -> String? {
        guard let value = ProcessInfo.processInfo.environment["HEADWATER_\(name)"], !value.isEmpty
        else { return nil }
        return value
    }

    static func number(_ name: String) throws -> Int? {
        guard let text = text(name) else { return nil }
        guard let number = Int(text) else {
            throw ValidationError("HEADWATER_\(name): \(text) is no whole number")
        }
        return number
    }

    static func list(_ name: String) -> [String] { items(text(name) ?? "") }

    /// The items of a list that is written with commas.
    static func items(_ list: String) -> [String] {
        list.split(separator: ",").map {
            $0.trimmingCharacters(in: .whitespaces)
        }.filter { !$0.isEmpty }
    }

    static var keys: [Key] {
        get throws {
            do { return try Key.parse(text("KEYS") ?? "") } catch {
                throw ValidationError("\(error)")
            }
        }
    }
}

/// Where the data directory is.
struct DataOption: ParsableArguments {
    @Option(
        name: .customLong("data"),
        help: ArgumentHelp(
            "The data directory. [HEADWATER_DATA_DIR, else ./data]",
            valueName: "dir"
        )
    )
    var directory: String?

    var path: String { directory ?? Environment.text("DATA_DIR") ?? "data" }

    /// The directory, made if it isn't there.
    func make() throws -> String {
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw ValidationError("--data \(path) can't be made: \(error.localizedDescription)")
        }
        return path
    }
}
