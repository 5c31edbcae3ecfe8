/// What came of an impression, for each head of which that is known.
///
/// A label is 0 or 1, but for ``Head/watched``, which is anything between. A head of which nothing
/// is known teaches nothing.
public struct HeadLabels: Sendable, Hashable, BitwiseCopyable {
    /// The labels by raw value of the head, 0 where unknown.
    private(set) var lanes = Lanes()
    /// 1 in the lane of each known head, 0 elsewhere.
    private(set) var mask = Lanes()
    /// A bit for each head that is known, by raw value.
    public private(set) var known: UInt16 = 0

    /// Nothing is known.
    public init() {}

    /// A head's label: nil where it isn't known, else 0 to 1.
    ///
    /// What lies outside is brought to the nearer end; NaN counts as not known.
    public subscript(_ head: Head) -> Float? {
        get {
            known & (1 << UInt16(head.rawValue)) == 0 ? nil : lanes[Int(head.rawValue)]
        }
        set {
            let bit: UInt16 = 1 << UInt16(head.rawValue)
            known &= ~bit
            lanes[Int(head.rawValue)] = 0
            mask[Int(head.rawValue)] = 0
            guard let newValue, !newValue.isNaN else { return }
            known |= bit
            lanes[Int(head.rawValue)] = min(max(newValue, 0), 1)
            mask[Int(head.rawValue)] = 1
        }
    }
}
