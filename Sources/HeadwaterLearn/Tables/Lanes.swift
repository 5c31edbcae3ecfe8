import HeadwaterCore

/// A number for each head, in one vector: lane `Head.rawValue` is that head's.
///
/// The lanes past ``Head/count`` carry what belongs to the row as a whole, such as how often it was
/// met. One row is 64 bytes, a cache line, so all heads cost one look-up. Plain multiplications and
/// additions, lane by lane: the same bits on every processor, whatever its vectors' width.
typealias Lanes = SIMD16<Float>

extension SIMD16 where Scalar == Float {
    /// The lane of the number of times that a row was met.
    static var countLane: Int { 10 }
    /// The lane of the hour, since 1970, at which a row was last met.
    static var hourLane: Int { 15 }

    /// 1 in the lanes of the heads, 0 in the others.
    static var heads: Lanes {
        Lanes(lowHalf: SIMD8(repeating: 1), highHalf: SIMD8(1, 1, 0, 0, 0, 0, 0, 0))
    }

    /// Each lane brought into a range, whose ends are finite, so infinities are gone too; NaN
    /// becomes the lower end.
    @inline(__always)
    func limited(_ range: ClosedRange<Float>) -> Lanes {
        let lower = Lanes(repeating: range.lowerBound)
        let upper = Lanes(repeating: range.upperBound)
        let raised = lower.replacing(with: self, where: self .> lower)
        return upper.replacing(with: raised, where: raised .< upper)
    }

    /// 1.5 × 2²³: added to a number below 2²², it rounds it to a whole one, to even where in
    /// doubt, which then stands in the low bits.
    private static var magic: Lanes { Lanes(repeating: 12_582_912) }

    @inline(__always)
    private var bits: SIMD16<Int32> { unsafeBitCast(self, to: SIMD16<Int32>.self) }

    /// e to the power of each lane; beyond -80 and 80 that of these.
    ///
    /// Cephes' expf (Moshier 1989): x = k ln 2 + r, a polynomial of degree 5 in r, the exponent put
    /// in by its bits. Relative error under 2e-7.
    var exponentials: Lanes {
        let x = limited(-80...80)
        let shifted = x * 1.442_695_04 + Self.magic
        let k = shifted - Self.magic
        let r = (x - k * 0.693_359_375) - k * -2.121_944_40e-4
        var p = r * 1.987_569_15e-4 + 1.398_199_95e-3
        p = p * r + 8.333_451_91e-3
        p = p * r + 4.166_579_59e-2
        p = p * r + 1.666_666_55e-1
        p = p * r + 5.000_000_12e-1
        p = p * r * r + r + 1
        let power = ((shifted.bits &- Self.magic.bits) &+ 127) &<< 23
        return p * unsafeBitCast(power, to: Lanes.self)
    }

    /// The natural logarithm of each lane, for lanes that are positive normal numbers.
    ///
    /// Cephes' logf: x = 2^k m with √½ ≤ m < √2, a polynomial of degree 8. Error under 2e-7 for
    /// numbers near 1, and under an ulp or so elsewhere.
    var logarithms: Lanes {
        // Counted from the bits of √½, the exponent field is k.
        let k = (bits &- 0x3F35_04F3) &>> 23
        let m = unsafeBitCast(bits &- (k &<< 23), to: Lanes.self)
        let exponent = unsafeBitCast(k &+ Self.magic.bits, to: Lanes.self) - Self.magic
        let f = m - 1
        let z = f * f
        var p = f * 7.037_683_629_2e-2 - 1.151_461_031_0e-1
        p = p * f + 1.167_699_874_0e-1
        p = p * f - 1.242_014_084_6e-1
        p = p * f + 1.424_932_278_7e-1
        p = p * f - 1.666_805_766_5e-1
        p = p * f + 2.000_071_476_5e-1
        p = p * f - 2.499_999_399_3e-1
        p = p * f + 3.333_333_117_4e-1
        let y = p * f * z + exponent * -2.121_944_40e-4 - z * 0.5
        return f + y + exponent * 0.693_359_375
    }

    /// The logistic function of each lane.
    var logistic: Lanes { 1 / (1 + (-self).exponentials) }
}

extension SIMD16: TableRow where Scalar == Float {
    var hour: Float { self[Self.hourLane] }
    var count: Float { self[Self.countLane] }

    /// Writes the bits of all lanes.
    func encode(into writer: inout ByteWriter) {
        for lane in 0..<16 { writer.write(self[lane]) }
    }

    /// Reads lanes, which are finite all.
    init(from reader: inout ByteReader) throws(ByteReaderError) {
        self.init()
        for lane in 0..<16 {
            self[lane] = try reader.readFloat()
            guard self[lane].isFinite else {
                throw .malformed(offset: reader.offset - 4, "a number is not finite")
            }
        }
    }
}
