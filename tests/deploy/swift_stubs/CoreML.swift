// Not Apple's framework: only what the kit uses, so that a Swift compiler can type-check it off a Mac.
import Foundation

public enum MLComputeUnits: Int, Sendable { case cpuOnly = 0, cpuAndGPU = 1, all = 2, cpuAndNeuralEngine = 3 }

open class MLModelConfiguration: NSObject {
    public var computeUnits: MLComputeUnits = .all
    override public init() {}
}

public protocol MLFeatureProvider {
    var featureNames: Set<String> { get }
    func featureValue(for featureName: String) -> MLFeatureValue?
}

open class MLFeatureValue: NSObject {
    public var multiArrayValue: MLMultiArray? { nil }
    public convenience init(multiArray value: MLMultiArray) { self.init() }
}

public protocol MLShapedArrayScalar {}
extension Int32: MLShapedArrayScalar {}
extension Float: MLShapedArrayScalar {}
public protocol MLShapedArrayProtocol {}
public struct MLShapedArray<Scalar: MLShapedArrayScalar>: MLShapedArrayProtocol {
    public init<S: Sequence>(scalars: S, shape: [Int]) where S.Element == Scalar {}
}

open class MLMultiArray: NSObject {
    public var count: Int { 0 }
    public subscript(idx: Int) -> NSNumber { get { 0 } set {} }
    public convenience init<ShapedArray: MLShapedArrayProtocol>(_ shapedArray: ShapedArray) { self.init() }
}

open class MLDictionaryFeatureProvider: NSObject, MLFeatureProvider {
    public init(dictionary: [String: Any]) throws {}
    public var featureNames: Set<String> { [] }
    public func featureValue(for featureName: String) -> MLFeatureValue? { nil }
}

open class MLPredictionOptions: NSObject {}

open class MLModel: NSObject {
    public class func load(contentsOf url: URL, configuration: MLModelConfiguration = MLModelConfiguration()) async throws -> MLModel { MLModel() }
    public class func compileModel(at url: URL) async throws -> URL { url }
    public func prediction(from input: MLFeatureProvider) throws -> MLFeatureProvider { input }
    public func prediction(from input: MLFeatureProvider, options: MLPredictionOptions = MLPredictionOptions()) async throws -> MLFeatureProvider { input }
}
