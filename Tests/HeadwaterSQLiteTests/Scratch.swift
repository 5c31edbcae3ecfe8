import Foundation
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLog
import HeadwaterSQLite

/// A directory of a test's own, removed when the test lets go of it.
final class Scratch: Sendable {
    let path: String

    init() throws {
        path = "\(NSTemporaryDirectory())/headwater-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true
        )
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            print("\(path) is left behind: \(error)")
        }
    }

    /// The contents of every file, by name.
    func files() throws -> [String: Data] {
        var contents: [String: Data] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
            contents[name] = try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))
        }
        return contents
    }
}

/// A post whose text is known by a word that stands nowhere else.
func post(_ number: UInt64, text: String, received: Int64 = 1_700_000_000_000) -> Record {
    let time = Timestamp(milliseconds: received)
    return Record(
        position: LogPosition(rawValue: number),
        received: time,
        body: .event(.post(Post(id: "p\(number)", author: "a", at: time, text: text)))
    )
}

extension LogKnobs {
    /// The standard knobs but for those given.
    static func with(_ changes: (Knob, Double)...) -> Knobs {
        var knobs = Knobs()
        for (knob, value) in changes {
            precondition(knobs.set(knob, to: value))
        }
        return knobs
    }
}
