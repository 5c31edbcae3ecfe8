/// What is wrong with a file of surfaces, and where.
public struct SurfaceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The line at fault, from 1.
    public var line: Int
    /// The byte in the line, from 1.
    public var column: Int
    /// What is wrong there, and what would be right.
    public var message: String

    /// What is wrong at a byte of a text.
    init(_ message: String, at offset: Int, in bytes: [UInt8]) {
        let before = bytes.prefix(min(max(offset, 0), bytes.count))
        line = before.reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
        column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
        self.message = message
    }

    /// The place and what is wrong there.
    public var description: String { "line \(line), column \(column): \(message)" }
}
