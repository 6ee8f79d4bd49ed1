/// Whether the gates of a recurrent layer share their dropout masks.
package enum DropoutMasks: String, Sendable, CaseIterable {
    /// One mask for each gate: Keras with `recurrent_dropout`, or with `implementation=1`.
    case perGate = "per_gate"
    /// One mask for all gates: what Keras does by default without `recurrent_dropout`.
    case shared
}
