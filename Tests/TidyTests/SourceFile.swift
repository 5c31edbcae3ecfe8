import Foundation

/// A Swift file of the repository, as lines.
struct SourceFile: Sendable {
    /// Its path from the repository's root.
    var path: String
    var lines: [String]

    /// The repository's root.
    static let root = URL(fileURLWithPath: #filePath)
        // Resolved first, so that a link to this folder still leads to its neighbours.
        .deletingLastPathComponent().resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Every Swift file under a folder, ordered by path.
    static func all(under folder: String) throws -> [SourceFile] {
        let base = root.appendingPathComponent(folder)
        guard let names = FileManager.default.enumerator(atPath: base.path) else { return [] }
        var paths: [String] = []
        for case let name as String in names
        where name.hasSuffix(".swift") && !name.split(separator: "/").contains(".build") {
            paths.append("\(folder)/\(name)")
        }
        return try paths.sorted().map { path in
            let data = try Data(contentsOf: root.appendingPathComponent(path))
            return SourceFile(path: path, text: String(decoding: data, as: UTF8.self))
        }
    }

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
    }

    /// The folder of its target, such as `HeadwaterCore`.
    var target: String {
        let parts = path.split(separator: "/")
        return parts.count > 2 ? String(parts[1]) : ""
    }

    /// Whether it is a table, which nobody reads from top to bottom.
    var isTable: Bool {
        path.contains("/Generated/") || path.contains("/Fixtures/")
            || path.hasSuffix("JetstreamDictionary+Legacy.swift")
    }

    /// The modules that it imports, with the number of each line.
    var imports: [(line: Int, module: String)] {
        lines.enumerated().compactMap { index, line in
            var words = line.split(separator: " ")[...]
            while let word = words.first, word.hasPrefix("@") || Self.accessLevels.contains(word) {
                words = words.dropFirst()
            }
            guard words.first == "import", let module = words.dropFirst().last else { return nil }
            return (index + 1, String(module.split(separator: ".").first ?? module))
        }
    }

    private static let accessLevels: [Substring] = [
        "public", "package", "internal", "fileprivate", "private",
    ]
}
