/// An example as 32-bit words, for as long as its impression waits: some 1,300 bytes.
///
/// ```
/// keys u16 | dense u16   rates u32   hour f32   keys 2 × u32 …   fields 4 × u8 …
/// rates 10 × f32 …   dense f32 …
/// ```
extension Example {
    /// Writes what a model reads of it.
    func pack(into words: inout [UInt32]) {
        words.removeAll(keepingCapacity: true)
        words.append(UInt32(keys.count) | UInt32(dense.count) << 16)
        words.append(UInt32(rates.count))
        words.append(hour.bitPattern)
        for key in keys {
            words.append(UInt32(truncatingIfNeeded: key))
            words.append(UInt32(truncatingIfNeeded: key >> 32))
        }
        var word: UInt32 = 0
        for (place, field) in fields.enumerated() {
            word |= UInt32(field) << UInt32(place % 4 * 8)
            if place % 4 == 3 || place + 1 == fields.count {
                words.append(word)
                word = 0
            }
        }
        for row in rates {
            for head in 0..<Head.count { words.append(row[head].bitPattern) }
        }
        for number in dense { words.append(number.bitPattern) }
    }

    /// Reads what ``pack(into:)`` wrote; false where it can't be.
    mutating func unpack(_ words: ArraySlice<UInt32>) -> Bool {
        keys.removeAll(keepingCapacity: true)
        fields.removeAll(keepingCapacity: true)
        dense.removeAll(keepingCapacity: true)
        guard words.count >= 3 else { return false }
        var next = words.startIndex
        let (keyCount, denseCount) = (Int(words[next] & 0xFFFF), Int(words[next] >> 16))
        let rateCount = Int(words[next + 1])
        let size = 3 + keyCount * 2 + (keyCount + 3) / 4 + denseCount
        guard rateCount == rates.count, denseCount == Input.count,
            keyCount <= Example.keyLimit, words.count == size + rateCount * Head.count
        else {
            return false
        }
        hour = Float(bitPattern: words[next + 2])
        next += 3
        for _ in 0..<keyCount {
            keys.append(UInt64(words[next]) | UInt64(words[next + 1]) << 32)
            next += 2
        }
        for place in 0..<keyCount {
            let word = words[next + place / 4]
            fields.append(UInt8(truncatingIfNeeded: word >> UInt32(place % 4 * 8)))
        }
        next += (keyCount + 3) / 4
        for place in 0..<rateCount {
            var row = Lanes()
            for head in 0..<Head.count { row[head] = Float(bitPattern: words[next + head]) }
            rates[place] = row
            next += Head.count
        }
        for _ in 0..<denseCount {
            dense.append(Float(bitPattern: words[next]))
            next += 1
        }
        return isSound
    }

    /// Whether fields are known and numbers finite.
    private var isSound: Bool {
        hour.isFinite && fields.allSatisfy { Field(rawValue: $0) != nil }
            && dense.allSatisfy(\.isFinite)
            && rates.allSatisfy { row in (0..<Head.count).allSatisfy { row[$0].isFinite } }
    }
}
