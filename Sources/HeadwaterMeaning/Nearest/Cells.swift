/// The cells that the vectors of a space are divided into, each around a centre: those near a query
/// hold what is nearest to it.
///
/// An inverted file (Sivic and Zisserman 2003) that is never trained as a whole: it begins as one
/// cell, a full cell splits in two by its own members, and one with few is dissolved into its
/// neighbours (as in SPFresh, Xu et al. 2023). So the work of one insertion is bounded, new topics
/// get cells as they come, and the same insertions give the same cells, in every process.
///
/// Invariant: each slot that has a vector stands in exactly one cell, the one that its page names;
/// `sketches` of a cell holds the sketches of its `slots`, in their order.
struct Cells: Sendable {
    /// A cell splits when it has more members.
    static let most = 1_024
    /// A cell is dissolved when it has fewer, unless it is the only one.
    static let fewest = 32
    /// From so many members on, a cell's centre stays where it is.
    static let settled = 64

    /// One cell; its centre is a row of ``centres``.
    struct Cell: Sendable {
        var slots: [UInt32] = []
        var sketches: [UInt64] = []
    }

    let dimension: Int
    var cells: [Cell] = []
    /// The centres as int8 rows, one after another.
    var centres: [Int8] = []
    var lengths: [Float] = []

    init(dimension: Int) { self.dimension = dimension }

    var count: Int { cells.count }

    var byteCount: Int {
        centres.count + lengths.count * 4
            + cells.reduce(0) { $0 + $1.slots.capacity * 4 + $1.sketches.capacity * 8 }
    }

    /// The cosine of a vector and a cell's centre.
    func similarity(of vector: QuantizedVector, to cell: Int) -> Float {
        let centre = centres.span.extracting(cell * dimension..<(cell + 1) * dimension)
        return cosine(dot(vector.numbers.span, centre), vector.length, lengths[cell])
    }

    /// The numbers of a cell's centre.
    func centre(of cell: Int) -> [Int8] {
        Array(centres[cell * dimension..<(cell + 1) * dimension])
    }

    /// The cell whose centre is nearest; of equals the first.
    ///
    /// Complexity: O(cells × dimension): 30 µs where there are a million vectors of 512 numbers.
    func nearest(to vector: QuantizedVector, except: Int? = nil) -> Int? {
        var best: Int?
        var greatest = -Float.infinity
        for cell in cells.indices where cell != except {
            let similarity = similarity(of: vector, to: cell)
            if similarity > greatest {
                greatest = similarity
                best = cell
            }
        }
        return best
    }

    /// Adds an empty cell around a centre.
    mutating func append(centre: QuantizedVector) {
        cells.append(Cell())
        centres += centre.numbers
        lengths.append(centre.length)
    }

    /// Moves a cell's centre.
    mutating func move(_ cell: Int, to centre: QuantizedVector) {
        for index in 0..<dimension { centres[cell * dimension + index] = centre.numbers[index] }
        lengths[cell] = centre.length
    }

    /// Removes a cell; the last one takes its number.
    mutating func remove(_ cell: Int) {
        let last = cells.count - 1
        cells.swapAt(cell, last)
        cells.removeLast()
        for index in 0..<dimension {
            centres[cell * dimension + index] = centres[last * dimension + index]
        }
        centres.removeLast(dimension)
        lengths.swapAt(cell, last)
        lengths.removeLast()
    }

    /// Adds a member.
    mutating func add(_ slot: Int, sketch: [UInt64], to cell: Int) {
        cells[cell].slots.append(UInt32(slot))
        cells[cell].sketches += sketch
    }

    /// Takes a member out; the cell's last one takes its place.
    mutating func take(_ slot: Int, from cell: Int) {
        guard let place = cells[cell].slots.firstIndex(of: UInt32(slot)) else { return }
        let words = Sketch.words(dimension)
        let last = cells[cell].slots.count - 1
        cells[cell].slots.swapAt(place, last)
        cells[cell].slots.removeLast()
        for word in 0..<words {
            cells[cell].sketches[place * words + word] =
                cells[cell].sketches[last * words + word]
        }
        cells[cell].sketches.removeLast(words)
    }
}
