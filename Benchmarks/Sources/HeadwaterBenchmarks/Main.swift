import Foundation

/// `benchmarks [NAME…] [--smoke] [--json] [--directory DIR] [--events FILE]`: measures parts of
/// Headwater.
///
/// A name is the beginning of a benchmark's name, such as `log` or `log.read`. `--smoke` runs each
/// once and small, to see that it works. `--events` names the events that `learn` learns from.
@main
struct Main {
    static func main() throws {
        var names: [String] = []
        var isSmoke = false
        var isJSON = false
        var directory = NSTemporaryDirectory()
        var events: String?
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            switch argument {
            case "--smoke": isSmoke = true
            case "--json": isJSON = true
            case "--directory":
                guard let path = arguments.popFirst() else { usage("--directory needs a path") }
                directory = path
            case "--events":
                guard let path = arguments.popFirst() else { usage("--events needs a path") }
                events = path
            case "--open":
                // What `engine.memory` runs in a process of its own.
                guard let path = arguments.popFirst() else { usage("--open needs a path") }
                return try EngineBenchmarks.printGrowth(opening: path)
            case let name where !name.hasPrefix("-"): names.append(name)
            default: usage("\(argument) is no option")
            }
        }
        let log = try LogBenchmarks(directory: directory, isSmoke: isSmoke)
        let engine = EngineBenchmarks(directory: directory, isSmoke: isSmoke)
        let meaning = try MeaningBenchmarks(isSmoke: isSmoke)
        let graph = GraphBenchmarks(isSmoke: isSmoke)
        let learn = LearnBenchmarks(events: events, isSmoke: isSmoke)
        let all =
            log.benchmarks + engine.benchmarks + meaning.benchmarks + graph.benchmarks
            + learn.benchmarks
        let chosen = all.filter { benchmark in
            names.isEmpty || names.contains { benchmark.name.hasPrefix($0) }
        }
        guard !chosen.isEmpty else { usage("no benchmark is called \(names)") }
        for benchmark in chosen {
            let outcome = try benchmark.measure(isSmoke: isSmoke)
            let line = isJSON ? outcome.json : outcome.line
            // Not `print`, which keeps lines back when nobody watches.
            FileHandle.standardOutput.write(Data("\(line)\n".utf8))
        }
        try log.removeFiles()
        try engine.removeFiles()
    }

    private static func usage(_ problem: String) -> Never {
        FileHandle.standardError.write(
            Data(
                """
                \(problem)
                usage: benchmarks [NAME…] [--smoke] [--json] [--directory DIR] [--events FILE]

                """.utf8
            )
        )
        exit(64)
    }
}
