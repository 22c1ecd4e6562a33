// Not Apple's framework: only what the kit's app uses, so that a Swift compiler can type-check it off a Mac.
import Foundation
import Observation

@MainActor @preconcurrency public protocol View { associatedtype Body: View; @ViewBuilder @MainActor @preconcurrency var body: Body { get } }
extension Never: View { public var body: Never { fatalError() } }
public protocol Primitive: View where Body == Never {}
extension Primitive { public var body: Never { fatalError() } }
public struct AnyStub: Primitive { nonisolated public init() {} }
public struct EmptyView: Primitive { nonisolated public init() {} }

@resultBuilder public enum ViewBuilder {
    public static func buildExpression<V: View>(_ view: V) -> V { view }
    public static func buildBlock() -> AnyStub { AnyStub() }
    public static func buildBlock<V: View>(_ view: V) -> V { view }
    @_disfavoredOverload public static func buildBlock<each V: View>(_ views: repeat each V) -> AnyStub { AnyStub() }
    public static func buildIf<V: View>(_ view: V?) -> V? { view }
    public static func buildEither<T: View>(first: T) -> AnyStub { AnyStub() }
    public static func buildEither<F: View>(second: F) -> AnyStub { AnyStub() }
}

@MainActor @preconcurrency public protocol Scene { associatedtype Body: Scene; @MainActor @preconcurrency var body: Body { get } }
extension Never: Scene {}
public struct WindowGroup<C: View>: Scene { public init(@ViewBuilder content: () -> C) {}; public var body: Never { fatalError() } }
@MainActor @preconcurrency public protocol App { associatedtype Body: Scene; @MainActor @preconcurrency var body: Body { get }; init() }
extension App { public static func main() {} }

@propertyWrapper public struct State<Value> {
    public init(wrappedValue: Value) {}
    public init() where Value: ExpressibleByNilLiteral {}
    public var wrappedValue: Value { get { fatalError() } nonmutating set {} }
    public var projectedValue: Binding<Value> { fatalError() }
}
@propertyWrapper @dynamicMemberLookup public struct Binding<Value> {
    public init(get: @escaping () -> Value, set: @escaping (Value) -> Void) {}
    public var wrappedValue: Value { get { fatalError() } nonmutating set {} }
    public var projectedValue: Binding<Value> { self }
    public subscript<S>(dynamicMember path: WritableKeyPath<Value, S>) -> Binding<S> { fatalError() }
}
@propertyWrapper public struct Environment<Value> {
    public init(_ type: Value.Type) where Value: AnyObject, Value: Observable {}
    public var wrappedValue: Value { fatalError() }
}

public struct LocalizedStringKey: ExpressibleByStringInterpolation, Equatable {
    public init(_ value: String) {}
    public init(stringLiteral value: String) {}
}

public enum Axis { case horizontal, vertical }
public enum HorizontalAlignment { case leading, center, trailing }
public struct Text: Primitive {
    public init(_ key: LocalizedStringKey) {}
    @_disfavoredOverload public init<S: StringProtocol>(_ content: S) {}
    public init(verbatim: String) {}
}
public struct Spacer: Primitive { public init() {} }
public struct TextField: Primitive { public init(_ title: LocalizedStringKey, text: Binding<String>, axis: Axis) {} }
public struct Form<C: View>: Primitive { public init(@ViewBuilder content: () -> C) {} }
public struct HStack<C: View>: Primitive { public init(@ViewBuilder content: () -> C) {} }
public struct VStack<C: View>: Primitive { public init(alignment: HorizontalAlignment = .center, @ViewBuilder content: () -> C) {} }
public struct Section<C: View>: Primitive {
    public init(@ViewBuilder content: () -> C) {}
    public init(_ title: LocalizedStringKey, @ViewBuilder content: () -> C) {}
    @_disfavoredOverload public init<S: StringProtocol>(_ title: S, @ViewBuilder content: () -> C) {}
}
public struct NavigationStack<C: View>: Primitive { public init(@ViewBuilder root: () -> C) {} }
public struct TabView<C: View>: Primitive { public init(@ViewBuilder content: () -> C) {} }
public struct Label: Primitive {
    public init(_ title: LocalizedStringKey, systemImage: String) {}
    @_disfavoredOverload public init<S: StringProtocol>(_ title: S, systemImage: String) {}
}
public struct ProgressView: Primitive {
    public init() {}
    public init(_ title: LocalizedStringKey) {}
    public init<V: BinaryFloatingPoint>(value: V?, total: V = 1.0) {}
}
public struct LabeledContent: Primitive { public init<S: StringProtocol>(_ title: LocalizedStringKey, value: S) {} }
public struct Button: Primitive {
    public init(_ title: LocalizedStringKey, action: @escaping @MainActor () -> Void) {}
    @_disfavoredOverload public init<S: StringProtocol>(_ title: S, action: @escaping @MainActor () -> Void) {}
}
public struct ShareLink: Primitive { public init(_ title: LocalizedStringKey, item: URL) {} }
public struct ForEach<Data: RandomAccessCollection, ID: Hashable, C: View>: Primitive {
    public init(_ data: Data, @ViewBuilder content: @escaping (Data.Element) -> C) where Data.Element: Identifiable, ID == Data.Element.ID {}
    public init(_ data: Data, id: KeyPath<Data.Element, ID>, @ViewBuilder content: @escaping (Data.Element) -> C) {}
}
public struct Picker<Value: Hashable, C: View>: Primitive {
    public init(_ title: LocalizedStringKey, selection: Binding<Value>, @ViewBuilder content: () -> C) {}
}
public protocol ShapeStyle {}
public struct Color: ShapeStyle {}
extension ShapeStyle where Self == Color { public static var red: Color { Color() } }
public struct AccessibilityChildBehavior { public static let combine = Self(), ignore = Self(), contain = Self() }

extension View {
    public func padding() -> some View { AnyStub() }
    public func navigationTitle(_ title: LocalizedStringKey) -> some View { AnyStub() }
    public func task(_ action: @escaping @Sendable @MainActor () async -> Void) -> some View { AnyStub() }
    public func task<T: Equatable>(id: T, _ action: @escaping @Sendable @MainActor () async -> Void) -> some View { AnyStub() }
    public func disabled(_ disabled: Bool) -> some View { AnyStub() }
    public func lineLimit(_ limit: ClosedRange<Int>) -> some View { AnyStub() }
    public func foregroundStyle<S: ShapeStyle>(_ style: S) -> some View { AnyStub() }
    public func monospacedDigit() -> some View { AnyStub() }
    public func accessibilityElement(children: AccessibilityChildBehavior) -> some View { AnyStub() }
    public func accessibilityHidden(_ hidden: Bool) -> some View { AnyStub() }
    public func tag<V: Hashable>(_ tag: V) -> some View { AnyStub() }
    public func tabItem<V: View>(@ViewBuilder _ label: () -> V) -> some View { AnyStub() }
    public func environment<T: AnyObject & Observable>(_ object: T?) -> some View { AnyStub() }
}
extension Optional: View where Wrapped: View { public var body: Never { fatalError() } }
