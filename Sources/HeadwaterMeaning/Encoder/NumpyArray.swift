/// An array as NumPy writes it (`.npy`, format version 1): a shape and numbers, row-major.
///
/// Layout: `\x93NUMPY`, version, length of the header (u16), the header (a Python dictionary with
/// `descr`, `fortran_order` and `shape`), the numbers.
struct NumpyArray {
    /// How many rows, columns and so on; empty for a single number.
    let shape: [Int]
    private let kind: String
    private let bytes: [UInt8]
    private let start: Int
    private let name: String

    /// Reads the header; `name` is what errors call the array.
    init(_ bytes: [UInt8], name: String) throws(EncoderError) {
        let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1]
        guard bytes.count >= 10, bytes.starts(with: magic) else {
            throw .damagedEntry(name, "it is not an array of NumPy's format 1")
        }
        let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
        guard start <= bytes.count else { throw .damagedEntry(name, "its header is cut off") }
        let header = bytes[10..<start]
        guard let kind = Self.value(of: "descr", in: header, from: 0x27, to: 0x27),
            let order = Self.value(of: "fortran_order", in: header, from: 0x20, to: 0x2C),
            let sizes = Self.value(of: "shape", in: header, from: 0x28, to: 0x29), order == "False"
        else { throw .damagedEntry(name, "its header is not understood") }
        var shape: [Int] = []
        for part in sizes.utf8.split(separator: 0x2C) {
            let digits = part.filter { $0 != 0x20 }
            guard !digits.isEmpty else { continue }
            guard let size = Int(String(decoding: digits, as: UTF8.self)), size >= 0 else {
                throw .damagedEntry(name, "its shape is not understood")
            }
            shape.append(size)
        }
        self.shape = shape
        self.kind = kind
        self.bytes = bytes
        self.start = start
        self.name = name
    }

    /// The numbers of an array of unsigned bytes, where it has this shape.
    func bytes(_ expected: [Int]) throws(EncoderError) -> ArraySlice<UInt8> {
        try check("|u1", expected, width: 1)
        return bytes[start...]
    }

    /// The numbers of an array of 32-bit floats, where it has this shape and each is finite.
    func floats(_ expected: [Int]) throws(EncoderError) -> [Float] {
        try check("<f4", expected, width: 4)
        let count = (bytes.count - start) / 4
        let numbers = [Float](unsafeUninitializedCapacity: count) { room, filled in
            bytes.withUnsafeBytes { raw in
                for index in 0..<count {
                    let bits = raw.loadUnaligned(fromByteOffset: start + index * 4, as: UInt32.self)
                    room.initializeElement(
                        at: index,
                        to: Float(bitPattern: UInt32(littleEndian: bits))
                    )
                }
            }
            filled = count
        }
        guard numbers.allSatisfy(\.isFinite) else {
            throw .damagedEntry(name, "a number in it is not finite")
        }
        return numbers
    }

    private func check(_ wanted: String, _ expected: [Int], width: Int) throws(EncoderError) {
        guard kind == wanted else {
            throw .damagedEntry(name, "its numbers are \(kind), not \(wanted)")
        }
        guard shape == expected, bytes.count - start == expected.reduce(width, *) else {
            throw .damagedEntry(name, "its shape is \(shape), not \(expected)")
        }
    }

    /// What stands between two bytes after `'key':`.
    private static func value(
        of key: String,
        in header: ArraySlice<UInt8>,
        from open: UInt8,
        to close: UInt8
    ) -> String? {
        let pattern = Array("'\(key)':".utf8)
        var at = header.startIndex
        while at + pattern.count < header.endIndex {
            if header[at..<at + pattern.count].elementsEqual(pattern) {
                let rest = header[(at + pattern.count)...]
                guard let first = rest.firstIndex(of: open) else { return nil }
                let inside = rest[(first + 1)...]
                guard let last = inside.firstIndex(of: close) else { return nil }
                return String(decoding: inside[..<last], as: UTF8.self)
            }
            at += 1
        }
        return nil
    }
}
