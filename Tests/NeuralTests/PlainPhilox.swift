/// Philox4x32-10 word by word, as the paper writes it, to hold the vectorised one to.
func plainPhilox(_ counter: SIMD4<UInt32>, key: UInt64) -> SIMD4<UInt32> {
    var c = counter
    var k0 = UInt32(truncatingIfNeeded: key)
    var k1 = UInt32(key >> 32)
    for _ in 0..<10 {
        let (high0, low0) = c.x.multipliedFullWidth(by: 0xD251_1F53)
        let (high1, low1) = c.z.multipliedFullWidth(by: 0xCD9E_8D57)
        c = SIMD4(high1 ^ c.y ^ k0, low1, high0 ^ c.w ^ k1, low0)
        k0 &+= 0x9E37_79B9
        k1 &+= 0xBB67_AE85
    }
    return c
}
