import Foundation
import HeadwaterIngest
import Synchronization

/// A line on the terminal that shows how far a long command is; nothing where there is no terminal.
enum ProgressLine {
    private static let last = Mutex((shown: Date.distantPast, start: Date(), isUsed: false))

    static func show(_ progress: ImportProgress) {
        guard isatty(2) == 1 else { return }
        let line: String? = last.withLock { last in
            let now = Date()
            guard now.timeIntervalSince(last.shown) > 0.2 else { return nil }
            last.shown = now
            last.isUsed = true
            let rate = Double(progress.events) / max(0.001, now.timeIntervalSince(last.start))
            let share = progress.fraction.map { fraction in
                let filled = Int(fraction * 30)
                return "[" + String(repeating: "=", count: filled)
                    + String(repeating: " ", count: 30 - filled)
                    + String(format: "] %3.0f %%", fraction * 100)
            }
            return String(
                format: "\r%@ %lld events, %.0f/s, %lld rejected ",
                share ?? "",
                progress.events,
                rate,
                progress.rejected
            )
        }
        if let line { FileHandle.standardError.write(Data(line.utf8)) }
    }

    static func finish() {
        if last.withLock({ $0.isUsed }) { FileHandle.standardError.write(Data("\n".utf8)) }
    }
}
