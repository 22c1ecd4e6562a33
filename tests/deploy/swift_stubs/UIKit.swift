// Not Apple's framework: only what the kit's app uses, so that a Swift compiler can type-check it off a Mac.
import Foundation

@MainActor open class UIApplication: NSObject {
    public nonisolated static let didReceiveMemoryWarningNotification = Notification.Name("memory")
}
