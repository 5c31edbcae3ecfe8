import HeadwaterText

/// English words that tell what a question asks for and what a sentence is.
///
/// Plain lists instead of a model: what they miss costs an answer, never a wrong word in one. All
/// words are folded, as tokens are.
enum Lexicon {
    /// Words that say nearly the same of a thing, for finding and for scoring.
    static let synonyms: [[String]] = [
        [
            "injured", "hurt", "wounded", "injury", "injuries", "casualties", "bruised", "sprained",
            "fractured",
        ],
        ["come", "came", "comes", "origin"],
        ["died", "dead", "death", "deaths", "killed", "dies", "fatalities"],
        ["open", "opened", "reopened", "reopens", "reopen", "opens"],
        ["closed", "shut", "closes", "closure", "closing"],
        ["hit", "struck", "strike", "collided", "crashed", "rammed", "hits"],
        ["collision", "crash", "accident"],
        ["cost", "costs", "price", "priced"], ["cause", "caused", "reason", "because", "why"],
        ["score", "scored", "scores", "scorer", "goal", "goals"],
        ["final", "full"], ["begin", "began", "start", "started", "starts", "begins"],
        ["won", "win", "wins", "beat", "beats", "victory", "winner"],
        ["lost", "lose", "loses", "defeat"],
        ["power", "electricity"], ["back", "restored"], ["dark", "powerless"],
        ["found", "discovered", "spotted"], ["called", "named", "name", "names"],
        ["cancelled", "canceled", "suspended"],
        ["running", "resumed", "operating", "runs"],
        ["safe", "unharmed", "rescued"], ["whole", "intact", "undamaged"],
        ["collapsed", "collapse", "collapses", "fallen"],
        ["contaminated", "contamination", "polluted", "poisoned"],
        ["people", "persons", "visitors", "guests"], ["kids", "children"],
        ["weigh", "weighs", "weight", "weighed"], ["highest", "strongest", "peak", "top"],
        ["big", "large", "huge"], ["cancel", "cancels"], ["buy", "bought"],
        ["arrive", "arrives", "arrived", "arrival"], ["leave", "leaves", "departs", "left"],
        ["wrote", "written", "composed", "author"], ["made", "makes", "make", "making"],
        ["fast", "speed"], ["movie", "film"], ["mom", "mother", "mum"], ["dad", "father"],
        ["passed", "over"], ["alive", "living"], ["result", "outcome"],
        ["broken", "broke", "fractured"], ["vote", "voted", "votes"], ["quit", "resigned"],
        ["flood", "flooded", "flooding"], ["evacuated", "evacuation", "evacuate"],
    ]

    /// Pairs of groups of which one denies the other.
    static let opposites: [([String], [String])] = [
        (["open", "opened", "reopened"], ["closed", "shut", "closure"]),
        (["alive", "living"], ["died", "dead", "death", "killed"]),
        (["safe", "clean"], ["contaminated", "unsafe", "dangerous", "polluted", "missing"]),
        (["collapsed", "fallen"], ["standing", "upright"]),
        (["cancelled", "canceled", "suspended"], ["running", "resumed", "sailing"]),
        (["won", "win"], ["lost", "lose"]), (["rising"], ["falling", "dropping"]),
        (["female"], ["male"]), (["true"], ["false", "untrue"]),
        (["broken"], ["sprained", "intact"]), (["whole", "intact"], ["breached", "damaged"]),
        (["cancelled"], ["going ahead"]), (["up"], ["down"]),
    ]

    /// Words that deny what stands beside them.
    static let negators = set(
        """
        not no never none nobody neither nor without false wrong untrue denies deny denied hoax
        isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't won't can't cannot
        couldn't wouldn't shouldn't nothing isnt arent dont doesnt didnt wont cant fake
        """
    )

    /// Words of somebody who passes on what others say.
    static let hearsay = set(
        """
        heard hearing rumour rumours rumor rumors apparently supposedly allegedly reportedly
        unconfirmed gossip
        """
    )

