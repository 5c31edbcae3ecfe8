import Foundation
import Testing

/// The house style, as far as the formatter can't see it.
@Suite struct TidyTests {
    private static let sources = Result { try SourceFile.all(under: "Sources") }
    private static let tests = Result { try SourceFile.all(under: "Tests") }

    private func expectNone(_ broken: [String], sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(
            broken.isEmpty,
            "\n\(broken.joined(separator: "\n"))",
            sourceLocation: sourceLocation
        )
    }

    @Test func thereAreSources() throws {
        #expect(try Self.sources.get().count > 100)
        #expect(try Self.tests.get().contains { $0.path == "Tests/TidyTests/TidyTests.swift" })
    }

    @Test func filesAndLinesAreShort() throws {
        expectNone(try (Self.sources.get() + Self.tests.get()).flatMap(Rules.length))
    }

    @Test func functionsAreShort() throws {
        expectNone(try Self.sources.get().flatMap(Rules.functions))
    }

    @Test func nothingIsSwallowedOrPutOff() throws {
        expectNone(try Self.sources.get().flatMap(Rules.words))
    }

    @Test func promisesToTheCompilerAreProved() throws {
        expectNone(try Self.sources.get().flatMap(Rules.proofs))
    }

    @Test func targetsImportOnlyWhatIsAboveThem() throws {
        let manifest = SourceFile.root.appendingPathComponent("Package.swift")
        let layers = try Layers(package: String(contentsOf: manifest, encoding: .utf8))
        #expect(layers.order.first == "HeadwaterCore" && layers.order.last == "headwater")
        expectNone(try Self.sources.get().flatMap { Rules.imports(of: $0, layers: layers) })
    }
}

/// That each rule catches what it is there for, and nothing else.
@Suite struct RuleTests {
    private func file(
        _ lines: String...,
        path: String = "Sources/HeadwaterLog/A.swift"
    ) -> SourceFile {
        SourceFile(path: path, text: lines.joined(separator: "\n"))
    }

    @Test func lengths() {
        let long = String(repeating: "x", count: Rules.lineLimit + 1)
        #expect(Rules.length(of: file(long)).count == 1)
        #expect(Rules.length(of: file(String(long.dropLast()))).isEmpty)
        let lines = String(repeating: "\n", count: Rules.fileLimit)
        #expect(Rules.length(of: file(lines + "x")).count == 1)
        #expect(Rules.length(of: file(lines)).isEmpty)
        #expect(Rules.length(of: file(long, path: "Sources/A/Generated/T.swift")).isEmpty)
    }

    @Test(arguments: [(68, 0), (69, 1)]) func functions(body: Int, broken: Int) {
        let inside = Array(repeating: "        let x = 1", count: body).joined(separator: "\n")
        #expect(Rules.functions(of: file("    func f() {", inside, "    }")).count == broken)
        #expect(Rules.functions(of: file("    struct F {", inside, "    }")).isEmpty)
    }

    @Test(arguments: [
        "let x = try? f()", "try! f()", "default: fatalError()", "// TODO: later", "/// FIXME",
    ]) func bannedWords(line: String) {
        #expect(Rules.words(of: file(line)).count == 1)
    }

    @Test(arguments: ["let x = try f()", "var entry: Entry?", "let notry: Bool? = nil"])
    func allowedWords(line: String) {
        #expect(Rules.words(of: file(line)).isEmpty)
    }

    @Test func proofs() {
        let promise = "struct A: @unchecked Sendable {"
        #expect(Rules.proofs(of: file(promise, "}")).count == 1)
        #expect(Rules.proofs(of: file(promise, "    // Safety: never shared.", "}")).isEmpty)
        #expect(Rules.proofs(of: file("nonisolated(unsafe) var x = 1")).count == 1)
        #expect(Rules.proofs(of: file("/// Not `@unchecked Sendable`.")).isEmpty)
    }

    @Test(arguments: [
        ("import HeadwaterCore", 0), ("public import HeadwaterIngest", 1), ("import Foundation", 1),
        ("@testable import HeadwaterLog", 1), ("import NIOCore", 1), ("import Synchronization", 0),
        ("import struct HeadwaterCore.Knob", 0), ("// import Foundation", 0),
    ]) func imports(line: String, broken: Int) throws {
        let layers = try Layers(
            package: """
                idea("HeadwaterCore"), idea(
                    "HeadwaterLog", ["HeadwaterCore"]), idea("HeadwaterIngest"),
                .executableTarget(
                    name: "headwater")
                """
        )
        #expect(layers.order == ["HeadwaterCore", "HeadwaterLog", "HeadwaterIngest", "headwater"])
        #expect(Rules.imports(of: file(line), layers: layers).count == broken)
        #expect(layers.objection(to: "NIOCore", in: "HeadwaterIngest") == nil)
        #expect(layers.objection(to: "Foundation", in: "headwater") == nil)
    }
}
