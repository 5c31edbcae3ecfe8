/// A tunable number of the engine, declared once next to the code that reads it.
///
/// Settings, experiments and the console change knobs and nothing else.
public struct Knob: Sendable, Hashable {
    /// What the number is called in settings, such as `feed.window.days`.
    public var name: String
    /// Its unit, such as `ms`, `posts` or `1` for a plain weight.
    public var unit: String
    /// The value where nobody has set one.
    public var standard: Double
    /// The values that it may take.
    public var range: ClosedRange<Double>
    /// Whether it counts something, so that a fraction would be dropped unseen by its reader.
    public var isWhole: Bool
    /// One sentence that says what it does.
    public var summary: String

    /// Declares a knob.
    ///
    /// `standard` lies in `range`. What counts something takes whole numbers alone: by itself that is
    /// every knob whose standard value and range are whole and whose unit is no measure such as
    /// `min` or `share`; say `isWhole` where a measure is read as a whole number too.
    public init(
        _ name: String,
        unit: String,
        standard: Double,
        range: ClosedRange<Double>,
        isWhole: Bool? = nil,
        _ summary: String
    ) {
        precondition(range.contains(standard), "\(name): the standard value is out of range")
        self.name = name
        self.unit = unit
        self.standard = standard
        self.range = range
        let hasFraction = [standard, range.lowerBound, range.upperBound].contains {
            $0 != $0.rounded()
        }
        precondition(isWhole != true || !hasFraction, "\(name): its own numbers aren't whole")
        self.isWhole = isWhole ?? (!hasFraction && !Self.measures.contains(unit))
        self.summary = summary
    }
}

extension Knob {
    /// The units that are measured and not counted: half of one is a value like another.
    private static let measures: Set<String> = [
        "1", "1/s", "MiB", "cosine", "days", "h", "likes", "log-odds", "min", "requests/s", "s",
        "share",
        "value",
    ]

    /// Whether somebody may set it to this value; NaN and infinity nobody may.
    public func accepts(_ value: Double) -> Bool {
        range.contains(value) && (!isWhole || value == value.rounded())
    }

    /// A value with the unit, such as `3 posts`; a plain weight has none.
    public func text(_ value: Double) -> String {
        unit == "1" ? Self.number(value) : "\(Self.number(value)) \(unit)"
    }

    /// The values that it may take, such as `1 to 20 posts, in whole numbers`.
    public var bounds: String {
        let ends = "\(Self.number(range.lowerBound)) to \(text(range.upperBound))"
        return isWhole ? ends + ", in whole numbers" : ends
    }

    /// A whole number without its fraction.
    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
    }
}

/// The values that knobs have now; a knob that nobody set has its standard value.
public struct Knobs: Sendable, Hashable {
    private var values: [String: Double] = [:]

    /// Every knob at its standard value.
    public init() {}

    /// The value of a knob.
    ///
    /// Complexity: one dictionary look-up, so read it once a request.
    public subscript(_ knob: Knob) -> Double { values[knob.name] ?? knob.standard }

    /// Whether somebody has set a knob, be it to its standard value.
    public func isSet(_ knob: Knob) -> Bool { values[knob.name] != nil }

    /// Sets a knob; false, and no change, where the value is outside its range or not a number.
    ///
    /// It takes fractions of whole knobs, which a log of an earlier release may hold: ask
    /// ``Knob/accepts(_:)`` of what somebody sets.
    @discardableResult
    public mutating func set(_ knob: Knob, to value: Double) -> Bool {
        guard knob.range.contains(value) else { return false }
        values[knob.name] = value
        return true
    }
}
