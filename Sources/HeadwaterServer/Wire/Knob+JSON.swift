public import HeadwaterCore
public import HeadwaterEvents

extension JSONWriter {
    /// Some knobs as one object, `{"knobs":[…]}`; with what each is set to, where that is known.
    public mutating func knobs(_ list: [Knob], _ values: Knobs? = nil) {
        beginObject()
        key("knobs")
        beginArray()
        for knob in list {
            beginObject()
            member("name", knob.name)
            member("unit", knob.unit)
            if let values { member("value", number: values[knob]) }
            member("standard", number: knob.standard)
            member("least", number: knob.range.lowerBound)
            member("most", number: knob.range.upperBound)
            key("whole")
            bool(knob.isWhole)
            member("summary", knob.summary)
            endObject()
        }
        endArray()
        endObject()
    }
}
