import Foundation
import HeadwaterEngine
import HeadwaterMeaning
import HeadwaterServer

/// Where the encoder's weights are, and what makes vectors with or without them.
enum Weights {
    /// The directory that `HEADWATER_WEIGHTS` names; else `.weights`, where `make setup` puts them,
    /// here or beside the program.
    private static var directories: [String] {
        if let named = Environment.text("WEIGHTS") { return [named] }
        let program = URL(fileURLWithPath: CommandLine.arguments.first ?? "")
            .resolvingSymlinksInPath().deletingLastPathComponent()
        let root = program.deletingLastPathComponent().deletingLastPathComponent()
        return [".weights", "\(program.path)/.weights", "\(root.path)/.weights"]
    }

    /// The encoder; nil where its weights are not there, and a line that says so.
    ///
    /// Blocks for a second. Weights that are there and damaged end the start, not the feed later.
    static func encoder() throws -> TextEncoder? {
        if Environment.text("WEIGHTS") == "none" { return nil }
        for directory in directories {
            do throws(EncoderError) {
                return try TextEncoder(weights: directory)
            } catch .missing {
                continue
            } catch {
                throw SettingError("\(error) Fetch them again with scripts/setup.sh.")
            }
        }
        return nil
    }

    /// What gives posts and questions their vectors.
    static func embedders() throws -> Embedders {
        let encoder = try encoder()
        if encoder == nil {
            say("No encoder weights in \(directories[0]): the static table stands in (make setup).")
        }
        return Embedders(encoder: encoder, table: StaticTable.standard)
    }
}
