import HeadwaterText
import Testing

@Suite struct SentenceTests {
    private func split(_ text: String) -> [String] {
        var splitter = SentenceSplitter()
        return splitter.split(text)
            .map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) }
    }

    @Test(arguments: [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Dr. Smith met J. F. Kennedy. He left.", ["Dr. Smith met J. F. Kennedy.", "He left."]),
        (
            "It costs 3.50 euros. See example.com/a.b now.",
            ["It costs 3.50 euros.", "See example.com/a.b now."]
        ),
        ("The U.S. Army is here. OK", ["The U.S. Army is here.", "OK"]),
        ("wait ... what", ["wait ... what"]), ("Wait... What?", ["Wait...", "What?"]),
        ("He said \"No.\" Then he left.", ["He said \"No.\"", "Then he left."]),
        ("first line\nsecond line", ["first line", "second line"]),
        ("橋は閉鎖。船が動かない！", ["橋は閉鎖。", "船が動かない！"]),
        ("Bridge open 🎉 Ferries run again", ["Bridge open 🎉", "Ferries run again"]),
        ("I ❤️ you 🎉", ["I ❤️ you 🎉"]), ("love 🎉 it", ["love 🎉 it"]),
        ("What?! No way!!! Yes", ["What?!", "No way!!!", "Yes"]),
        ("No. 5 is alive. No. Really.", ["No. 5 is alive.", "No.", "Really."]),
        ("At 5 p.m. Friday we go. Bye", ["At 5 p.m. Friday we go.", "Bye"]),
        ("1. Eggs\n2. Milk", ["1. Eggs", "2. Milk"]),
        ("see https://t.co/a. Next one", ["see https://t.co/a.", "Next one"]),
        ("¿Qué? ¡Vamos! Sí", ["¿Qué?", "¡Vamos!", "Sí"]), ("", []), ("...", []), (" \n ", []),
    ])
    func endsWhereAReaderWouldEndThem(text: String, expected: [String]) {
        #expect(split(text) == expected)
    }
}
