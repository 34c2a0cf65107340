import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { modelsFolder, type Surroundings } from "../../models/mod.ts";

const HOME = "/home/ada";

function folder(platform: NodeJS.Platform, env: Surroundings["env"], dir?: string): string {
  return modelsFolder(dir, { platform, env, home: HOME });
}

test("each platform has its own cache folder", () => {
  assert.equal(folder("linux", {}), join(HOME, ".cache/facepipe/models"));
  assert.equal(folder("darwin", {}), join(HOME, "Library/Caches/facepipe/models"));
  assert.equal(folder("win32", {}), join(HOME, "AppData/Local/facepipe/models"));
  assert.equal(folder("win32", { LOCALAPPDATA: "/local" }), join("/local/facepipe/models"));
});

test("XDG_CACHE_HOME moves it, unless it is relative or empty", () => {
  assert.equal(folder("linux", { XDG_CACHE_HOME: "/x" }), join("/x/facepipe/models"));
  assert.equal(folder("darwin", { XDG_CACHE_HOME: "/x" }), join("/x/facepipe/models"));
  assert.equal(folder("linux", { XDG_CACHE_HOME: "x" }), join(HOME, ".cache/facepipe/models"));
  assert.equal(folder("linux", { XDG_CACHE_HOME: "" }), join(HOME, ".cache/facepipe/models"));
});

test("FACEPIPE_MODELS_DIR beats the cache folder, and --dir beats both", () => {
  const env = { XDG_CACHE_HOME: "/x", FACEPIPE_MODELS_DIR: "/models" };
  assert.equal(folder("linux", env), "/models");
  assert.equal(folder("linux", env, "/mine"), "/mine");
  assert.equal(folder("linux", env, "mine"), resolve("mine"));
  assert.equal(folder("linux", { ...env, FACEPIPE_MODELS_DIR: "" }), join("/x/facepipe/models"));
});
