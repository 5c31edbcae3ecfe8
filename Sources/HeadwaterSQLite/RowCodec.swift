import HeadwaterEvents

/// How a record's body stands in its row.
struct RowCodec {
    private var decoder = EventDecoder()

    /// The number that tells the kinds of records apart, so that a scan need not decode them.
    static func kind(of body: Record.Body) -> Int64 {
        switch body {
        case .event(.post): 1
        case .event(.delete): 2
        case .event(.account): 3
        case .event(.edge): 4
        case .event(.engagement): 5
        case .event(.impression): 6
        case .event(.label): 7
        case .served: 8
        case .change: 9
        }
    }

    /// The body that the bytes say.
    mutating func decode(_ bytes: UnsafeRawBufferPointer) throws(EventError) -> Record.Body {
        try RecordCodec.decode(
            UnsafeBufferPointer(
                start: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
                count: bytes.count
            ).span,
            using: &decoder
        )
    }
}
