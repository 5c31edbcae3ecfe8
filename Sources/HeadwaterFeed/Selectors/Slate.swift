/// What a selector chose: the places of a page, and what choosing by chance costs.
public struct Slate: Sendable {
    /// One place.
    public struct Place: Sendable {
        /// Who stands there.
        public var candidate: Candidate
        /// The chance with which it was drawn for this place, given the places above it: above 0
        /// and at most 1.
        public var propensity: Double
        /// Whether the place was kept for a new voice.
        public var isForNewVoice: Bool

        /// One place.
        public init(candidate: Candidate, propensity: Double, isForNewVoice: Bool = false) {
            self.candidate = candidate
            self.propensity = propensity
            self.isForNewVoice = isForNewVoice
        }
    }

    /// The places, from the top.
    public var places: [Place] = []
    /// The sum over the places of the highest value that could have been chosen for it, given the
    /// places above.
    public var greedy: Double = 0
    /// The sum over the places of the value that its draw has in expectation.
    public var expected: Double = 0

    /// No places.
    public init() {}
}
