import SwiftUI

@main
struct TextClassifierDemoApp: App {
    @State private var store = DemoStore()

    var body: some Scene {
        WindowGroup {
            RootView()
                .environment(store)
                .task { store.start() }
        }
    }
}
