/**
 * The OpenAPI document of tables of routes.
 * @module
 */
import { ERROR_CODES } from "../errors.ts";
import type { JsonSchema, Param } from "./params.ts";
import { pathParams, type Route, type RouteTable } from "./route.ts";

/** What a document says of the whole interface. */
export interface ApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description: string;
}

const ERROR: JsonSchema = {
  type: "object",
  required: ["code", "reason"],
  properties: {
    code: { type: "string", enum: Object.keys(ERROR_CODES) },
    reason: { type: "string" },
    param: { type: "string", description: "The parameter that is wrong" },
    value: { description: "Its value, shortened" },
  },
};

/** Ways in which a body may be sent. */
const BODIES = ["multipart/form-data", "application/x-www-form-urlencoded", "application/json"];

/** The document (OpenAPI 3.1) of all routes; of those with several prefixes, under the last. */
export function openApi(tables: readonly RouteTable[], info: ApiInfo): JsonSchema {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const { prefixes, routes } of tables) {
    for (const route of routes) {
      const path = `${prefixes.at(-1) ?? ""}${route.path}`;
      paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
    }
  }
  return {
    openapi: "3.1.0",
    info,
    paths,
    security: [{ token: [] }],
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "Token <key> is taken too" } },
      schemas: { Error: ERROR },
    },
  };
}

function operation(route: Route): JsonSchema {
  const { method, path, summary, describe, params, status, answer } = route;
  const inPath = pathParams(path);
  const hasBody = method === "POST" || method === "PUT";
  const others = Object.entries(params).filter(([name]) => !inPath.includes(name));
  const inQuery = hasBody ? [] : others;
  const error = { $ref: "#/components/schemas/Error" };
  return {
    summary,
    ...(describe !== undefined && { description: describe }),
    parameters: [
      ...inPath.map((name) => ({ ...parameter(name, params[name]!), in: "path", required: true })),
      ...inQuery.map(([name, param]) => ({ ...parameter(name, param), in: "query" })),
    ],
    ...(hasBody && others.length > 0 && { requestBody: { content: contents(others) } }),
    responses: {
      [status]: {
        description: "Done",
        ...(answer && { content: { "application/json": { schema: answer } } }),
      },
      default: { description: "An error", content: { "application/json": { schema: error } } },
    },
  };
}

function parameter(name: string, { describe, schema, required = false }: Param<unknown>): JsonSchema {
  return { name, description: describe, required, schema };
}

function contents(params: readonly (readonly [string, Param<unknown>])[]): JsonSchema {
  const required = params.filter(([, param]) => param.required).map(([name]) => name);
  const properties = Object.fromEntries(
    params.map(([name, { describe, schema }]) => [name, { ...schema, description: describe }]),
  );
  const schema = { type: "object", properties, ...(required.length > 0 && { required }) };
  return Object.fromEntries(BODIES.map((type) => [type, { schema }]));
}
