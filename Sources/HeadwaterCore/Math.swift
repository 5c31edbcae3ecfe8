/// e to the power of `x`, the same bits on every processor.
///
/// glibc's `exp` picks its code by processor and differs in the last bit; views need the same
/// result everywhere. The method is fdlibm's (Sun Microsystems 1993): x = k ln 2 + r with
/// |r| ≤ ln 2 / 2, a rational approximation of e^r, then scaling by 2^k. The error is under 1 ulp
/// for normal results.
public func exponential(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x > 709.782712893383973096 { return .infinity }
    if x < -745.133219101941108420 { return 0 }
    let k = (x * 1.44269504088896338700).rounded(.toNearestOrEven)
    let high = x - k * 6.93147180369123816490e-01
    let low = k * 1.90821492927058770002e-10
    let r = high - low
    let t = r * r
    var p = 4.13813679705723846039e-08
    p = -1.65339022054652515390e-06 + t * p
    p = 6.61375632143793436117e-05 + t * p
    p = -2.77777777770155933842e-03 + t * p
    p = 1.66666666666666019037e-01 + t * p
    let c = r - t * p
    let y = 1 - ((low - (r * c) / (2 - c)) - high)
    // In two steps, so that neither factor leaves the range of normal numbers.
    let half = Int(k) / 2
    return y * power(of2: half) * power(of2: Int(k) - half)
}

/// The natural logarithm of `x`, the same bits on every processor.
///
/// fdlibm's method: x = 2^k (1 + f) with √½ < 1 + f < √2, then a polynomial in f / (2 + f). The
/// error is under 1 ulp. Minus infinity for 0, NaN below.
public func logarithm(_ x: Double) -> Double {
    if x.isNaN || x == .infinity { return x }
    if x == 0 { return -.infinity }
    if x < 0 { return .nan }
    var k = Int(x.exponent)
    var m = x.significand
    if m > 1.41421356237309504880 {
        m *= 0.5
        k += 1
    }
    let f = m - 1
    let s = f / (2 + f)
    let z = s * s
    let w = z * z
    let even =
        w
        * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    let odd =
        z
        * (6.666666666666735130e-01 + w
            * (2.857142874366239149e-01 + w
                * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)))
    let half = 0.5 * f * f
    let scale = Double(k)
    return scale * 6.93147180369123816490e-01
        - ((half - (s * (half + even + odd) + scale * 1.90821492927058770002e-10)) - f)
}

private func power(of2 exponent: Int) -> Double {
    Double(bitPattern: UInt64(exponent + 1023) << 52)
}
