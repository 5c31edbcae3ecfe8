extension VectorStore {
    /// Puts a slot that has just got its vector into a cell.
    mutating func put(_ slot: Int, _ vector: QuantizedVector) {
        if cells.count == 0 { cells.append(centre: vector) }
        guard let cell = cells.nearest(to: vector) else { return }
        add(slot, vector.numbers, to: cell)
        recentre(cell)
        if cells.cells[cell].slots.count > Cells.most { split(cell) }
    }

    /// Takes a slot out of its cell, which is dissolved where few are left.
    mutating func takeOut(_ slot: Int, of cell: Int) {
        cells.take(slot, from: cell)
        recentre(cell)
        let left = cells.cells[cell].slots.count
        if left == 0 || left < Cells.fewest && cells.count > 1 { dissolve(cell) }
    }

    /// Moves the centre of a small cell into the middle of its members.
    ///
    /// So a centre is the mean of all members of its cell, or of ``Cells/settled`` at least at one
    /// time: what a deleted post said is not to be read from it.
    private mutating func recentre(_ cell: Int) {
        let members = cells.cells[cell].slots
        guard members.count < Cells.settled, let first = members.first else { return }
        let rows = members.map { QuantizedVector(numbers: numbers(at: Int($0))) }
        let centre = Self.mean(rows, where: { _ in true })
        cells.move(cell, to: centre ?? QuantizedVector(numbers: numbers(at: Int(first))))
    }

    private mutating func add(_ slot: Int, _ numbers: [Int8], to cell: Int) {
        cells.add(slot, sketch: Sketch.bits(of: numbers), to: cell)
        note(cell: cell, of: slot)
    }

    /// Gives the members of a cell to the nearest other ones, and removes it.
    ///
    /// Cells that grow too large by it are split.
    private mutating func dissolve(_ cell: Int) {
        var grown: Set<Int> = []
        for slot in cells.cells[cell].slots {
            let numbers = numbers(at: Int(slot))
            let vector = QuantizedVector(numbers: numbers)
            guard let other = cells.nearest(to: vector, except: cell) else { continue }
            add(Int(slot), numbers, to: other)
            if cells.cells[other].slots.count > Cells.most { grown.insert(other) }
        }
        let last = cells.count - 1
        cells.remove(cell)
        if cell < last {
            for slot in cells.cells[cell].slots { note(cell: cell, of: Int(slot)) }
        }
        for other in grown.sorted() { split(other == last ? cell : other) }
    }

    // MARK: Splitting

    /// Divides a cell in two by its members.
    ///
    /// Spherical 2-means (Dhillon and Modha 2001) from the member least like the centre and the one
    /// least like that, a few rounds. Where one side would be all but empty (many copies of one
    /// text), it is cut in the middle. Complexity: O(members × dimension × rounds), some 1 ms.
    private mutating func split(_ cell: Int) {
        let members = cells.cells[cell].slots.map { Int($0) }
        let rows = members.map { QuantizedVector(numbers: numbers(at: $0)) }
        var (left, right) = seeds(rows, cell)
        // How much more a member is like the left seed than like the right one.
        var leanings = [Float](repeating: 0, count: rows.count)
        for round in 0..<Self.rounds {
            for index in rows.indices {
                leanings[index] =
                    rows[index].similarity(to: left) - rows[index].similarity(to: right)
            }
            guard round < Self.rounds - 1 else { break }
            guard let first = Self.mean(rows, where: { leanings[$0] >= 0 }),
                let second = Self.mean(rows, where: { leanings[$0] < 0 }),
                first != left || second != right
            else { break }
            (left, right) = (first, second)
        }
        var isLeft = leanings.map { $0 >= 0 }
        let leftCount = isLeft.reduce(0) { $0 + ($1 ? 1 : 0) }
        if min(leftCount, rows.count - leftCount) < Cells.settled {
            let order = rows.indices.sorted { (leanings[$0], $1) > (leanings[$1], $0) }
            for (place, index) in order.enumerated() { isLeft[index] = place < rows.count / 2 }
            left = Self.mean(rows, where: { isLeft[$0] }) ?? left
            right = Self.mean(rows, where: { !isLeft[$0] }) ?? right
        }
        cells.cells[cell] = Cells.Cell()
        cells.move(cell, to: left)
        cells.append(centre: right)
        let other = cells.count - 1
        for index in rows.indices {
            add(members[index], rows[index].numbers, to: isLeft[index] ? cell : other)
        }
        settle(cell, other)
    }

    /// Lets vectors move between the halves of a cell and its neighbours to the centre that is
    /// nearest now.
    ///
    /// Complexity: O(members of ten cells × dimension × 8), some 1 ms.
    private mutating func settle(_ left: Int, _ right: Int) {
        let halves = [left, right]
        let middle = QuantizedVector(numbers: cells.centre(of: left))
        let around = cells.order(for: middle).filter { !halves.contains($0) }
            .prefix(Self.neighbours)
        for cell in around { move(from: cell, to: halves) }
        for half in halves { move(from: half, to: Array(around)) }
    }

    private static var neighbours: Int { 8 }

    /// Moves those members of a cell that are nearer to the centre of another one that has room.
    private mutating func move(from cell: Int, to others: [Int]) {
        for slot in cells.cells[cell].slots {
            guard cells.cells[cell].slots.count > Cells.settled else { return }
            let numbers = numbers(at: Int(slot))
            let vector = QuantizedVector(numbers: numbers)
            var best = cell
            var greatest = cells.similarity(of: vector, to: cell)
            for other in others where cells.cells[other].slots.count < Cells.most {
                let similarity = cells.similarity(of: vector, to: other)
                if similarity > greatest { (best, greatest) = (other, similarity) }
            }
            guard best != cell else { continue }
            cells.take(Int(slot), from: cell)
            add(Int(slot), numbers, to: best)
        }
    }

    private static var rounds: Int { 6 }

    private func seeds(
        _ rows: [QuantizedVector],
        _ cell: Int
    ) -> (QuantizedVector, QuantizedVector) {
        func farthest(_ similarity: (QuantizedVector) -> Float) -> QuantizedVector {
            var best = rows[0]
            var least = Float.infinity
            for row in rows {
                let similarity = similarity(row)
                if similarity < least {
                    least = similarity
                    best = row
                }
            }
            return best
        }
        let left = farthest { cells.similarity(of: $0, to: cell) }
        return (left, farthest { $0.similarity(to: left) })
    }

    /// The mean direction of some rows; nil where there is none.
    private static func mean(
        _ rows: [QuantizedVector],
        where isIn: (Int) -> Bool
    ) -> QuantizedVector? {
        var sum = VectorSum(dimension: rows.first?.numbers.count ?? 0)
        for index in rows.indices where isIn(index) { sum.add(rows[index], weight: 1) }
        return sum.direction
    }
}
