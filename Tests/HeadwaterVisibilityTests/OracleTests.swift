import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterSimulation
import HeadwaterVisibility
import Testing

/// The catalog and the judge against a model that knows nothing but the list of events.
@Suite struct OracleTests {
    private static let accounts = (0..<6).map { "a:\($0)" }
    private static let viewers: [String?] = [nil, "nobody"] + accounts
    private static let groups = ["g:0", "g:1"]
    private static let posts = (0..<12).map { "p:\($0)" }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func agreesWithTheNaiveWorld(seed: UInt64) throws {
        var workload = Workload(seed: seed)
        var world = NaiveWorld()
        var catalog = Catalog()
        for step in 1...250 {
            let record = workload.nextRecord()
            let verdict = world.apply(record)
            if verdict == .accepted || verdict == .withoutEffect { _ = catalog.apply(record) }
            guard step % 50 == 0 else { continue }
            let differences =
                visibility(world, catalog, at: workload.now) + states(world, catalog)
                + fields(world, catalog)
            try #require(
                differences.isEmpty,
                "seed \(seed), step \(step): \(differences.prefix(5))"
            )
        }
    }

    /// Events that admission would have stopped must not hurt what stands either, where they change
    /// a state rather than a count.
    @Test(arguments: 101...104 as ClosedRange<UInt64>)
    func repeatsOfStatesHaveNoEffect(seed: UInt64) throws {
        var workload = Workload(seed: seed)
        var world = NaiveWorld()
        var catalog = Catalog()
        for step in 1...250 {
            let record = workload.nextRecord()
            _ = world.apply(record)
            if case .event(.impression) = record.body { continue }
            if case .event(.engagement(let event)) = record.body, !event.kind.isState { continue }
            _ = catalog.apply(record)
            guard step % 50 == 0 else { continue }
            let differences = visibility(world, catalog, at: workload.now)
            try #require(
                differences.isEmpty,
                "seed \(seed), step \(step): \(differences.prefix(5))"
            )
        }
    }

    /// A catalog that was written and read goes on as the one that was not.
    @Test(arguments: 201...210 as ClosedRange<UInt64>)
    func aSnapshotGoesOnTheSame(seed: UInt64) throws {
        var workload = Workload(seed: seed)
        var catalog = Catalog()
        for _ in 1...Int(20 + seed % 7 * 30) { _ = catalog.apply(workload.nextRecord()) }
        var reader = ByteReader(bytes(of: catalog))
        var restored = try Catalog(from: &reader)
        #expect(reader.isAtEnd)
        for step in 1...100 {
            let record = workload.nextRecord()
            let effect = catalog.apply(record)
            #expect(restored.apply(record) == effect, "seed \(seed), step \(step)")
        }
        #expect(bytes(of: restored) == bytes(of: catalog), "seed \(seed)")
    }

    private func bytes(of catalog: Catalog) -> [UInt8] {
        var writer = ByteWriter()
        catalog.encode(into: &writer)
        return writer.bytes
    }

    private func visibility(
        _ world: NaiveWorld,
        _ catalog: Catalog,
        at now: Timestamp
    ) -> [String] {
        var differences: [String] = []
        let surfaces: [(NaiveWorld.Surface, Judge.Surface)] = [
            (.id, .id), (.search, .search), (.feed, .feed),
        ]
        for viewer in Self.viewers {
            let judge = Judge(viewer: viewer, policy: Policy(), now: now, catalog: catalog)
            for id in Self.posts {
                for (naive, real) in surfaces {
                    let expected = world.sees(viewer, id, on: naive, at: now)
                    let reason: Judge.Reason? =
                        catalog.post(id).map { judge.objection(to: $0, on: real, in: catalog) }
                        ?? .unknown
                    guard expected != (reason == nil) else { continue }
                    let who = viewer ?? "no viewer"
                    differences.append("\(who) \(id) \(naive): \(expected), not \(reason as Any)")
                }
            }
        }
        return differences
    }

    private func states(_ world: NaiveWorld, _ catalog: Catalog) -> [String] {
        var differences: [String] = []
        func compare<Value: Equatable>(_ what: String, _ expected: Value, _ found: Value) {
            if expected != found { differences.append("\(what): \(expected), not \(found)") }
        }
        for id in Self.posts {
            let post = catalog.post(id)
            for kind in Engagement.Kind.allCases {
                let found = post.map { Int(catalog[$0].counts[kind]) } ?? 0
                compare("\(kind) of \(id)", world.count(of: kind, on: id), found)
                guard kind.isState else { continue }
                for actor in Self.accounts {
                    guard let account = catalog.account(actor), !world.isGone(actor) else {
                        continue
                    }
                    let isOn = post.map { catalog.isOn(kind, account, $0) } ?? false
                    compare("\(actor) \(kind) \(id)", world.isOn(kind, actor, id), isOn)
                }
            }
            let seen = post.map { Int(catalog[$0].impressions) } ?? 0
            compare("impressions of \(id)", world.impressions(of: id), seen)
        }
        for actor in Self.accounts where !world.isGone(actor) {
            for subject in Self.accounts + Self.groups where !world.isGone(subject) {
                for kind in Edge.Kind.allCases {
                    guard let one = catalog.account(actor), let two = catalog.account(subject)
                    else {
                        continue
                    }
                    let isOn = catalog.isOn(kind, one, two)
                    compare("\(actor) \(kind) \(subject)", world.isOn(kind, actor, subject), isOn)
                }
            }
        }
        return differences
    }

    private func fields(_ world: NaiveWorld, _ catalog: Catalog) -> [String] {
        var differences: [String] = []
        func compare<Value: Equatable>(_ what: String, _ expected: Value, _ found: Value) {
            if expected != found { differences.append("\(what): \(expected), not \(found)") }
        }
        for id in Self.accounts {
            guard let account = catalog.account(id) else { continue }
            let entry = catalog[account]
            compare("\(id) status", world.status(of: id), entry.status.value)
            guard !world.isGone(id) else {
                compare("\(id) name", "", entry.name.value)
                continue
            }
            compare("\(id) name", world.field(id, \.name) ?? "", entry.name.value)
            compare("\(id) handle", world.field(id, \.handle) ?? "", entry.handle.value)
            compare("\(id) followers", world.followers(of: id), Int(entry.followers))
        }
        for id in Self.posts where !world.isDeleted(id) {
            guard let post = catalog.post(id), let newest = world.versions(of: id).last else {
                continue
            }
            compare("\(id) time", world.time(of: id), catalog[post].time)
            compare("\(id) version", newest.post.version, catalog[post].version)
            compare("\(id) position", newest.record.position, catalog[post].position)
            let positions = world.versions(of: id).reversed().map(\.record.position)
            compare("\(id) positions", positions, catalog.positions(of: post))
        }
        return differences
    }
}
