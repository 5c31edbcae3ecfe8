public import Foundation
import HeadwaterEvents

/// Where the demo town's files are.
public enum DemoResources {
    /// The folder with everything.
    static var directory: URL? { Bundle.module.url(forResource: "Resources", withExtension: nil) }

    /// The folder with pictures and videos.
    public static var mediaDirectory: URL? { directory?.appendingPathComponent("media") }

    /// The objects of a file with one JSON object a line.
    static func lines(of name: String) throws(DemoError) -> [JSONValue] {
        guard let url = directory?.appendingPathComponent(name),
            let data = FileManager.default.contents(atPath: url.path)
        else { throw DemoError(file: name, line: 0, reason: "it is missing") }
        var values: [JSONValue] = []
        let text = String(decoding: data, as: UTF8.self)
        for (index, line) in text.split(separator: "\n").enumerated() {
            do {
                values.append(try JSONValue(parsing: String(line)))
            } catch {
                throw DemoError(file: name, line: index + 1, reason: "\(error)")
            }
        }
        return values
    }
}

/// What is wrong with one of the demo's files.
public struct DemoError: Error, Sendable, CustomStringConvertible {
    /// The file's name.
    public var file: String
    /// The line, from 1; 0 for the file as a whole.
    public var line: Int
    /// What is wrong.
    public var reason: String

    /// A plain sentence.
    public var description: String {
        line == 0 ? "the demo's \(file): \(reason)" : "the demo's \(file), line \(line): \(reason)"
    }
}