    /// Words by which somebody else's statement is reported.
    static let reporting = set(
        "says said reports reported according denies told warns claims claim"
    )

    /// Words of the first person.
    static let firstPerson = set(
        "i i'm i've i'd i'll we we're we've our ours my mine us we'll im ive"
    )

    /// Words of a post that puts something right.
    static let corrections = set(
        "correction corrected corrects corrections edited update updated clarification"
    )

    /// Words of what holds at the moment of the post.
    static let present = set("now currently latest anymore updated still again today")

    /// Words of what hasn't happened yet or may not be so.
    static let unreal = set(
        "whether if will would might may could should going tomorrow tonight later expected maybe"
    )

    /// Words by which a question asks for the newest there is.
    static let newest = set("now latest current currently newest today")

    /// Words by which a question asks for the greatest of several values.
    static let superlatives = set(
        "highest strongest peak maximum max most biggest largest greatest fastest tallest record"
    )

    /// Words of outcomes of a vote or match that has no figures.
    static let outcomes = set(
        """
        unanimous unanimously approved rejected passed won lost beat drew draw adopted defeated
        voted win victory
        """
    )

    /// Words by which a sentence gives a reason.
    static let reasons = set(
        "because due since caused cause for after reason so as from failed owing thanks"
    )

    /// Words of a time.
    static let times = set(
        """
        today tonight tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday
        january february march april june july august september october november december noon
        midnight morning afternoon evening night weekend week month year season minute hour
        christmas easter summer winter spring autumn fall before after until pm am
        """
    )

    /// Words before a place.
    static let placeWords = set("at in on to over near from by behind under beside into outside")

    /// Words of questions that no answer repeats.
    static let machinery = set(
        """
        who whom whose what which when where why how many much kind type sort name called number figure
        amount anybody anyone somebody someone please tell
        what's who's where's tell about
        """
    )

    /// Stop words that have synonyms all the same.
    static let expandable = set("over back off up down why")

    /// Words that join a place, time or thing to what stands before them.
    static let prepositions = set("at in on to of from near with for by after before since")

    /// Words that call a statement wrong.
    static let refutations = set("false wrong untrue hoax fake incorrect denies denied")

    /// Words at the beginning of a sentence that may stand for what the post is about.
    static let standIns = pronouns.union(
        set("we there nobody none both all everyone everything still now update")
    )

    /// Words that put what follows into the future or in doubt.
    static let doubtful = set("will would could to if whether might may until before")

    /// Words of somebody who is there.
    static let presence = set(
        "at in on with standing looking watching measured measure inside outside checked seen saw"
    )

    /// Words that put what follows into the past.
    static let past = set("was were had been wasn't weren't")

    /// Words at the beginning of a question about the present.
    static let presentAuxiliaries = set("is are do does can isn't aren't am")

    /// Words beside an age.
    static let ages = set("old age aged born turns turned birthday")

    /// Plurals that don't end in s.
    static let plurals = set("people men women children fish feet sheep crew")

    /// Words of somebody who tells what they themselves said.
    static let sayings = set("reported said wrote posted gave published called")

    /// Words that end what is counted.
    static let countEnds = set("of who that which have been came come still now does signed left")

    /// Words by which a thing gets its name.
    static let naming = set("called named name names nicknamed christened renamed known")

    /// Words at the beginning of a yes-or-no question.
    static let auxiliaries = set(
        """
        is are was were has have had do does did can could will would should am isn't aren't
        wasn't weren't hasn't haven't don't doesn't didn't
        """
    )

    /// Words at the beginning of a sentence that lean on the one before it.
    static let pronouns = set("it he she they this that these those his her its their")

    /// Whether a word only joins others.
    static func isFunctionWord(_ word: String) -> Bool {
        StopWords.shared.contains(word, language: .english)
    }

    /// Splits a list into its words.
    private static func set(_ words: String) -> Set<String> {
        Set(words.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init))
    }
}
