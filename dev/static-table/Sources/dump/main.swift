import Foundation
import HeadwaterMeaning

// dump WEIGHTS TEXTS OUT: for make.py, writes of texts (one JSON string a line)
//   OUT.terms    the keys of each text's terms: a count (u32), then the keys (u64), little-endian
//   OUT.words    each distinct term once: key, 1 for a word, its buckets, the term; tab-separated
//   OUT.vectors  the encoder's vector of each text: 512 32-bit floats, zeros where it has none
let arguments = CommandLine.arguments
guard arguments.count == 4 else {
    print("usage: dump WEIGHTS TEXTS OUT")
    exit(64)
}
let encoder = try TextEncoder(weights: arguments[1])
let lines = try Data(contentsOf: URL(fileURLWithPath: arguments[2])).split(separator: 0x0A)
let texts = try lines.map { try JSONDecoder().decode(String.self, from: $0) }

var terms = StaticTerms()
var keys = Data()
var words = ""
var known: Set<UInt64> = []
for text in texts {
    var all: [UInt64] = []
    terms.forEach(of: text) { key, term, isWord in
        all.append(key.rawValue)
        guard known.insert(key.rawValue).inserted else { return }
        var buckets: [Int] = []
        if isWord { StaticTerms.appendBuckets(of: term, to: &buckets) }
        let bytes = term.withUnsafeBufferPointer { Array($0) }
        let list = buckets.map(String.init).joined(separator: ",")
        words += "\(key.rawValue)\t\(isWord ? 1 : 0)\t\(list)\t"
        words += String(decoding: bytes, as: UTF8.self) + "\n"
    }
    withUnsafeBytes(of: UInt32(all.count).littleEndian) { keys.append(contentsOf: $0) }
    for key in all { withUnsafeBytes(of: key.littleEndian) { keys.append(contentsOf: $0) } }
}
try keys.write(to: URL(fileURLWithPath: arguments[3] + ".terms"))
try Data(words.utf8).write(to: URL(fileURLWithPath: arguments[3] + ".words"))

var vectors = Data()
for start in stride(from: 0, to: texts.count, by: 256) {
    for vector in encoder.embed(Array(texts[start..<min(start + 256, texts.count)])) {
        let numbers = vector ?? [Float](repeating: 0, count: TextEncoder.dimension)
        numbers.withUnsafeBytes { vectors.append(contentsOf: $0) }
    }
}
try vectors.write(to: URL(fileURLWithPath: arguments[3] + ".vectors"))
