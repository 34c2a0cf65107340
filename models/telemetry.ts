/**
 * Keeps ONNX Runtime from reporting to its makers: by itself it writes what it runs, and where, into
 * the user's cache folder, and sends it to them.
 * @module
 */

/**
 * Must run before the runtime is loaded, and in the main thread before any worker starts: the runtime
 * reads the variable from the process itself, of which a worker's `process.env` is only a copy.
 */
export function forbidTelemetry(): void {
  process.env.ORT_DISABLE_TELEMETRY = "1";
}
