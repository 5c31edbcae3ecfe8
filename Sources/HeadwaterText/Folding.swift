/// Folds case, compatibility forms and diacritics, as terms are folded.
public func folded(_ text: String) -> String {
    let points = CodePoints.shared
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars { points.appendFold(of: scalar.value, to: &bytes) }
    return String(decoding: bytes, as: UTF8.self)
}
