import CZlib
import CZstd
import Foundation
import HeadwaterCore
import HeadwaterEvents

@testable import HeadwaterIngest

/// Files beside the tests.
enum Fixtures {
    static let tests = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        // Resolved, so that a link to this folder still leads to its neighbours.
        .appendingPathComponent("HeadwaterIngestTests").resolvingSymlinksInPath()
        .deletingLastPathComponent()
    /// The folder of data sets that are no part of the repository; nil where none is given.
    static let data = ProcessInfo.processInfo.environment["HEADWATER_DATA"]
        .map { URL(fileURLWithPath: $0) }

    static let jetstream = tests.appendingPathComponent("Fixtures/jetstream")

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: jetstream.appendingPathComponent(name)))
    }

    /// The golden messages, one a line.
    static func golden() throws -> [[UInt8]] {
        try bytes("golden_v1.jsonl").split(separator: 0x0A).map(Array.init)
    }
}

/// Compresses, for tests.
enum Compress {
    static func gzip(_ bytes: [UInt8], level: Int32 = 6) -> [UInt8] {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        deflateInit2_(&stream, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
        defer { deflateEnd(&stream) }
        var input = bytes
        return [UInt8](unsafeUninitializedCapacity: bytes.count + 4096) { room, filled in
            input.withUnsafeMutableBufferPointer { source in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = room.baseAddress
                stream.avail_out = UInt32(room.count)
                let code = deflate(&stream, Z_FINISH)
                precondition(code == Z_STREAM_END)
                filled = room.count - Int(stream.avail_out)
            }
        }
    }

    /// A frame without its content's size, made with that window.
    static func zstd(_ bytes: [UInt8], windowLog: Int32 = 17, dictionary: [UInt8] = []) -> [UInt8] {
        let context = ZSTD_createCCtx()
        defer { ZSTD_freeCCtx(context) }
        ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, windowLog)
        ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0)
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        if !dictionary.isEmpty {
            ZSTD_CCtx_loadDictionary(context, dictionary, dictionary.count)
        }
        return [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(bytes.count) + 64) {
            room,
            filled in
            bytes.withUnsafeBytes { source in
                var from = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
                var to = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
                // Streaming, so that the window stands in the header as it was asked for.
                while from.pos < from.size {
                    ZSTD_compressStream2(context, &to, &from, ZSTD_e_continue)
                }
                let left = ZSTD_compressStream2(context, &to, &from, ZSTD_e_end)
                precondition(left == 0)
                filled = to.pos
            }
        }
    }

    static func body(_ bytes: [UInt8], _ coding: ContentCoding) -> [UInt8] {
        switch coding {
        case .identity: bytes
        case .gzip: gzip(bytes)
        case .zstd: zstd(bytes)
        }
    }
}

/// A folder that is gone at the end.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        do {
            try FileManager.default.removeItem(at: url)
        } catch {
            print("could not remove \(url.path): \(error)")
        }
    }

    /// Writes a file and returns its path.
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = url.appendingPathComponent(name)
        try Data(bytes).write(to: file)
        return file.path
    }
}
