/// Writes the little-endian bytes of snapshots.
///
/// Numbers are fixed-width; texts and arrays carry their length first. What is written depends on
/// the values alone, so equal views write equal bytes.
public struct ByteWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []

    /// An empty writer.
    public init() {}

    /// Makes room for `count` further bytes.
    public mutating func reserve(_ count: Int) { bytes.reserveCapacity(bytes.count + count) }

    /// Writes an integer, least significant byte first.
    @inlinable
    public mutating func write<Number: FixedWidthInteger>(_ number: Number) {
        withUnsafeBytes(of: number.littleEndian) { append($0) }
    }

    /// Writes a truth value as one byte.
    public mutating func write(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

    /// Writes the bits of a number.
    public mutating func write(_ number: Double) { write(number.bitPattern) }

    /// Writes the bits of a number.
    public mutating func write(_ number: Float) { write(number.bitPattern) }

    /// Writes a moment.
    public mutating func write(_ time: Timestamp) { write(time.milliseconds) }

    /// Writes a text: its length in bytes, then its UTF-8.
    public mutating func write(_ text: String) {
        write(UInt32(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// Writes an array of integers: its count, then the numbers.
    ///
    /// Complexity: one copy.
    @inlinable
    public mutating func write<Number: FixedWidthInteger>(_ numbers: [Number]) {
        write(UInt64(numbers.count))
        #if _endian(little)
        numbers.withUnsafeBytes { append($0) }
        #else
        for number in numbers { write(number) }
        #endif
    }

    /// Writes an array of the bits of numbers.
    @inlinable
    public mutating func write(_ numbers: [Float]) {
        write(numbers.map(\.bitPattern))
    }

    @usableFromInline
    mutating func append(_ raw: UnsafeRawBufferPointer) { bytes.append(contentsOf: raw) }
}

/// What is wrong with bytes that should be a snapshot.
public enum ByteReaderError: Error, Sendable, Hashable {
    /// They end at `offset`, where more should follow.
    case truncated(offset: Int)
    /// What stands at `offset` can't be.
    case malformed(offset: Int, String)
}

/// Reads what ``ByteWriter`` wrote, and trusts nothing: lengths are checked before memory is taken.
public struct ByteReader: Sendable {
    @usableFromInline let bytes: [UInt8]
    /// Where the next value begins.
    public private(set) var offset = 0

    /// A reader at the beginning of `bytes`.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Whether everything has been read.
    public var isAtEnd: Bool { offset == bytes.count }

    /// Reads an integer.
    @inlinable
    public mutating func read<Number: FixedWidthInteger>(
        _: Number.Type = Number.self
    ) throws(ByteReaderError) -> Number {
        let start = try take(MemoryLayout<Number>.size)
        let value = bytes.withUnsafeBytes {
            $0.loadUnaligned(fromByteOffset: start, as: Number.self)
        }
        return Number(littleEndian: value)
    }

    /// Reads a truth value.
    public mutating func readBool() throws(ByteReaderError) -> Bool {
        let value: UInt8 = try read()
        guard value < 2 else {
            throw .malformed(offset: offset - 1, "a truth value is 0 or 1")
        }
        return value == 1
    }

    /// Reads a number.
    public mutating func readDouble() throws(ByteReaderError) -> Double {
        Double(bitPattern: try read())
    }

    /// Reads a number.
    public mutating func readFloat() throws(ByteReaderError) -> Float {
        Float(bitPattern: try read())
    }

    /// Reads a moment.
    public mutating func readTimestamp() throws(ByteReaderError) -> Timestamp {
        Timestamp(milliseconds: try read())
    }

    /// Reads a text and checks that it is UTF-8.
    public mutating func readString() throws(ByteReaderError) -> String {
        let count = Int(try read(UInt32.self))
        let start = try take(count)
        guard let text = String(validating: bytes[start..<start + count], as: UTF8.self) else {
            throw .malformed(offset: start, "a text is not UTF-8")
        }
        return text
    }

    /// Reads an array of integers.
    ///
    /// Complexity: one copy.
    @inlinable
    public mutating func readArray<Number: FixedWidthInteger>(
        of _: Number.Type = Number.self
    ) throws(ByteReaderError) -> [Number] {
        let count: UInt64 = try read()
        let (size, overflow) = count.multipliedReportingOverflow(
            by: UInt64(MemoryLayout<Number>.size)
        )
        guard !overflow, size <= UInt64(bytes.count) else { throw .truncated(offset: offset) }
        let start = try take(Int(size))
        return [Number](unsafeUninitializedCapacity: Int(count)) { buffer, filled in
            bytes.withUnsafeBytes { source in
                UnsafeMutableRawBufferPointer(buffer)
                    .copyMemory(
                        from: UnsafeRawBufferPointer(rebasing: source[start..<start + Int(size)])
                    )
            }
            #if !_endian(little)
            for index in 0..<Int(count) { buffer[index] = Number(littleEndian: buffer[index]) }
            #endif
            filled = Int(count)
        }
    }

    /// Reads an array of numbers.
    public mutating func readFloats() throws(ByteReaderError) -> [Float] {
        try readArray(of: UInt32.self).map { Float(bitPattern: $0) }
    }

    /// Reads `count` bytes as they are.
    public mutating func readBytes(count: Int) throws(ByteReaderError) -> [UInt8] {
        guard count >= 0 else { throw .malformed(offset: offset, "a length is below 0") }
        let start = try take(count)
        return Array(bytes[start..<start + count])
    }

    @usableFromInline
    mutating func take(_ count: Int) throws(ByteReaderError) -> Int {
        guard count <= bytes.count - offset else { throw .truncated(offset: offset) }
        defer { offset += count }
        return offset
    }
}
