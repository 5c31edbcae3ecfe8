import CHeadwaterKernels

/// How the kernels compute: chosen by processor at run time, or forced by tests.
public struct KernelPath: Sendable, Hashable {
    let kernel: HeadwaterPath

    /// The fastest that this processor has.
    public static var best: KernelPath { KernelPath(kernel: headwater_best_path()) }

    /// All that this processor has, the portable one first.
    public static var all: [KernelPath] {
        [
            HEADWATER_PATH_PORTABLE, HEADWATER_PATH_AVX2, HEADWATER_PATH_AVXVNNI,
            HEADWATER_PATH_AVX512,
            HEADWATER_PATH_NEON, HEADWATER_PATH_DOTPROD,
        ]
        .filter { headwater_has_path($0) != 0 }.map { KernelPath(kernel: $0) }
    }

    /// What it is called.
    public var name: String {
        switch kernel {
        case HEADWATER_PATH_AVX2: "AVX2"
        case HEADWATER_PATH_AVXVNNI: "AVX-VNNI"
        case HEADWATER_PATH_AVX512: "AVX-512 VNNI"
        case HEADWATER_PATH_NEON: "NEON"
        case HEADWATER_PATH_DOTPROD: "NEON dot products"
        default: "portable"
        }
    }
}
