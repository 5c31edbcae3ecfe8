extension String {
    /// Whether two texts are the same bytes.
    ///
    /// Ids are opaque: `==` would take two that differ only in how an accent is written (U+00E9, or
    /// e and U+0301) for one, and so would a dictionary with texts for keys.
    public func hasSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
