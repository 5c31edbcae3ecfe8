import HeadwaterLearn

/// Asks the model what the viewer will do with each candidate.
///
/// It comes after the filters, so that nothing is predicted in vain, and asks once for each
/// candidate. Where it fails, candidates keep what people do on average.
struct HeadHydrator: Hydrator {
    let name = "heads"

    func hydrate(_ candidates: inout [Candidate], for query: FeedQuery) throws(StageFailure) {
        let places = candidates.indices.filter { !candidates[$0].isPredicted }
        guard !places.isEmpty else { return }
        let posts = places.map { candidates[$0].post }
        let outputs = query.ranker.predict(posts, for: query.context, in: query.catalog)
        guard outputs.count == posts.count else {
            throw StageFailure(
                "the model answered with \(outputs.count) predictions for \(posts.count) posts"
            )
        }
        guard outputs.allSatisfy(Self.isSound) else {
            throw StageFailure("the model predicted what is no probability")
        }
        for (place, output) in zip(places, outputs) {
            candidates[place].model = output
            candidates[place].isPredicted = true
        }
    }

    private static func isSound(_ output: HeadOutputs) -> Bool {
        // NaN is in no range.
        Head.allCases.allSatisfy { (0...1).contains(output[$0]) }
    }
}
