import HeadwaterText
import Testing

@Suite struct LanguageTests {
    @Test(arguments: [
        ("en", "running", "run"), ("en", "Obama's", "obama"), ("en", "don't", "dont"),
        ("de", "Häuser", "haus"), ("fr", "l'hommes", "homm"), ("es", "canciones", "cancion"),
        ("ru", "книги", "книг"), ("und", "Running", "running"), ("ja", "Tests", "tests"),
    ])
    func stemsByLanguage(code: String, word: String, stem: String) {
        var analyzer = TextAnalyzer()
        #expect(analyzer.stem(word, language: Language(code)) == stem)
    }

    @Test func tagsNameLanguages() {
        #expect(Language("pt-BR") == Language("pt"))
        #expect(Language("nb") == Language("no"))
        #expect(Language("EN_us") == .english)
        #expect(Language("tlh") == .undetermined)
        #expect(Language("") == .undetermined)
        #expect(Language(rawValue: 255) == nil)
    }

    @Test func keysTellLanguagesApartAndForgetNothing() {
        var analyzer = TextAnalyzer(cachedWords: 2)
        var buffer = TokenBuffer()
        analyzer.tokenizer.tokenize("news runs running run new #run 3.5", into: &buffer)
        func keys(_ language: Language) -> [TermKey] {
            var keys: [TermKey] = []
            for token in buffer.tokens where !token.isSecondary {
                keys.append(analyzer.key(of: token, in: buffer, language: language))
            }
            return keys
        }
        let english = keys(.english)
        let dutch = keys(Language("nl"))
        #expect(english[1] == english[2] && english[2] == english[3])
        #expect(english[0] != english[4])
        #expect(dutch[0] != english[4])
        #expect(english[5] == TermKey("#run") && english[6] == TermKey("3.5"))
        #expect(keys(.english) == english)
    }

    @Test(arguments: [
        ("The bridge is closed because of a ship", "en"),
        ("Die Brücke ist wegen eines Schiffs gesperrt", "de"),
        ("Le pont est fermé à cause d'un bateau dans le port", "fr"),
        ("El puente está cerrado por un barco y no se puede pasar", "es"),
        ("A ponte está fechada por causa de um navio, não há passagem", "pt"),
        ("Il ponte è chiuso per una nave nel porto", "it"),
        ("De brug is dicht en het schip ligt er nog", "nl"),
        ("Bron är stängd för att ett fartyg ligger där och det är inte klart", "sv"),
        ("橋は船のために閉鎖されています", "ja"), ("桥因船而关闭", "zh"), ("다리가 닫혔다", "ko"),
        ("สะพานปิด", "th"), ("Мост закрыт, и мы не знаем почему", "ru"),
        ("Міст зачинено, і ми не знаємо чому", "uk"), ("الجسر مغلق", "ar"),
        ("پل بسته است چون کشتی گیر کرده", "fa"), ("Η γέφυρα είναι κλειστή", "el"),
        ("Most jest zamknięty, bo się nie da przejść", "pl"),
        ("Köprü bir gemi için kapalı değil", "tr"),
        ("Harbour Bridge Ferry", "und"), ("😀", "und"), ("", "und"), ("12:30", "und"),
    ])
    func guessesFromScriptAndStopWords(text: String, code: String) {
        #expect(LanguageGuesser().guess(text).code == code, "\(text)")
    }

    @Test func stopWordsAreThoseOfTheLanguage() {
        let words = StopWords.shared
        #expect(words.contains("the", language: .english))
        #expect(!words.contains("the", language: Language("de")))
        #expect(words.contains("uber", language: Language("de")))
        #expect(!words.contains("bridge", language: .english))
        #expect(!words.contains("the", language: Language("ja")))
    }
}
