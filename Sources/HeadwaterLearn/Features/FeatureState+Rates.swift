import CHeadwaterKernels
import HeadwaterCore

/// How likely each head is for anyone with anything.
struct BaseRates: Sendable {
    /// The odds, and 1 over them.
    var odds: Lanes
    var inverse: Lanes
    /// The probabilities.
    var rates: Lanes

    /// From what was counted of everyone, and a prior that counts as 50 impressions.
    init(_ everyone: Lanes) {
        let seen = (everyone + Head.priorRates * 50) / (everyone[Lanes.countLane] + 50)
        rates = seen.limited(1e-6...1 - 1e-6)
        odds = rates / (1 - rates)
        inverse = 1 / odds
    }

    private init(odds: Lanes) {
        self.odds = odds
        rates = odds / (1 + odds)
        inverse = 1 / odds
    }

    /// With what an entity's rate adds: the odds multiplied by its ratio.
    @inline(__always)
    func expecting(_ rate: Rate) -> BaseRates { expecting(rate.ratio) }

    /// With what two entities' rates add, as if they did so independently.
    @inline(__always)
    func expecting(_ first: Rate, _ second: Rate) -> BaseRates {
        expecting(first.ratio * second.ratio)
    }

    @inline(__always)
    private func expecting(_ ratio: Lanes) -> BaseRates {
        BaseRates(odds: (odds * ratio).limited(1e-6...1e4))
    }
}

/// How an id or a pair of ids has fared against what was to be expected.
struct Rate: Sendable {
    /// The odds over those expected; 1 where nothing was counted.
    var ratio = Lanes(repeating: 1)
    /// How often it was counted.
    var count: Float = 0
}

extension FeatureState {
    /// How many impressions the expectation counts as, in the rate of an id or pair.
    static var pseudoCount: Float { 10 }

    /// How likely each head is, for anyone with anything.
    var baseRates: Lanes { BaseRates(everyone).rates }

    /// The rate of what has this key, told against `expected`.
    ///
    /// The smoothed odds, (sum + k p) / (misses + k (1 - p)) with k impressions at the expected
    /// p, over p's odds.
    @inline(__always)
    func rate(_ key: UInt64, _ expected: BaseRates) -> Rate { rate(at: counts.find(key), expected) }

    /// The rate of what has this row of counts, or of what has none (-1).
    @inline(__always)
    func rate(at found: Int, _ expected: BaseRates) -> Rate {
        guard found >= 0 else { return Rate() }
        let row = counts.rows[found]
        let count = row[Lanes.countLane]
        let prior = expected.rates * Self.pseudoCount
        let yes = row + prior
        let no = (count + Self.pseudoCount - yes).limited(1e-6...3.0e38)
        return Rate(ratio: (yes / no * expected.inverse).limited(1e-5...1e5), count: count)
    }

    /// Fills in the rates and counts of all pairs, and how often the viewer hid what resembles it.
    func fillRates(_ example: inout Example, _ context: ViewerContext, _ traits: PostTraits) {
        let (base, viewer) = (context.base, context.viewerRate)
        let rows = self.counts.find(
            Self.pairKeys(viewer: context.viewer, surface: context.surface, traits)
        )
        let post = rate(at: rows[Pair.post.rawValue], base)
        let author = rate(at: rows[Pair.author.rawValue], base)
        let tag = rate(at: rows[Pair.tag.rawValue], base)
        let sound = rate(at: rows[Pair.sound.rawValue], base)
        let length = rate(at: rows[Pair.duration.rawValue], base)
        let withTag = rate(at: rows[Pair.viewerTag.rawValue], base.expecting(viewer, tag))
        let withAuthor = rate(at: rows[Pair.viewerAuthor.rawValue], base.expecting(viewer, author))
        let withSound = rate(at: rows[Pair.viewerSound.rawValue], base.expecting(viewer, sound))
        let withLength = rate(
            at: rows[Pair.viewerDuration.rawValue],
            base.expecting(viewer, length)
        )
        var counts = Lanes()
        put(viewer, .viewer, &example, &counts)
        put(post, .post, &example, &counts)
        put(author, .author, &example, &counts)
        put(tag, .tag, &example, &counts)
        put(sound, .sound, &example, &counts)
        put(length, .duration, &example, &counts)
        put(withTag, .viewerTag, &example, &counts)
        put(withAuthor, .viewerAuthor, &example, &counts)
        put(withSound, .viewerSound, &example, &counts)
        put(withLength, .viewerDuration, &example, &counts)
        put(context.viewerSurfaceRate, .viewerSurface, &example, &counts)
        put(rate(at: rows[Pair.postSurface.rawValue], base), .postSurface, &example, &counts)
        put(context.surfaceRate, .surface, &example, &counts)
        example.takeLogarithms()
        let logarithms = (counts + 1).logarithms * 0.3
        for pair in 0..<Pair.count {
            example.dense[Input.firstCount.rawValue + pair] = logarithms[pair]
        }
        let hide = Int(Head.hide.rawValue)
        let report = Int(Head.report.rawValue)
        for (pair, input) in [
            (Pair.viewerAuthor, Input.authorHidden), (.viewerTag, .tagHidden),
            (.viewerSound, .soundHidden),
        ] {
            let row = example.rates[pair.rawValue]
            example.dense[input.rawValue] = max(row[hide], row[report], 0)
        }
    }

    @inline(__always)
    private func put(
        _ rate: Rate,
        _ pair: Pair,
        _ example: inout Example,
        _ counts: inout Lanes
    ) {
        counts[pair.rawValue] = rate.count
        example.rates[pair.rawValue] = rate.count > 0 ? rate.ratio : Lanes(repeating: 1)
    }

    /// The keys of the counts of each ``Pair``.
    static func pairKeys(
        viewer: UInt64,
        surface: UInt64,
        _ traits: PostTraits
    ) -> InlineArray<13, UInt64> {
        let post = traits.post
        return [
            Pair.viewer.key(viewer), Pair.post.key(post), Pair.author.key(traits.author),
            Pair.tag.key(traits.tag), Pair.sound.key(traits.sound),
            Pair.duration.key(traits.length), Pair.viewerTag.key(viewer, traits.tag),
            Pair.viewerAuthor.key(viewer, traits.author),
            Pair.viewerSound.key(viewer, traits.sound),
            Pair.viewerDuration.key(viewer, traits.length),
            Pair.viewerSurface.key(viewer, surface), Pair.postSurface.key(post, surface),
            Pair.surface.key(surface),
        ]
    }
}

extension Example {
    /// Turns ratios of odds into differences of log-odds.
    fileprivate mutating func takeLogarithms() {
        rates.withUnsafeMutableBufferPointer { rates in
            withUnsafePointer(to: Lanes.heads) { heads in
                headwater_logarithms(
                    Model.path,
                    floats(rates.baseAddress),
                    rates.count,
                    floats(heads)
                )
            }
        }
    }
}
