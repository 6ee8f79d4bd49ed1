/// How far back a runner's passes go.
package enum BackwardReach: Sendable {
    /// Forward alone: of a recurrent layer's time steps nothing is kept but what the next one begins from.
    case none
    /// To all weights.
    case weights
    /// To all weights and the input.
    case input
}
