import ArgumentParser
import Foundation
import HeadwaterEngine
import HeadwaterEvents
import HeadwaterLog
import HeadwaterSQLite

/// `headwater backup`: copies a data directory whole, while a server runs on it or not.
struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy a data directory whole; start on the copy to restore it."
    )

    @Argument(help: "The directory to copy to; it must be empty or not there yet.")
    var destination: String

    @OptionGroup var data: DataOption

    func run() async throws {
        let (source, destination) = (data.path, destination)
        let position = try await onThread {
            try SQLiteLog.backup(ofDirectory: source, toDirectory: destination)
        }
        print("\(destination) holds everything up to position \(position.rawValue).")
        print("Start on it with: headwater serve --data \(destination)")
    }
}
