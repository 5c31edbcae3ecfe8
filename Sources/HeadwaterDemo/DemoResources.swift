public import Foundation

/// Where the demo town's files are.
public enum DemoResources {
    /// The folder with everything.
    static var directory: URL? { Bundle.module.url(forResource: "Resources", withExtension: nil) }

    /// The folder with pictures and videos.
    public static var mediaDirectory: URL? { directory?.appendingPathComponent("media") }
}
