import assert from "node:assert/strict";
import { test } from "node:test";
import { Detection, type DetectRequest, type Face, type FaceFinder, FacepipeError } from "../../core/mod.ts";
import { JPEG } from "../tools/slow_finder.ts";
import type { Part } from "./suite.ts";
import { EMBEDDER, face, fails } from "./world.ts";

const HOUR = 3_600_000;

/** Detections and the time for which they are kept. */
export const detectionTests: Part = (world) => {
  const found = (...vectors: number[][]): Face[] =>
    vectors.map((values, i) => ({
      ...face(...values),
      kind: "face",
      faceId: `0123-${i}`,
      bbox: [i, 0, i + 1, 1],
      crop: Uint8Array.of(i),
    }));
  /** A client whose photos have these faces; what it was asked is noted. */
  const clientOf = async (faces: Face[], asked: DetectRequest[] = []) => {
    const finder: FaceFinder = {
      find: async (request) => {
        asked.push(request);
        return { faces, orientation: 6, photoHash: "ab".repeat(32) };
      },
      close: async () => {},
    };
    return world()
      .over({ finder, detectionLifetime: HOUR })
      .client(await world().newUser());
  };

  test("a detection says what was found; its vectors stay behind unless asked for", async () => {
    const asked: DetectRequest[] = [];
    const client = await clientOf(found([1, 0], [3, 4]), asked);
    const { id, faces, orientation, photoHash } = await client.detect({ image: JPEG, age: true });
    assert.deepEqual([orientation, photoHash, faces.length], [6, "ab".repeat(32), 2]);
    assert.deepEqual(faces[1]!.detection, { id, index: 1 });
    assert.deepEqual(
      [faces[1]!.bbox, faces[1]!.embedding, faces[1]!.embedder],
      [[1, 0, 2, 1], undefined, EMBEDDER],
    );
    const open = await client.detect({ url: "http://a/b.jpg", returnFacen: true, autorotate: true });
    assert.deepEqual(open.faces[1]!.embedding, Float32Array.of(0.6, 0.8));
    const wanted = asked.map(({ age = false, autorotate = false }) => ({ age, autorotate }));
    assert.deepEqual(wanted, [
      { age: true, autorotate: false },
      { age: false, autorotate: true },
    ]);
    await fails(() => client.detect({}), "BAD_PARAM", "image");
    await fails(() => client.detect({ url: "http://a/", image: JPEG }), "BAD_PARAM", "image");
  });

  test("its faces are sources and filters: as face, by number, and alone by the id", async () => {
    const client = await clientOf(found([1, 0], [3, 4]));
    const gallery = client.gallery("g");
    await gallery.create();
    const two = await client.detect({ image: JPEG });
    const added = await gallery.add(1, two.faces[1]!);
    assert.deepEqual([added.embedding, added.facts.faceId], [Float32Array.of(0.6, 0.8), "0123-1"]);
    assert.deepEqual(Uint8Array.from(added.crop!), Uint8Array.of(1));
    assert.equal((await gallery.add(2, { id: two.id, index: 0 })).facts.faceId, "0123-0");
    await fails(() => gallery.add(3, two), "BAD_PARAM", "detection");
    await fails(() => gallery.add(3, two.id), "BAD_PARAM", "detection");
    await fails(() => gallery.add(3, { id: two.id, index: 2 }), "BAD_PARAM", "detection");
    const like = await gallery.list({ filters: [Detection({ id: two.id, index: 1 }, 0.9)] });
    assert.deepEqual(
      like.faces.map(({ id }) => id),
      [1n],
    );
    await fails(() => gallery.list({ filters: [Detection(two.id)] }), "BAD_PARAM", "detection");

    const lone = await clientOf(found([1, 0]));
    const single = await lone.detect({ image: JPEG });
    await lone.gallery("g").create();
    assert.equal((await lone.gallery("g").add(1, single)).id, 1n);
    assert.equal((await lone.gallery("g").add(2, single.id)).id, 2n);
    assert.equal((await lone.gallery("g").list({ filters: [Detection(single.id)] })).faces.length, 2);
    const nobody = await clientOf([]);
    const none = await nobody.detect({ image: JPEG });
    await nobody.gallery("g").create();
    await fails(() => nobody.gallery("g").add(1, none), "BAD_PARAM", "detection");
  });

  test("a detection without vectors cannot be added", async () => {
    const client = await clientOf(found([1, 0]).map(({ embedding: _, embedder: __, ...rest }) => rest));
    await client.gallery("g").create();
    const { id } = await client.detect({ image: JPEG, facen: false });
    await fails(() => client.gallery("g").add(1, id), "BAD_PARAM", "embedder");
  });

  test("detections are gone when their time is over", async () => {
    const { clock } = world();
    const start = clock.now;
    const user = await world().newUser();
    const finder = {
      find: async () => ({ faces: found([1, 0]), orientation: 1, photoHash: "" }),
      close: async () => {},
    };
    const client = world().over({ finder, detectionLifetime: HOUR }).client(user);
    await client.gallery("g").create();
    const { id } = await client.detect({ image: JPEG });
    clock.now = new Date(start.getTime() + HOUR - 1);
    await client.gallery("g").add(1, id);
    clock.now = new Date(start.getTime() + HOUR);
    await fails(() => client.gallery("g").add(2, id), "CACHE_ERROR", "detection");
    await fails(() => client.gallery("g").add(2, "unheard-of"), "CACHE_ERROR", "detection");
    assert.equal((await world().store.stats(user._id)).documents.detections, undefined);
    await client.detect({ image: JPEG });
    clock.now = new Date(start.getTime() + 2 * HOUR);
    assert.equal((await world().store.stats(user._id)).documents.detections, 1);
    await world().all.sweep();
    assert.equal((await world().store.stats(user._id)).documents.detections, undefined);
    clock.now = start;
  });

  test("what the finder says goes to the caller, and without one nothing is detected", async () => {
    const finder = {
      find: async () => {
        throw new FacepipeError("EXTRACTION_ERROR", "Cannot read photo a.jpg: the file ends early");
      },
      close: async () => {},
    };
    const client = world().over({ finder }).client("local");
    await fails(() => client.detect({ image: JPEG }), "EXTRACTION_ERROR");
    await fails(() => world().all.client("local").detect({ image: JPEG }), "NOT_IMPLEMENTED");
  });
};
