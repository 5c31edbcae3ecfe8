/// The records of a repository by their paths: a Merkle search tree
/// (atproto.com/specs/repository), walked in the order of the paths.
///
/// Whoever hosts a repository may have made it up. Each node is checked against its name, so the
/// tree has no circle; and paths must rise over the whole walk, so no part of it comes twice.
struct RecordTree: Sendable {
    /// Nodes within nodes that are followed; a tree of a billion records has some fifteen.
    static let depthLimit = 64
    /// Entries of one node that are read; four are usual.
    static let entryLimit = 8192
    /// The longest path, in bytes.
    static let pathBytes = 1024

    let archive: ContentArchive

    /// What is still to be walked, the next one last.
    private enum Step {
        case node(ContentID, depth: Int)
        case record(path: [UInt8], ContentID)
    }

    /// Calls `visit` for each record, in the order of the paths.
    func walk(
        from root: ContentID,
        _ visit: (_ path: [UInt8], _ record: ContentID) throws(RepositoryError) -> Void
    ) throws(RepositoryError) {
        var steps = [Step.node(root, depth: 0)]
        var last: [UInt8]?
        while let step = steps.popLast() {
            switch step {
            case .node(let id, let depth):
                guard depth < Self.depthLimit else {
                    throw .tree("it is deeper than \(Self.depthLimit) nodes")
                }
                steps += try self.steps(of: id, depth: depth).reversed()
            case .record(let path, let id):
                if let last, !last.lexicographicallyPrecedes(path) {
                    throw .tree("its paths don't rise")
                }
                last = path
                try visit(path, id)
            }
        }
    }

    /// The parts of one node, in their order.
    private func steps(of id: ContentID, depth: Int) throws(RepositoryError) -> [Step] {
        let node = try archive.value(id)
        guard let entries = node["e"]?.array, entries.count <= Self.entryLimit else {
            throw .tree("the node \(id) has no entries that can be read")
        }
        var steps: [Step] = []
        if let left = try child(node["l"], of: id) { steps.append(.node(left, depth: depth + 1)) }
        var path: [UInt8] = []
        for entry in entries {
            // A path is written as what it adds to the beginning of the one before it.
            guard let shared = entry["p"]?.integer, (0...Int64(path.count)).contains(shared),
                let rest = entry["k"]?.bytes, let record = entry["v"]?.link,
                Int(shared) + rest.count <= Self.pathBytes
            else { throw .tree("an entry of the node \(id) can't be read") }
            path = Array(path.prefix(Int(shared))) + rest
            steps.append(.record(path: path, record))
            if let right = try child(entry["t"], of: id) {
                steps.append(.node(right, depth: depth + 1))
            }
        }
        return steps
    }

    private func child(
        _ value: CBORValue?,
        of id: ContentID
    ) throws(RepositoryError) -> ContentID? {
        switch value {
        case .link(let child): return child
        case .null, nil: return nil
        default: throw .tree("the node \(id) leads to no node")
        }
    }
}
