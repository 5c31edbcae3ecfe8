import HeadwaterCore

extension ViewerContext {
    subscript(_ input: Input) -> Float {
        get { inputs[input.rawValue] }
        set { inputs[input.rawValue] = newValue }
    }

    /// Fills in the inputs that don't depend on the candidate.
    mutating func fillInputs() {
        let day = Float(FeatureState.milliseconds(at) % 86_400_000) / 86_400_000
        self[.fromNoon] = abs(day - 0.5)
        self[.fromMidnight] = min(day, 1 - day)
        guard !recent.isEmpty else { return }
        let now = FeatureState.minute(at)
        let last = recent[0]
        let minutes = now - min(last.minute, now)
        self[.pause] = Float(logarithm(Double(minutes) + 1)) * 0.2
        self[.wasHere] = 1
        self[.lastClicked] = last.did(.click)
        self[.lastLiked] = last.did(.like)
        self[.lastLong] = last.did(.longView)
        let looked = min(recent.count, 8)
        for age in 0..<looked {
            self[.clicked] += recent[age].did(.click)
            self[.long] += recent[age].did(.longView)
        }
        self[.clicked] = self[.clicked] / Float(looked) - 0.4
        self[.long] = self[.long] / Float(looked) - 0.3
    }
}

extension RecentRow.Entry {
    /// 1 where the viewer reacted so, else 0.
    @inline(__always)
    func did(_ head: Head) -> Float { heads & (1 << UInt16(head.rawValue)) != 0 ? 1 : 0 }
}

extension FeatureState {
    /// Fills in the inputs but those that ``fillRates(_:_:_:)`` does.
    func fillInputs(_ example: inout Example, _ context: ViewerContext, _ traits: PostTraits) {
        for place in 0..<Input.authorLiked.rawValue {
            example.dense[place] = context.inputs[place]
        }
        for place in Input.authorLiked.rawValue..<Input.authorHidden.rawValue {
            example.dense[place] = 0
        }
        let length = traits.logLength - 3
        example.dense[Input.length.rawValue] = length
        example.dense[Input.lengthSquared.rawValue] = length * length
        let age = max(0, Self.milliseconds(context.at) - Self.milliseconds(traits.at))
        let hours = Double(age) / 3_600_000
        example.dense[Input.age.rawValue] = Float(logarithm(hours + 1)) * 0.2 - 1
        for recent in context.recent {
            if recent.author == traits.author, traits.author != 0 {
                resemble(&example, .authorLiked, recent.heads)
            }
            if recent.tag == traits.tag, traits.tag != 0 {
                resemble(&example, .tagLiked, recent.heads)
            }
            if recent.sound == traits.sound, traits.sound != 0 {
                resemble(&example, .soundLiked, recent.heads)
            }
        }
    }

    /// Marks what the viewer did with a post that has something in common with this one.
    @inline(__always)
    private func resemble(_ example: inout Example, _ first: Input, _ heads: UInt16) {
        let place = first.rawValue
        if heads & RecentRow.liked != 0 { example.dense[place] = 1 }
        if heads & RecentRow.watched != 0 { example.dense[place + 1] = 1 }
        if heads & RecentRow.passed != 0 { example.dense[place + 2] = 1 }
        if heads & RecentRow.disliked != 0 { example.dense[place + 3] = 1 }
    }
}
