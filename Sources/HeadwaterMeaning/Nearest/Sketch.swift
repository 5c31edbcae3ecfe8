/// One bit for each dimension of a vector: whether its number is above 0.
///
/// Two vectors' angle grows with the number of bits in which their sketches differ (Charikar 2002),
/// so what is nearest is looked for by counting bits, an eighth of the bytes, and only the best of
/// that by the numbers.
enum Sketch {
    /// The 64-bit words of a sketch.
    static func words(_ dimension: Int) -> Int { (dimension + 63) / 64 }

    /// The sketch of a vector.
    static func bits(of numbers: [Int8]) -> [UInt64] {
        var bits = [UInt64](repeating: 0, count: words(numbers.count))
        for index in numbers.indices where numbers[index] > 0 {
            bits[index >> 6] |= 1 << UInt64(index & 63)
        }
        return bits
    }
}
