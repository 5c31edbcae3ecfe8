import HeadwaterCore
import HeadwaterEvents

/// The attributes of an account or a post as hashed categories.
///
/// A value that is a number of 16 or more counts by its order of magnitude (two steps an octave),
/// any other by its text; a name and its value make one category.
struct AttributeRow: TableRow {
    /// How many attributes are kept, the first ones in the order of their names.
    static let limit = 32

    var hour: Float = 0
    private(set) var size: UInt32 = 0
    private var numbers: InlineArray<32, UInt32> = .init(repeating: 0)
    var count: Float { 0 }

    init(_ attributes: [Attribute], hour: Float) {
        self.hour = hour
        for attribute in attributes.prefix(Self.limit) {
            var hasher = Fingerprinter()
            hasher.add(attribute.name)
            if let number = Double(attribute.value), number.isFinite, abs(number) >= 16 {
                hasher.add(Int64(logarithm(abs(number)) * 2.885) * (number < 0 ? -1 : 1))
            } else {
                hasher.add(attribute.value)
            }
            numbers[Int(size)] = UInt32(truncatingIfNeeded: hasher.value.low)
            size += 1
        }
    }

    /// A category; `place` is below ``size``.
    subscript(_ place: Int) -> UInt64 { UInt64(numbers[place]) }

    func encode(into writer: inout ByteWriter) {
        writer.write(size)
        for place in 0..<Int(size) { writer.write(numbers[place]) }
        writer.write(hour)
    }

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        size = try reader.read()
        guard size <= Self.limit else {
            throw .malformed(offset: reader.offset, "too many attributes")
        }
        for place in 0..<Int(size) { numbers[place] = try reader.read() }
        hour = try reader.readFloat()
        guard hour.isFinite else {
            throw .malformed(offset: reader.offset, "an hour is not finite")
        }
    }
}
