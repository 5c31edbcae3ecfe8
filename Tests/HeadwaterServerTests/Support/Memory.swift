import Foundation

enum Memory {
    /// Bytes of memory that this process holds; 0 where the kernel gives no account.
    static var residentBytes: Int {
        guard let file = FileManager.default.contents(atPath: "/proc/self/statm") else { return 0 }
        let words = String(decoding: file, as: UTF8.self).split(separator: " ")
        guard words.count > 1, let pages = Int(words[1]) else { return 0 }
        return pages * 4096
    }
}
