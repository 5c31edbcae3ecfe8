import CHeadwaterKernels

/// An array of plain values whose first one begins a cache line.
///
/// Those of the library's arrays begin 32 bytes after what malloc gives, so that a row of 64 bytes
/// lies in two lines. Much memory lies in large pages where the system has such.
///
/// A value with copy on write, as an array is: a copy costs nothing until either changes.
/// Complexity: O(1) each, appending amortised; memory is twice what is in use at most.
struct AlignedArray<Element: BitwiseCopyable & Sendable>: Sendable {
    /// The bytes of a cache line.
    static var alignment: Int { 64 }

    private var storage: Storage
    /// The number of values.
    private(set) var count: Int

    /// An array that holds a value so many times.
    init(repeating value: Element, count: Int) {
        storage = Storage(capacity: count)
        storage.base.initialize(repeating: value, count: count)
        self.count = count
    }

    /// An array of none.
    init() {
        storage = Storage(capacity: 0)
        count = 0
    }

    var isEmpty: Bool { count == 0 }
    var indices: Range<Int> { 0..<count }
    /// How many values there is memory for.
    var capacity: Int { storage.capacity }

    /// The value at a place, which must be one of ``indices``.
    @inline(__always)
    subscript(_ place: Int) -> Element {
        get {
            precondition(place >= 0 && place < count, "a place is past the end")
            return storage.base[place]
        }
        set {
            precondition(place >= 0 && place < count, "a place is past the end")
            makeUnique()
            storage.base[place] = newValue
        }
    }

    mutating func append(_ value: Element) {
        if count == storage.capacity {
            move(to: max(count * 2, 4))
        } else {
            makeUnique()
        }
        storage.base.advanced(by: count).initialize(to: value)
        count += 1
    }

    /// Appends all values once more, in their order.
    mutating func double() {
        move(to: count * 2)
        storage.base.advanced(by: count).update(from: storage.base, count: count)
        count *= 2
    }

    mutating func removeLast() {
        precondition(count > 0, "an empty array has no last")
        count -= 1
    }

    /// Lends the values; nothing may be kept of what is lent.
    @inline(__always)
    func withUnsafePointer<Result>(_ body: (UnsafePointer<Element>) -> Result) -> Result {
        withExtendedLifetime(storage) { body(UnsafePointer(storage.base)) }
    }

    /// Lends the values to be changed.
    @inline(__always)
    mutating func withUnsafeMutablePointer<Result>(
        _ body: (UnsafeMutablePointer<Element>) -> Result
    ) -> Result {
        makeUnique()
        return withExtendedLifetime(storage) { body(storage.base) }
    }

    @inline(__always)
    private mutating func makeUnique() {
        if !isKnownUniquelyReferenced(&storage) { move(to: storage.capacity) }
    }

    @inline(never)
    private mutating func move(to capacity: Int) {
        let moved = Storage(capacity: capacity)
        moved.base.update(from: storage.base, count: count)
        storage = moved
    }

    // Safety: memory is written by a mutating function of an array that alone refers to it, so that
    // none reads it meanwhile; its address and capacity never change.
    private final class Storage: @unchecked Sendable {
        let base: UnsafeMutablePointer<Element>
        let capacity: Int

        init(capacity: Int) {
            self.capacity = capacity
            let size = max(capacity, 1) * MemoryLayout<Element>.stride
            let page = Int(HEADWATER_LARGE_PAGE)
            let bytes = UnsafeMutableRawPointer.allocate(
                byteCount: size,
                alignment: size < page ? AlignedArray.alignment : page
            )
            if size >= page { headwater_prefer_large_pages(bytes, size) }
            base = bytes.bindMemory(to: Element.self, capacity: capacity)
        }

        // Plain values need no deinitialising.
        deinit { UnsafeMutableRawPointer(base).deallocate() }
    }
}
