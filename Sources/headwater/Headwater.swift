import HeadwaterCore

/// The command line.
@main
struct Headwater {
    static func main() {}
}
