import Foundation

/// What a file breaks of the house style that the formatter can't see: `path:line: why`, each.
enum Rules {
    /// Lines that a file has at most; aim at 100 to 300.
    static let fileLimit = 800
    /// Characters that a line has at most.
    ///
    /// The formatter holds code to 100; this is for comments and texts, which it doesn't break.
    static let lineLimit = 120
    /// Lines that a function has at most.
    static let functionLimit = 70

    static func length(of file: SourceFile) -> [String] {
        guard !file.isTable else { return [] }
        var broken: [String] = []
        if file.lines.count > fileLimit {
            broken.append("\(file.path): \(file.lines.count) lines, of \(fileLimit) at most")
        }
        for (index, line) in file.lines.enumerated() where line.count > lineLimit {
            broken.append("\(file.path):\(index + 1): \(line.count) characters")
        }
        return broken
    }

    /// Functions over the limit: from a `func` or `init` to the brace that closes at its depth.
    static func functions(of file: SourceFile) -> [String] {
        var broken: [String] = []
        for (index, line) in file.lines.enumerated() {
            let indentation = line.prefix { $0 == " " }
            let words = line.split { !$0.isLetter }
            guard line.hasSuffix("{"), words.contains("func") || words.contains("init"),
                !line.dropFirst(indentation.count).hasPrefix("//"),
                let end = file.lines[index...].firstIndex(of: indentation + "}")
            else { continue }
            if end - index + 1 > functionLimit {
                broken.append("\(file.path):\(index + 1): a function of \(end - index + 1) lines")
            }
        }
        return broken
    }

    /// Words that don't stand in a source file: errors are typed and handled, bugs are
    /// preconditions, and what is left to do is an issue.
    static func words(of file: SourceFile) -> [String] {
        let banned = [
            #"\btry\?"#, #"\btry!"#, #"\bfatalError\("#, #"\b(FIXME|TODO|XXX)\b"#,
        ]
        return file.lines.enumerated().compactMap { index, line in
            let found = banned.first { line.range(of: $0, options: .regularExpression) != nil }
            return found.map { "\(file.path):\(index + 1): \($0) in \(line)" }
        }
    }

    /// Promises to the compiler that come without a proof: a `// Safety:` within three lines.
    static func proofs(of file: SourceFile) -> [String] {
        file.lines.enumerated().compactMap { index, line in
            guard line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)"),
                !line.trimmingCharacters(in: .whitespaces).hasPrefix("//")
            else { return nil }
            let near = file.lines[max(0, index - 3)...min(file.lines.count - 1, index + 3)]
            guard !near.contains(where: { $0.contains("// Safety:") }) else { return nil }
            return "\(file.path):\(index + 1): no // Safety: near \(line)"
        }
    }

    /// Imports that the layers forbid.
    static func imports(of file: SourceFile, layers: Layers) -> [String] {
        file.imports.compactMap { line, module in
            layers.objection(to: module, in: file.target).map {
                "\(file.path):\(line): imports \(module): \($0)"
            }
        }
    }
}

/// The order of the targets, as Package.swift has it, and what each may import beside them.
struct Layers {
    /// The targets, each above those that may import it.
    let order: [String]

    /// What comes with the language and the system.
    static let system: Set = [
        "Swift", "Synchronization", "Dispatch", "Glibc", "Darwin", "CZstd", "CZlib", "CStemmer",
        "CSecp256k1", "CHeadwaterKernels", "CHeadwaterTables", "CHeadwaterTables",
    ]
    /// Targets that may import Foundation.
    static let withFoundation: Set = [
        "HeadwaterServer", "HeadwaterIngest", "HeadwaterSQLite", "HeadwaterDemo", "headwater",
    ]
    /// Targets that may import packages of others, so that the rest builds in seconds.
    static let withPackages: Set = [
        "HeadwaterServer", "HeadwaterIngest", "HeadwaterSQLite", "headwater",
    ]

    init(package: String) throws {
        let pattern = try Regex(#"(?:idea|executableTarget)\(\s*(?:name: )?"(\w+)""#)
        order = package.matches(of: pattern).compactMap {
            $0.output.count > 1 ? $0.output[1].substring.map(String.init) : nil
        }
    }

    func objection(to module: String, in target: String) -> String? {
        if Self.system.contains(module) { return nil }
        if module == "Foundation" || module == "FoundationEssentials" {
            return Self.withFoundation.contains(target) ? nil : "\(target) does without Foundation"
        }
        guard let own = order.firstIndex(of: target) else {
            return "Package.swift has no target \(target)"
        }
        if let other = order.firstIndex(of: module) {
            return other < own ? nil : "\(module) isn't above \(target) in Package.swift"
        }
        return Self.withPackages.contains(target) ? nil : "\(target) imports no package of others"
    }
}
