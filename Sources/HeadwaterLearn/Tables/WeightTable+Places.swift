import CHeadwaterKernels
import HeadwaterCore

/// The hot loops over the keys of an example.
///
/// They are three, so that the processor has many look-ups under way at once: one finds where each
/// key's weights are, one sums them up, one changes them. Each borrows its arrays as unsafe buffers
/// for as long as it runs. Every place comes from ``places(of:)`` of the same table, unchanged
/// since but for the rows' contents, so it lies within them: that is what they rely on.
extension WeightTable {
    /// Where the weights of an example's keys are, in memory that is lent.
    typealias Places = UnsafeMutableBufferPointer<Place>

    /// Lends memory for the places of as many keys as an example can have.
    @inline(__always)
    static func withPlaces<Result>(_ body: (Places) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: Place.self, capacity: Example.keyLimit, body)
    }

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
        admitted.rows.withUnsafeBytes { rows in
            tail.withUnsafeBytes { tail in
                guard let bucket = tail.baseAddress else { return }
                let row = rows.baseAddress ?? bucket
                for index in 0..<count {
                    let place = Int(places[index])
                    headwater_prefetch(place >= 0 ? row + place &* 64 : bucket + ~place &* 64)
                }
            }
        }
    }

    /// The sum of the weights at the first places, in their order.
    @inline(__always)
    func sum(_ places: Places, _ count: Int) -> Lanes {
        admitted.rows.withUnsafeBufferPointer { rows in
            tail.withUnsafeBufferPointer { tail in
                var sum = Lanes()
                for index in 0..<count {
                    let place = Int(places[index])
                    sum += place >= 0 ? rows[place] : tail[~place]
                }
                return sum
            }
        }
    }

    /// Changes the weights at each of the first places, in their order.
    @inline(__always)
    mutating func update(
        _ places: Places,
        _ count: Int,
        _ change: (_ index: Int, _ row: inout Lanes) -> Void
    ) {
        admitted.rows.withUnsafeMutableBufferPointer { rows in
            tail.withUnsafeMutableBufferPointer { tail in
                for index in 0..<count {
                    let place = Int(places[index])
                    if place >= 0 {
                        change(index, &rows[place])
                    } else {
                        change(index, &tail[~place])
                    }
                }
            }
        }
    }
}
