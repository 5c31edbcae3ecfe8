import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents
import HeadwaterFeed
import HeadwaterLearn
import Hummingbird

/// `GET /v1/tuning`: what the feed is made of; `GET` and `POST /v1/knobs`: the numbers that it is
/// tuned by.
struct TuningRoutes: Sendable {
    let box: EngineBox

    func tuning(_: Request, context: Context) async throws -> Response {
        try context.caller.require(.read)
        let engine = try box.engine
        let tuning = try await blocking { engine.tuning }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("pages")
        writer.double(tuning.tallies.pages)
        writer.key("exploration_cost")
        writer.double(tuning.explorationCost)
        writer.heads(of: tuning)
        writer.sources(of: tuning)
        writer.stages(of: tuning)
        writer.models(tuning.models)
        writer.learner(tuning.learner)
        writer.endObject()
        return .json(writer)
    }

    func knobs(_: Request, context: Context) async throws -> Response {
        try context.caller.require(.read)
        return .json(Self.list(EngineConfiguration.allKnobs, try box.engine.knobs))
    }

    func setKnob(_ request: Request, context: Context) async throws -> Response {
        try context.caller.require(.admin)
        let body = try await RequestBody(request)
        guard let name = try body.text("name") else {
            throw APIError.badRequest("name the knob; GET /v1/knobs lists them", "name")
        }
        guard let value = try body.number("value") else {
            throw APIError.badRequest("value is the knob's new value", "value")
        }
        let why = try body.why
        let engine = try box.engine
        try await engine.setKnob(name, to: value, who: context.caller.name, why: why)
        let turned = EngineConfiguration.allKnobs.filter { $0.name == name }
        return .json(Self.list(turned, engine.knobs))
    }

    private static func list(_ some: [Knob], _ knobs: Knobs) -> JSONWriter {
        var writer = JSONWriter()
        writer.knobs(some, knobs)
        return writer
    }
}

extension FeedTuning {
    /// What exploring cost, as a share of what the best choice would have been worth.
    fileprivate var explorationCost: Double {
        // The two sums are rounded apart, so that where nothing is drawn they may cross.
        tallies.greedy > 0 ? max(0, tallies.greedy - tallies.expected) / tallies.greedy : 0
    }
}

extension RequestBody {
    /// Why something is changed, for the log.
    var why: String {
        get throws(APIError) {
            let why = try text("why") ?? ""
            guard why.utf8.count <= 1_000 else {
                throw APIError.badRequest("why has at most 1,000 bytes", "why")
            }
            return why
        }
    }
}

extension Caller {
    /// What the log calls them who changed something.
    var name: String {
        switch kind {
        case .local: "this machine"
        case .key(let name): "key \(name)"
        case .viewer(let id): "viewer \(id)"
        }
    }
}

extension JSONWriter {
    mutating func member(_ name: StaticString, number: Double) {
        key(name)
        double(number)
    }

    fileprivate mutating func heads(of tuning: FeedTuning) {
        let slots = max(tuning.tallies.slots, 1e-9)
        key("heads")
        beginArray()
        for head in Head.allCases {
            let index = Int(head.rawValue)
            let knob = FeedKnobs.value(of: head)
            beginObject()
            member("head", head.name)
            member("knob", knob.name)
            member("weight", number: tuning.knobs[knob])
            member("probability", number: tuning.tallies.probabilities[index] / slots)
            member("value", number: tuning.tallies.values[index] / slots)
            endObject()
        }
        endArray()
    }

    fileprivate mutating func sources(of tuning: FeedTuning) {
        let pages = max(tuning.tallies.pages, 1e-9)
        key("sources")
        beginArray()
        for source in Source.allCases {
            let index = Int(source.rawValue)
            beginObject()
            member("source", source.name)
            member("offered", number: tuning.tallies.offers[index] / pages)
            member("served", number: tuning.tallies.places[index] / pages)
            endObject()
        }
        endArray()
    }

    fileprivate mutating func stages(of tuning: FeedTuning) {
        key("stages")
        beginArray()
        for stage in tuning.tallies.stages {
            beginObject()
            member("stage", stage.name)
            member("ms", number: stage.nanoseconds / max(stage.pages + stage.missed, 1e-9) / 1e6)
            member("missed", number: stage.missed / max(stage.pages + stage.missed, 1e-9))
            endObject()
        }
        endArray()
    }

    fileprivate mutating func learner(_ status: LearnerStatus) {
        key("learner")
        beginObject()
        member("waiting_impressions", status.impressions)
        member("waiting_places", status.slots)
        member("late_ms", status.lateMs)
        endObject()
    }
}
