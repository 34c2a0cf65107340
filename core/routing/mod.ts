/**
 * Events and the plugins that handle them: what plugins are, best shots, and the stage.
 * @module
 */
export * from "./best_shots.ts";
export * from "./complete_face.ts";
export * from "./event_queue.ts";
export * from "./frame_routes.ts";
export type * from "./plugin.ts";
export { checkFeatures, readResult, resultText } from "./plugin_answers.ts";
export * from "./route_events.ts";
