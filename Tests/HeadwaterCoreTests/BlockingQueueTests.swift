import HeadwaterCore
import Testing

@Suite struct BlockingQueueTests {
    @Test func everythingComesThroughOnceAndInOrder() {
        let queue = BlockingQueue<Int>(limit: 10)
        let producer = BlockingThread {
            for number in 0..<5000 { _ = queue.put(number) }
            queue.close()
        }
        var taken: [Int] = []
        while let some = queue.take(most: 7) { taken += some }
        producer.join()
        #expect(taken == Array(0..<5000))
    }

    @Test func isBoundedByWeightButTakesASingleHeavyElement() {
        let queue = BlockingQueue<String>(limit: 10)
        #expect(queue.offer("heavy", weight: 50) == true)
        #expect(queue.offer("one more", weight: 1) == nil)
        #expect(!queue.hasRoom(for: 1))
        #expect(queue.take(most: 1) == ["heavy"])
        #expect(queue.offer("a", weight: 6) == true)
        #expect(queue.offer("b", weight: 6) == nil)
        queue.close()
        #expect(queue.offer("c") == false)
        #expect(queue.take(most: 9) == ["a"])
        #expect(queue.take(most: 9) == nil)
    }

    @Test func aDetachedThreadRuns() {
        let done = BlockingQueue<Int>(limit: 1)
        BlockingThread.detach { _ = done.put(1) }
        #expect(done.take(most: 1) == [1])
    }
}
