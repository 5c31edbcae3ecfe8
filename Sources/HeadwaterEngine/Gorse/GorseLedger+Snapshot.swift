public import HeadwaterCore

extension GorseLedger {
    /// Writes all of it.
    ///
    /// The chains follow from the rows, so they aren't written.
    public func encode(into writer: inout ByteWriter) {
        typeNames.encode(into: &writer)
        writer.write(itemIDs)
        writer.write(userIDs)
        writer.write(types)
        writer.write(users)
        writer.write(items)
        writer.write(kinds)
        writer.write(ats)
        writer.write(positions)
        let ahead = types.indices.filter { due[UInt64($0) + 1] != nil }
        writer.write(ahead.map { UInt32($0) })
        writer.write(ahead.map { due[UInt64($0) + 1] ?? 0 })
    }

    /// Reads what ``encode(into:)`` wrote.
    public init(from reader: inout ByteReader) throws(ByteReaderError) {
        self.init()
        typeNames = try Interner(from: &reader)
        itemIDs = try reader.readArray()
        userIDs = try reader.readArray()
        types = try reader.readArray()
        users = try reader.readArray()
        items = try reader.readArray()
        kinds = try reader.readArray()
        ats = try reader.readArray()
        positions = try reader.readArray()
        let ahead: [UInt32] = try reader.readArray()
        let times: [Int64] = try reader.readArray()
        guard
            [users.count, items.count, kinds.count, ats.count, positions.count]
                .allSatisfy({ $0 == types.count }), ahead.count == times.count,
            ahead.allSatisfy({ $0 < types.count }),
            types.allSatisfy({ Int($0) <= typeNames.count }), !userIDs.contains(0)
        else { throw .malformed(offset: reader.offset, "the rows of feedback don't add up") }
        for user in userIDs { knownUsers.set(UInt64(user), to: 1) }
        for (place, time) in zip(ahead, times) { due.set(UInt64(place) + 1, to: time) }
        for place in types.indices {
            // Nothing leads to what is deleted.
            guard users[place] != 0, items[place] != 0 else {
                previousOfPair.append(0)
                previousOfUser.append(0)
                previousOfItem.append(0)
                continue
            }
            let number = UInt32(place) + 1
            let pair = UInt64(users[place]) << 32 | UInt64(items[place])
            previousOfPair.append(pairs.set(pair, to: number) ?? 0)
            previousOfUser.append(byUser.set(UInt64(users[place]), to: number) ?? 0)
            previousOfItem.append(byItem.set(UInt64(items[place]), to: number) ?? 0)
        }
    }
}
