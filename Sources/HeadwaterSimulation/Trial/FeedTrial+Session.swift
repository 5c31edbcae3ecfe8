import HeadwaterCore
import HeadwaterEvents

extension FeedTrial {
    /// One viewer's way through the pages.
    struct Session {
        private(set) var viewer: TasteViewer
        private let trial: FeedTrial
        private var shown: Set<Int> = []
        private var values: [(got: Double, reachable: Double)] = []
        private var fallingBefore = 0
        private var isTurned = false
        private var reactions = 0
        private var up: Int?
        private var down: Int?
        private var likes = 0
        private var hides = 0

        init(viewer: TasteViewer, trial: FeedTrial) {
            self.viewer = viewer
            self.trial = trial
        }

        mutating func turn() {
            viewer.shift()
            isTurned = true
        }

        /// Looks at a page, and returns what the app sends after each post.
        mutating func show(
            _ posts: [String],
            _ request: String,
            _ posted: Int,
            _ now: inout Timestamp
        ) -> [[Event]] {
            let town = trial.town
            let numbers = posts.compactMap(TasteTown.number)
            let got = numbers.reduce(0) { $0 + viewer.value(town.secrets[$1]) }
            values.append((got, reachable(posted)))
            judge(numbers)
            var sent: [[Event]] = []
            for (place, number) in numbers.enumerated() {
                shown.insert(number)
                let reaction = viewer.reaction(
                    to: number,
                    town.secrets[number],
                    request: request,
                    position: place,
                    at: now
                )
                now = now.advanced(byMilliseconds: reaction.watchMs + 500)
                sent.append(reaction.events)
                if isTurned, reaction.isReaction { reactions += 1 }
                if reaction.isLike { likes += 1 }
                if reaction.isHide { hides += 1 }
            }
            return sent
        }

        /// Whether the page has followed the turn.
        private mutating func judge(_ numbers: [Int]) {
            let topics = numbers.map { trial.town.secrets[$0].topic }
            let falling = topics.count { $0 == viewer.falling }
            guard isTurned else {
                fallingBefore += falling
                return
            }
            let rising = topics.count { $0 == viewer.rising }
            if up == nil, rising >= 2 { up = reactions }
            let before = Double(fallingBefore) / Double(max(1, trial.shape.pages / 2))
            if down == nil, Double(falling) <= before / 2 { down = reactions }
        }

        /// The value of the best posts that the viewer hasn't been shown.
        private func reachable(_ posted: Int) -> Double {
            var best: [Double] = []
            for number in 0..<posted where !shown.contains(number) {
                let value = viewer.value(trial.town.secrets[number])
                if best.count < trial.shape.limit {
                    best.append(value)
                    best.sort(by: >)
                } else if value > best[best.count - 1] {
                    best[best.count - 1] = value
                    best.sort(by: >)
                }
            }
            return best.reduce(0, +)
        }

        var outcome: Outcome {
            let pages = trial.shape.pages
            let count = Double(max(1, shown.count))
            return Outcome(
                share: Self.share(values[...]),
                shareBefore: Self.share(values[..<(pages / 2)]),
                shareAfter: Self.share(values[(pages - pages / 4)...]),
                reactionsUp: up ?? reactions,
                reactionsDown: down ?? reactions,
                likes: Double(likes) / count,
                hides: Double(hides) / count
            )
        }

        private static func share(
            _ values: ArraySlice<(got: Double, reachable: Double)>
        ) -> Double {
            let reachable = values.reduce(0) { $0 + $1.reachable }
            return reachable > 0 ? values.reduce(0) { $0 + $1.got } / reachable : 0
        }
    }
}
