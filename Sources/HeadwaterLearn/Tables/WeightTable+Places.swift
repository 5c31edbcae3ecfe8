import CHeadwaterKernels
import HeadwaterCore

/// The hot loops over the keys of an example.
///
/// They are three, so that the processor has many look-ups under way at once: one finds where each
/// key's weights are, one sums them up, one changes them. Each borrows its arrays as unsafe buffers
/// for as long as it runs. Every place comes from ``places(of:)`` of the same table, unchanged
/// since but for the rows' contents, so it lies within them: that is what they rely on.
extension WeightTable {
    /// Where the weights of an example's keys are.
    struct Places {
        var numbers: InlineArray<96, Place> = .init(repeating: 0)
        var count = 0
    }

    /// Finds where the weights of keys are, of the first 96.
    ///
    /// Slots are asked for in one round and read in the next, which asks for the rows.
    @inline(__always)
    func find(_ keys: [UInt64], _ places: inout Places) {
        let count = min(keys.count, Example.keyLimit)
        places.count = count
        let buckets = tail.count &- 1
        var hashes: InlineArray<96, UInt64> = .init(repeating: 0)
        admitted.slots.withUnsafeBufferPointer { slots in
            guard let base = slots.baseAddress else { return }
            let mask = slots.count &- 1
            for index in 0..<count {
                let hash = mixed(keys[index])
                hashes[index] = hash
                headwater_prefetch(base + (Int(truncatingIfNeeded: hash) & mask))
            }
            for index in 0..<count {
                let hash = hashes[index]
                let tag = hash >> 32
                var slot = Int(truncatingIfNeeded: hash) & mask
                var found = base[slot]
                while found != 0, found >> 32 != tag {
                    slot = (slot &+ 1) & mask
                    found = base[slot]
                }
                let bucket = Int(truncatingIfNeeded: hash >> 20) & buckets
                let row = Int(truncatingIfNeeded: found & 0xFFFF_FFFF) &- 1
                places.numbers[index] = Place(truncatingIfNeeded: found == 0 ? ~bucket : row)
            }
        }
        prefetch(places)
    }

    @inline(__always)
    private func prefetch(_ places: Places) {
        admitted.rows.withUnsafeBytes { rows in
            tail.withUnsafeBytes { tail in
                guard let row = rows.baseAddress ?? tail.baseAddress, let bucket = tail.baseAddress
                else { return }
                for index in 0..<places.count {
                    let place = Int(places.numbers[index])
                    headwater_prefetch(place >= 0 ? row + place &* 64 : bucket + ~place &* 64)
                }
            }
        }
    }

    /// The sum of the weights at places, in their order.
    @inline(__always)
    func sum(_ places: Places) -> Lanes {
        admitted.rows.withUnsafeBufferPointer { rows in
            tail.withUnsafeBufferPointer { tail in
                var sum = Lanes()
                for index in 0..<places.count {
                    let place = Int(places.numbers[index])
                    sum += place >= 0 ? rows[place] : tail[~place]
                }
                return sum
            }
        }
    }

    /// Changes the weights at each place, in their order.
    @inline(__always)
    mutating func update(_ places: Places, _ change: (_ index: Int, _ row: inout Lanes) -> Void) {
        admitted.rows.withUnsafeMutableBufferPointer { rows in
            tail.withUnsafeMutableBufferPointer { tail in
                for index in 0..<places.count {
                    let place = Int(places.numbers[index])
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
