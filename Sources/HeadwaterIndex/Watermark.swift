import HeadwaterCore

/// Which documents a question knows: those up to a position of the log, and received by a moment.
struct Watermark: Sendable {
    /// The first document that is too new.
    var end: Int
    /// The position up to which records are known.
    var position: UInt64 = .max
    /// The latest `received` that is known, in milliseconds.
    var received: Int64 = .max

    /// Whether everything is known.
    var isOpen: Bool { position == .max && received == .max }
}

extension PostIndex {
    /// The watermark of a position and a moment, either of them nil for now.
    func watermark(position: UInt64?, asOf: Timestamp?) -> Watermark {
        guard let position else {
            return Watermark(end: posts.count, received: asOf?.milliseconds ?? .max)
        }
        // Documents come in the order of the log.
        var low = 0
        var high = posts.count
        while low < high {
            let middle = (low + high) / 2
            if positions[middle] <= position { low = middle + 1 } else { high = middle }
        }
        return Watermark(end: low, position: position, received: asOf?.milliseconds ?? .max)
    }

    /// Whether a document is the revision that is known at the watermark, and not deleted.
    @inline(__always)
    func stands(_ document: Int, _ mark: Watermark) -> Bool {
        let state = flags[document]
        if state.contains(.dead) || document >= mark.end { return false }
        if received[document] > mark.received { return false }
        return state.contains(.superseded) ? standsSuperseded(document, mark) : true
    }

    private func standsSuperseded(_ document: Int, _ mark: Watermark) -> Bool {
        guard !mark.isOpen, let next = superseded[UInt64(document + 1)] else { return false }
        return next.position > mark.position || next.received > mark.received
    }

    /// The number of public documents that stand at the watermark, and the sum of their lengths.
    func publicDocuments(_ mark: Watermark) -> (count: Int, length: Int) {
        if mark.isOpen { return (publicCount, publicLength) }
        var count = 0
        var length = 0
        for document in 0..<mark.end
        where flags[document].contains(.isPublic) && stands(document, mark) {
            count += 1
            length += Int(lengths[document])
        }
        return (count, length)
    }
}
