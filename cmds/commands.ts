/**
 * Every command, loaded when it is needed.
 * @module
 */
import type { CommandEntry } from "./command.ts";

/** The commands in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: "scan", bare: true, load: async () => (await import("./scan.ts")).default },
  { name: "detect", bare: true, load: async () => (await import("./detect.ts")).default },
  { name: "embed", bare: true, load: async () => (await import("./embed.ts")).default },
  { name: "group", bare: true, load: async () => (await import("./group.ts")).default },
  { name: "place", bare: true, load: async () => (await import("./place.ts")).default },
  { name: "organize", load: async () => (await import("./organize.ts")).default },
  { name: "explain", load: async () => (await import("./explain.ts")).default },
  { name: "learn", load: async () => (await import("./learn.ts")).default },
  { name: "report", load: async () => (await import("./report.ts")).default },
  { name: "show", load: async () => (await import("./show.ts")).default },
  { name: "convert", load: async () => (await import("./convert.ts")).default },
  { name: "cache", load: async () => (await import("./cache/mod.ts")).default },
  { name: "models", load: async () => (await import("./models/mod.ts")).default },
  { name: "eval", load: async () => (await import("./eval/mod.ts")).default },
  { name: "doctor", load: async () => (await import("./doctor/mod.ts")).default },
  { name: "route", load: async () => (await import("./route/mod.ts")).default },
  { name: "serve", load: async () => (await import("./serve.ts")).default },
  { name: "gallery", bare: true, load: async () => (await import("./gallery/mod.ts")).default },
  { name: "person", load: async () => (await import("./person/mod.ts")).default },
  { name: "camera", load: async () => (await import("./camera/mod.ts")).default },
  { name: "user", load: async () => (await import("./user/mod.ts")).default },
  { name: "config", load: async () => (await import("./config.ts")).default },
  { name: "completion", load: async () => (await import("./completion/mod.ts")).default },
  { name: "man", load: async () => (await import("./man.ts")).default },
];
