import HeadwaterCore
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct MathTests {
    /// How many numbers lie between two of the same sign.
    private func steps(_ left: Double, _ right: Double) -> UInt64 {
        let (a, b) = (left.bitPattern, right.bitPattern)
        return a > b ? a - b : b - a
    }

    @Test func exponentialAgreesWithTheSystemsToOneUnit() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<200_000 {
            let x = (random.unit() - 0.5) * 1400
            #expect(steps(exponential(x), exp(x)) <= 1, "\(x)")
            let small = (random.unit() - 0.5) * 2
            #expect(steps(exponential(small), exp(small)) <= 1, "\(small)")
        }
        #expect(exponential(0) == 1)
        #expect(exponential(1000) == .infinity)
        #expect(exponential(-1000) == 0)
        #expect(exponential(-.infinity) == 0)
        #expect(exponential(.nan).isNaN)
    }

    @Test func logarithmAgreesWithTheSystemsToOneUnit() {
        var random = SeededGenerator(seed: 12)
        for _ in 0..<200_000 {
            let x = exponential((random.unit() - 0.5) * 1400)
            #expect(steps(logarithm(x), log(x)) <= 1, "\(x)")
            let near = 0.5 + random.unit() * 1.5
            #expect(steps(logarithm(near), log(near)) <= 1, "\(near)")
        }
        #expect(logarithm(1) == 0)
        #expect(logarithm(0) == -.infinity)
        #expect(logarithm(-1).isNaN)
        #expect(logarithm(.infinity) == .infinity)
        #expect(steps(logarithm(.leastNonzeroMagnitude), log(Double.leastNonzeroMagnitude)) <= 1)
    }

    /// These bits hold on every processor, with and without FMA.
    @Test func bitsStay() {
        #expect(exponential(1).bitPattern == 0x4005_BF0A_8B14_576A)
        #expect(logarithm(10).bitPattern == 0x4002_6BB1_BBB5_5516)
        #expect(exponential(-0.693147180559945309).bitPattern == 0x3FE0_0000_0000_0000)
    }
}
