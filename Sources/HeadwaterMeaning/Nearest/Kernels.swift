import CHeadwaterKernels

/// The sum of products of two rows of as many numbers.
@inline(__always)
func dot(_ left: Span<Int8>, _ right: Span<Int8>) -> Int32 {
    precondition(left.count == right.count, "two rows of another length")
    return left.withUnsafeBufferPointer { left in
        right.withUnsafeBufferPointer { right in
            headwater_dot_i8(left.baseAddress, right.baseAddress, left.count)
        }
    }
}

/// The cosine of two vectors with this dot product and these lengths, from -1 to 1.
@inline(__always)
func cosine(_ dot: Int32, _ left: Float, _ right: Float) -> Float {
    let lengths = left * right
    guard lengths > 0 else { return 0 }
    return min(1, max(-1, Float(dot) / lengths))
}

/// Appends the number of bits in which each row differs from the query.
func appendHammingDistances(
    of rows: [UInt64],
    from query: [UInt64],
    to distances: inout [UInt16]
) {
    let start = distances.count
    let count = rows.count / query.count
    distances.append(contentsOf: repeatElement(0, count: count))
    // Safety: `rows` holds `count` rows as long as the query, and `distances` as many numbers behind
    // `start`.
    distances.withUnsafeMutableBufferPointer { distances in
        headwater_hamming(
            query,
            rows,
            query.count,
            count,
            distances.baseAddress.map { $0 + start }
        )
    }
}
