/**
 * What an HTTP server over galleries does, apart from HTTP itself.
 * @module
 */

export { readJson } from "./json_text.ts";
export { type ApiInfo, openApi } from "./openapi.ts";
export { type Given, type Param, type Params, readParams, refuseOthers, UploadedFile } from "./params.ts";
export * from "./photo_desk.ts";
export * from "./route.ts";
export type * from "./service.ts";
export { answerOf, type ErrorAnswer, statusOf } from "./status.ts";
