import CHeadwaterKernels
import HeadwaterCore

/// Where the weights of an example's keys are.
///
/// Finding them and reading them are apart, so that the processor has many look-ups under way at
/// once. Every place comes from ``find(_:_:)`` of the same table, unchanged since but for the rows'
/// contents, so it lies within them: that is what kernels rely on.
extension WeightTable {
    /// Places of an example's keys, in memory that is lent.
    typealias Places = UnsafeMutableBufferPointer<Place>

    /// Finds where the weights of keys are, of the first 96, and says of how many.
    ///
    /// Slots are asked for in one round and read in the next, which asks for the rows.
    @inline(__always)
    func find(_ keys: [UInt64], _ places: Places) -> Int {
        let count = min(keys.count, places.count)
        let buckets = tail.count &- 1
        admitted.slots.withUnsafeBufferPointer { slots in
            guard let base = slots.baseAddress else { return }
            let mask = slots.count &- 1
            for index in 0..<count {
                headwater_prefetch(base + (Int(truncatingIfNeeded: mixed(keys[index])) & mask))
            }
            for index in 0..<count {
                let hash = mixed(keys[index])
                let tag = hash >> 32
                var slot = Int(truncatingIfNeeded: hash) & mask
                var found = base[slot]
                while found != 0, found >> 32 != tag {
                    slot = (slot &+ 1) & mask
                    found = base[slot]
                }
                let bucket = Int(truncatingIfNeeded: hash >> 20) & buckets
                let row = Int(truncatingIfNeeded: found & 0xFFFF_FFFF) &- 1
                places[index] = Place(truncatingIfNeeded: found == 0 ? ~bucket : row)
            }
        }
        prefetch(places, count)
        return count
    }

    @inline(__always)
    private func prefetch(_ places: Places, _ count: Int) {
        withRows { own, shared in
            for index in 0..<count {
                // Nothing to branch on: whether a key has a row of its own can't be guessed.
                let place = Int(places[index])
                let rows = place < 0 ? shared : own
                headwater_prefetch(rows + (place ^ (place >> 63)))
            }
        }
    }

    /// Lends the rows of their own and those that keys share, which may not be changed.
    @inline(__always)
    func withRows(_ body: (_ own: UnsafePointer<Lanes>, _ shared: UnsafePointer<Lanes>) -> Void) {
        admitted.rows.withUnsafePointer { own in
            tail.withUnsafePointer { shared in body(own, shared) }
        }
    }

    /// Lends the rows of their own and those that keys share.
    @inline(__always)
    mutating func withMutableRows(
        _ body: (_ own: UnsafeMutablePointer<Lanes>, _ shared: UnsafeMutablePointer<Lanes>) -> Void
    ) {
        admitted.rows.withUnsafeMutablePointer { own in
            tail.withUnsafeMutablePointer { shared in body(own, shared) }
        }
    }
}
