#if canImport(CoreML)
import CoreML

/// The processors Core ML may choose from, as the studio names them.
public enum ComputeUnits: String, CaseIterable, Codable, Identifiable, Sendable {
    case all = "ALL"
    case neuralEngine = "CPU_AND_NE"
    case gpu = "CPU_AND_GPU"
    case cpu = "CPU_ONLY"

    public var id: String { rawValue }

    /// What to try, in order, when loading with these fails.
    public var fallBacks: [ComputeUnits] {
        switch self {
        case .all: return [.all, .neuralEngine, .cpu]
        case .neuralEngine: return [.neuralEngine, .cpu]
        case .gpu: return [.gpu, .cpu]
        case .cpu: return [.cpu]
        }
    }

    var coreML: MLComputeUnits {
        switch self {
        case .all: return .all
        case .neuralEngine: return .cpuAndNeuralEngine
        case .gpu: return .cpuAndGPU
        case .cpu: return .cpuOnly
        }
    }
}
#endif
