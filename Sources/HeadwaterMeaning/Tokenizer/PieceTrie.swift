/// The pieces of a vocabulary as a trie over UTF-8 bytes.
///
/// A child is found by hashing its parent and its byte in one open-addressed table: built in a
/// tenth of a second from 128,000 pieces, one probe a byte, 8 bytes a slot (some 10 MB in all),
/// where a double array is as fast to read and seconds to build.
struct PieceTrie: Sendable {
    /// A place in the trie; the root is 0.
    typealias Node = UInt32

    private struct Slot {
        /// Parent and byte, plus 1; 0 in an empty slot.
        var key: UInt32 = 0
        var child: Node = 0
    }

    private var slots: [Slot]
    private var count = 0
    /// For each node the piece that ends there, or -1.
    private var pieces: [Int32] = [-1]

    /// A trie of pieces, whose ids are their places; of equal pieces the last one counts.
    init(_ texts: [ArraySlice<UInt8>]) {
        slots = Array(repeating: Slot(), count: 1 << 16)
        for (id, text) in texts.enumerated() {
            var node: Node = 0
            for byte in text { node = insertChild(of: node, byte) }
            if node != 0 { pieces[Int(node)] = Int32(id) }
        }
    }

    /// The node below `node` by a byte; nil where no piece goes on so.
    @inline(__always)
    func child(of node: Node, _ byte: UInt8) -> Node? {
        let key = node << 8 | UInt32(byte)
        var index = place(key)
        while slots[index].key != 0 {
            if slots[index].key == key + 1 { return slots[index].child }
            index = (index + 1) & (slots.count - 1)
        }
        return nil
    }

    /// The piece that ends at a node; negative where none does.
    @inline(__always)
    func piece(at node: Node) -> Int32 { pieces[Int(node)] }

    private mutating func insertChild(of node: Node, _ byte: UInt8) -> Node {
        if let child = child(of: node, byte) { return child }
        let child = Node(pieces.count)
        // Parent and byte must fit 32 bits with one to spare.
        precondition(child < 1 << 24 - 1, "a vocabulary has fewer than 16 million prefixes")
        pieces.append(-1)
        if count * 2 >= slots.count { grow() }
        insert(Slot(key: (node << 8 | UInt32(byte)) + 1, child: child))
        count += 1
        return child
    }

    private mutating func insert(_ slot: Slot) {
        var index = place(slot.key - 1)
        while slots[index].key != 0 { index = (index + 1) & (slots.count - 1) }
        slots[index] = slot
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Slot(), count: old.count * 2)
        for slot in old where slot.key != 0 { insert(slot) }
    }

    @inline(__always)
    private func place(_ key: UInt32) -> Int {
        // Fibonacci hashing: the high bits of the product are the well-mixed ones.
        let mixed = UInt64(key) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed >> 32) & (slots.count - 1)
    }
}
