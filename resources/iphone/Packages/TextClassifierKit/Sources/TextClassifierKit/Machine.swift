import Foundation
#if canImport(Darwin)
@preconcurrency import Darwin
#endif

/// What a measurement has to say about the device it was taken on.
public enum Machine {
    /// Such as `iPhone16,2`.
    public static var model: String {
        var names = utsname()
        guard uname(&names) == 0 else { return "unknown" }
        let length = MemoryLayout.size(ofValue: names.machine)
        return withUnsafeBytes(of: &names.machine) { bytes in
            String(decoding: bytes.prefix(length).prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    public static var system: String { ProcessInfo.processInfo.operatingSystemVersionString }

    /// Memory this process is charged for, as Xcode's gauge shows it; nil where nobody says.
    public static var memoryBytes: Int? {
        #if canImport(Darwin)
        var info = task_vm_info_data_t()
        let words = MemoryLayout<task_vm_info_data_t>.size / MemoryLayout<integer_t>.size
        var count = mach_msg_type_number_t(words)
        let status = withUnsafeMutablePointer(to: &info) { pointer in
            pointer.withMemoryRebound(to: integer_t.self, capacity: words) {
                task_info(mach_task_self_, task_flavor_t(TASK_VM_INFO), $0, &count)
            }
        }
        return status == KERN_SUCCESS ? Int(info.phys_footprint) : nil
        #else
        return nil
        #endif
    }

    public static var thermalState: String {
        #if canImport(Darwin)
        switch ProcessInfo.processInfo.thermalState {
        case .nominal: return "nominal"
        case .fair: return "fair"
        case .serious: return "serious"
        case .critical: return "critical"
        @unknown default: return "unknown"
        }
        #else
        return "unknown"
        #endif
    }
}
