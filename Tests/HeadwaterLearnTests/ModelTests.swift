import HeadwaterCore
import HeadwaterLearn
import Testing

@Suite struct ModelTests {
    @Test func aModelLearnsWhatAViewerLikesAndComesBackFromItsBytes() throws {
        var town = Town()
        var model = Model()
        var example = Example()
        let before = town.predict(model, viewer: "ann", post: "p1")
        for round in 0..<30 {
            let post = "p\(round % 4)"
            town.example("ann", post, into: &example)
            var labels = HeadLabels()
            labels[.like] = round % 4 == 1 ? 1 : 0
            model.learn(example, labels)
            town.count("ann", post, labels)
        }
        let liked = town.predict(model, viewer: "ann", post: "p1")[.like]
        #expect(liked > before[.like])
        #expect(liked > town.predict(model, viewer: "ann", post: "p2")[.like])
        var writer = ByteWriter()
        model.encode(into: &writer)
        var reader = ByteReader(writer.bytes)
        let same = try Model(from: &reader)
        #expect(reader.isAtEnd)
        #expect(town.predict(same, viewer: "ann", post: "p1")[.like] == liked)
        #expect(same.learned[Int(Head.like.rawValue)] == 30)
    }
}
