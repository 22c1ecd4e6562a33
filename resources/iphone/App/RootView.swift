import SwiftUI

struct RootView: View {
    @Environment(DemoStore.self) private var store

    var body: some View {
        if let problem = store.startProblem {
            Text(problem)
                .padding()
        } else {
            TabView {
                ClassifyView().tabItem { Label("Classify", systemImage: "text.bubble") }
                CompareView().tabItem { Label("Compare", systemImage: "rectangle.split.2x1") }
                BenchmarkView().tabItem { Label("Benchmark", systemImage: "speedometer") }
            }
        }
    }
}
