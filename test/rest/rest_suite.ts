/**
 * Every route of the FindFace REST interface over real HTTP, in every way that parameters travel. For every
 * kind of store.
 * @module
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { RunningServer } from "../../cmds/library/http_service.ts";
import { REST_ROUTES } from "../../core/mod.ts";
import { startPhotoServer } from "../tools/photo_server.ts";
import {
  ask,
  assertError,
  type Got,
  groupPhoto,
  portrait,
  startServer,
  type TestPhoto,
  WAYS,
  type Way,
} from "../tools/rest_server.ts";

/** Asks as one user, in one way. */
type Asker = (method: string, path: string, params?: Readonly<Record<string, unknown>>) => Promise<Got>;

/**
 * Declares the tests.
 *
 * @param name Of the store, for the report.
 * @param newStore Makes an empty store; gives its address.
 */
export function restSuite(name: string, newStore: () => Promise<string>): void {
  describe(`REST on ${name}`, () => {
    let server: RunningServer;
    let photos: Awaited<ReturnType<typeof startPhotoServer>>;
    let group: TestPhoto;
    let alone: TestPhoto;
    const asked = new Set<string>();

    before(async () => {
      [group, alone] = await Promise.all([groupPhoto(), portrait()]);
      photos = await startPhotoServer([group, alone]);
      server = await startServer(await newStore(), {
        allowPrivateUrls: true,
        persons: { among: "camera", threshold: 0.75 },
        features: ["age"],
      });
    });
    after(async () => {
      await server?.close();
      photos?.close();
    });

    const newUser = async () => (await server.galleries.documents.users.add({ name: "somebody" })).token;

    /** Both versions, with and without a slash at the end. */
    let turn = 0;
    const spelled = (path: string) => {
      turn++;
      const [bare = "", query] = path.split("?");
      const shown = turn % 4 < 2 ? bare : bare.replace(/\/$/, "");
      return `/v${turn % 2}${shown}${query === undefined ? "" : `?${query}`}`;
    };

    const asker = async (way: Way): Promise<Asker> => {
      const token = await newUser();
      return async (method, path, params = {}) => {
        const isBare = method === "GET" || method === "DELETE";
        asked.add(`${method} ${patternOf(method, path)} ${isBare ? "query" : way}`);
        const full = /^\/v\d\//.test(path) ? path : spelled(path);
        return ask(server, method, full, { token, way: isBare ? "query" : way, params }, photos.address);
      };
    };

    for (const way of WAYS) {
      test(`galleries and faces by ${way}`, async () => {
        const one = await asker(way);
        assert.deepEqual((await one("GET", "/galleries/")).body, { results: ["default"] });
        const made = await one("POST", "/galleries/g-1/");
        assert.deepEqual([made.status, made.body], [201, ""]);
        assertError(await one("POST", "/galleries/g-1/"), 409, "CONFLICT", "gallery");
        assertError(await one("POST", "/galleries/a%20b/"), 400, "BAD_PARAM", "gallery");
        assert.deepEqual((await one("GET", "/galleries/")).body, { results: ["default", "g-1"] });

        const meta = "Ann & Bob/ü?";
        const params = { photo: group, meta, mf_selector: "all", galleries: ["g-1"], cam_id: "door" };
        const added = await one("POST", "/face/", { ...params, timestamp: "2026-03-08T12:00:00+01:00" });
        assert.equal(added.status, 200, JSON.stringify(added.body));
        const { results: faces } = added.body;
        assert.equal(faces.length, 3);
        for (const face of faces) {
          const { id, x1, y1, x2, y2, photo, photo_hash, person_id, age, ...rest } = face;
          assert.match(id, /^\d+$/);
          assert.ok([x1, y1, x2, y2].every(Number.isInteger) && x1 < x2 && y1 < y2);
          assert.equal(photo, way === "multipart" ? null : `${photos.address}/group.jpg`);
          assert.match(photo_hash, /^[0-9a-f]{64}$/);
          assert.match(person_id, /^\d+$/);
          assert.ok(age > 10 && age < 90);
          const expected = { timestamp: "2026-03-08T11:00:00.000Z", meta, cam_id: "door", friend: false };
          assert.deepEqual(rest, { ...expected, thumbnail: null, galleries: ["default", "g-1"] });
        }
        const [face] = faces;
        assert.deepEqual((await one("GET", `/face/id/${face.id}/`)).body, face);
        assertError(await one("GET", "/face/id/1234/"), 404, "NOT_FOUND", "id");
        assertError(await one("GET", "/face/id/x/"), 400, "BAD_PARAM", "id");

        const ids = (got: Got) => got.body.results.map(({ id }: { id: string }) => id).sort();
        const all = faces.map(({ id }: { id: string }) => id).sort();
        const text = encodeURIComponent(meta);
        for (const path of [
          "/faces/",
          "/faces/gallery/g-1/",
          `/face/meta/${text}/`,
          `/face/gallery/g-1/meta/${text}/`,
        ])
          assert.deepEqual(ids(await one("GET", path)), all, path);
        assert.deepEqual(ids(await one("GET", "/face/meta/ann/")), []);
        assertError(await one("GET", "/faces/gallery/none/"), 404, "GALLERY_NOT_FOUND", "gallery");
        for (const path of ["/meta/", "/meta/gallery/g-1/"]) {
          const [entry, ...others] = (await one("GET", path)).body.results;
          assert.deepEqual([entry.meta, entry.count, others.length], [meta, 3, 0]);
          assert.ok(all.includes(entry.face.id));
        }

        const path = `/face/id/${face.id}/`;
        const renamed = await one("PUT", path, { meta: "Cleo", galleries: { del: ["g-1"] } });
        assert.deepEqual([renamed.body.meta, renamed.body.galleries], ["Cleo", ["default"]]);
        const other = faces[1].person_id;
        const moved = await one("PUT", path, { galleries: { add: ["g-1", "default"] }, person_id: other });
        assert.deepEqual([moved.body.galleries, moved.body.person_id], [["default", "g-1"], other]);
        const only = await one("PUT", path, { galleries: { set: [] }, person_id: "" });
        assert.deepEqual([only.body.galleries, only.body.person_id], [["default"], undefined]);
        assertError(
          await one("PUT", path, { galleries: { add: ["none"] } }),
          404,
          "GALLERY_NOT_FOUND",
          "gallery",
        );
        assertError(
          await one("PUT", path, { galleries: { del: ["default"] } }),
          400,
          "BAD_PARAM",
          "galleries.del",
        );
        assertError(await one("PUT", path, { galleries: { sub: [] } }), 400, "BAD_PARAM", "galleries");
        assertError(await one("PUT", path, { person_id: "77" }), 404, "NOT_FOUND", "person_id");
        assertError(await one("PUT", "/face/id/1/", { meta: "x" }), 404, "NOT_FOUND", "id");

        const dropped = await one("DELETE", path);
        assert.deepEqual([dropped.status, dropped.body], [204, ""]);
        assertError(await one("DELETE", path), 404, "NOT_FOUND", "id");
        assert.equal((await one("DELETE", "/galleries/g-1/")).status, 204);
        assertError(await one("DELETE", "/galleries/g-1/"), 404, "GALLERY_NOT_FOUND", "gallery");
        assertError(await one("DELETE", "/galleries/default/"), 400, "BAD_PARAM", "gallery");
        assert.deepEqual(
          ids(await one("GET", "/faces/")),
          all.filter((id: string) => id !== face.id),
        );
      });

      test(`detection, verification and identification by ${way}`, async () => {
        const one = await asker(way);
        const wanted = { gender: true, age: "1", emotions: true };
        const { faces } = (await one("POST", "/detect/", { photo: group, ...wanted })).body;
        assert.equal(faces.length, 3);
        for (const { x1, y1, x2, y2, age, gender, emotions, ...rest } of faces) {
          assert.ok([x1, y1, x2, y2].every(Number.isInteger));
          assert.ok(age > 10 && ["male", "female"].includes(gender) && emotions.length === 2);
          assert.deepEqual(rest, {});
        }
        const corners = (face: Record<string, number>) => [face.x1, face.y1, face.x2, face.y2];
        const [left, right] = faces;

        const pair = { photo1: group, photo2: group };
        const same = await one("POST", "/verify/", { ...pair, bbox1: corners(left).join(), bbox2: left });
        assert.deepEqual([same.body.verified, same.body.results.length], [true, 1]);
        const [result] = same.body.results;
        assert.deepEqual([corners(result.bbox1), result.verified], [corners(left), true]);
        assert.ok(result.confidence > 0.99);
        const differ = { ...pair, bbox1: corners(left), bbox2: corners(right) };
        const two = await one("POST", "/verify/", { ...differ, threshold: "strict" });
        assert.deepEqual([two.body.verified, two.body.results[0].verified], [false, false]);
        const none = (await one("POST", "/verify/", { ...differ, threshold: "none" })).body;
        assert.ok(!("verified" in none) && !("verified" in none.results[0]));
        assert.equal(none.results[0].confidence, two.body.results[0].confidence);
        const every = await one("POST", "/verify/", { ...pair, mf_selector: "all", threshold: 0.9 });
        assert.deepEqual([every.body.results.length, every.body.verified], [9, true]);

        const lone = (await one("POST", "/face/", { photo: alone, meta: "Ann" })).body.results[0];
        assert.equal(lone.person_id, undefined, "no camera, no person");
        await one("POST", "/galleries/staff/");
        await one("PUT", `/face/id/${lone.id}/`, { galleries: { add: ["staff"] } });
        for (const path of ["/identify/", "/faces/gallery/staff/identify/"]) {
          const found = await one("POST", path, { photo: group, mf_selector: "all", threshold: "medium" });
          assert.equal(found.headers.get("x-live-servers"), "1/1");
          const boxes = Object.keys(found.body.results);
          assert.deepEqual(
            boxes.sort(),
            faces.map((face: Record<string, number>) => `[${corners(face).join(", ")}]`).sort(),
          );
          const known = Object.values(found.body.results).flat() as { confidence: number; face: object }[];
          assert.equal(known.length, 1);
          assert.ok(known[0]!.confidence >= 0.6616);
          assert.equal((known[0]!.face as { meta: string }).meta, "Ann");
        }
        const { x1, y1, x2, y2 } = right;
        const byCorners = { photo: group, x1, y1, x2, y2, threshold: "none", n: 5, strict: true };
        const [key, ...others] = Object.entries((await one("POST", "/identify/", byCorners)).body.results);
        assert.deepEqual([key![0], others.length], [`[${corners(right).join(", ")}]`, 0]);

        const refused = await one("POST", "/identify/", { photo: group, mf_selector: "reject" });
        assertError(refused, 400, "BAD_PARAM", "photo");
        assert.deepEqual([refused.body.reason, refused.body.faces.length], ["Too many faces: 3", 3]);
        assert.deepEqual(Object.keys(refused.body.faces[0]), ["x1", "y1", "x2", "y2"]);
        assertError(
          await one("POST", "/identify/", { photo: group, bbox: [0, 0, 9, 9] }),
          400,
          "BAD_PARAM",
          "bbox",
        );
        assertError(
          await one("POST", "/identify/", { photo: group, threshold: "7" }),
          400,
          "BAD_PARAM",
          "threshold",
        );
        assertError(await one("POST", "/identify/", { photo: group, n: 0 }), 400, "BAD_PARAM", "n");
        assertError(await one("POST", "/detect/", {}), 400, "BAD_PARAM", "photo");
        assertError(
          await one("POST", "/faces/gallery/none/identify/", { photo: group }),
          404,
          "GALLERY_NOT_FOUND",
          "gallery",
        );
      });

      test(`persons, friends and cameras by ${way}`, async () => {
        const one = await asker(way);
        const see = async (cam_id: string, timestamp: string) => {
          const { body } = await one("POST", "/face/", { photo: alone, meta: "m", cam_id, timestamp });
          return body.results[0];
        };
        const days = ["01", "02", "03", "04", "05"].map((day) => `2026-03-${day}T10:00:00.000Z`);
        const seen = [];
        for (const day of days) seen.push(await see("door", day));
        const [{ person_id: person }] = seen;
        assert.deepEqual(new Set(seen.map(({ person_id }) => person_id)), new Set([person]));
        assert.deepEqual(
          seen.map(({ friend }) => friend),
          [false, false, false, false, true],
        );
        const elsewhere = await see("yard", days[4]!);
        assert.notEqual(elsewhere.person_id, person);
        assert.equal(elsewhere.friend, false);

        const latest = [...seen].reverse().map(({ id }) => id);
        const walk = async (method: string, path: string, params: Record<string, unknown>) => {
          const ids: string[] = [];
          let page = await one(method, path, { limit: 2, ...params });
          for (;;) {
            assert.equal(page.status, 200, JSON.stringify(page.body));
            assert.ok(page.body.results.length <= 2);
            ids.push(...page.body.results.map(({ id }: { id: string }) => id));
            const { next_page: next } = page.body;
            if (next === undefined) return ids;
            page = await one(method, next);
          }
        };
        assert.deepEqual(await walk("GET", `/person/id/${person}/`, {}), latest);
        assert.deepEqual(await walk("POST", "/history/search/", { person_id: person }), latest);
        assert.deepEqual(await walk("POST", "/history/search/", { cam_ids: ["yard"] }), [elsewhere.id]);
        assert.equal((await walk("POST", "/history/search/", {})).length, 6);
        const friends = await walk("POST", "/history/search/", { friend: true });
        assert.deepEqual(friends, [seen[4].id]);
        const middle = { cam_ids: ["door", "roof"], start: days[1], end: days[3], friend: false };
        assert.deepEqual(await walk("POST", "/history/search/", middle), latest.slice(1, 4));
        const [event] = (await one("POST", "/history/search/", { friend: true })).body.results;
        const { id, timestamp, photo, photo_hash, meta, cam_id, x1, y1, x2, y2 } = seen[4];
        const expected = { id, timestamp, photo, photo_hash, meta, cam_id, x1, y1, x2, y2 };
        assert.deepEqual(event, { ...expected, person_id: person, friend: true });
        assertError(await one("GET", "/person/id/77/"), 404, "NOT_FOUND", "id");

        assert.deepEqual((await one("GET", "/camera/")).body, []);
        const fields = {
          meta: "roof",
          url: "rtsp://camera/1",
          enabled: false,
          rot: 90,
          roi: [640, 480, 0, 10],
        };
        const made = await one("POST", "/camera/", fields);
        assert.equal(made.status, 201, JSON.stringify(made.body));
        const camera = made.body;
        assert.match(camera.id, /^[0-9a-f]{8}-[0-9a-f-]{27}$/);
        assert.deepEqual(camera, { id: camera.id, ...fields, detector: null });
        const path = `/camera/${camera.id}/`;
        const changed = await one("PUT", path, { enabled: true, detector: "default" });
        assert.deepEqual(changed.body, { ...camera, enabled: true, detector: "default" });
        assert.deepEqual((await one("GET", path)).body, changed.body);
        assert.deepEqual((await one("GET", "/camera/")).body, [changed.body]);
        assertError(await one("PUT", path, { rot: 45 }), 400, "BAD_PARAM", "rot");
        assertError(await one("PUT", path, { roi: [1, 2, 3] }), 400, "BAD_PARAM", "roi");
        assert.equal((await one("DELETE", path)).status, 204);
        for (const method of ["GET", "PUT", "DELETE"])
          assertError(await one(method, path, method === "PUT" ? { meta: "x" } : {}), 404, "NOT_FOUND", "id");
      });
    }

    test("pages of faces lead to each other, forth and back", async () => {
      const token = await newUser();
      const get = (path: string) => ask(server, "GET", path, { token });
      const { body } = await ask(server, "POST", "/v0/face/", {
        token,
        way: "multipart",
        params: { photo: group, mf_selector: "all" },
      });
      const order = body.results
        .map(({ id }: { id: string }) => BigInt(id))
        .sort((a: bigint, b: bigint) => (a > b ? -1 : 1))
        .map(String);
      const pages: { path: string; ids: string[]; prev?: string }[] = [];
      for (let path: string | undefined = "/v0/faces/?limit=1"; path; ) {
        const page: Got["body"] = (await get(path)).body;
        pages.push({ path, ids: page.results.map(({ id }: { id: string }) => id), prev: page.prev_page });
        path = page.next_page;
      }
      assert.deepEqual(
        pages.map(({ ids }) => ids),
        order.map((id: string) => [id]),
      );
      assert.equal(pages[1]!.path, `/v0/faces/?max_id=${order[1]}&limit=1`);
      assert.equal(pages[0]!.prev, undefined);
      for (const [i, { prev }] of pages.entries()) {
        if (i === 0) continue;
        const back = (await get(prev!)).body;
        assert.deepEqual(
          back.results.map(({ id }: { id: string }) => id),
          pages[i - 1]!.ids,
        );
        assert.equal(back.next_page, pages[i]!.path);
      }
      const both = await get(`/v0/faces/?max_id=5&min_id=4`);
      assertError(both, 400, "BAD_PARAM", "min_id");
    });

    test("nobody sees what is somebody else's", async () => {
      const [mine, other] = [await newUser(), await newUser()];
      const params = { photo: alone, meta: "secret", cam_id: "door" };
      const added = await ask(server, "POST", "/v1/face/", { token: mine, way: "multipart", params });
      const [{ id, person_id }] = added.body.results;
      const camera = (await ask(server, "POST", "/v1/camera/", { token: mine })).body.id;
      await ask(server, "POST", "/v1/galleries/mine/", { token: mine });
      for (const [method, path, status] of [
        ["GET", `/v1/face/id/${id}/`, 404],
        ["PUT", `/v1/face/id/${id}/?meta=x`, 404],
        ["DELETE", `/v1/face/id/${id}/`, 404],
        ["GET", `/v1/person/id/${person_id}/`, 404],
        ["GET", `/v1/camera/${camera}/`, 404],
        ["PUT", `/v1/camera/${camera}/?meta=x`, 404],
        ["DELETE", `/v1/camera/${camera}/`, 404],
        ["GET", "/v1/faces/gallery/mine/", 404],
        ["DELETE", "/v1/galleries/mine/", 404],
        ["GET", "/v1/faces/", 200],
        ["GET", "/v1/meta/", 200],
        ["GET", "/v1/face/meta/secret/", 200],
        ["GET", "/v1/camera/", 200],
        ["POST", `/v1/history/search/?person_id=${person_id}`, 200],
        ["POST", "/v1/history/search/", 200],
      ] as const) {
        const answer = await ask(server, method, path, { token: other });
        assert.equal(answer.status, status, `${method} ${path}`);
        if (status === 200) assert.deepEqual(answer.body.results ?? answer.body, [], path);
      }
      const identify = { photo: alone, threshold: "none", n: 10 };
      const found = await ask(server, "POST", "/v1/identify/", {
        token: other,
        way: "multipart",
        params: identify,
      });
      assert.deepEqual(Object.values(found.body.results), [[]]);
      assert.equal((await ask(server, "GET", `/v1/face/id/${id}/`, { token: mine })).status, 200);
    });

    test("every route was asked in every way", () => {
      const wanted = REST_ROUTES.routes.flatMap(({ method, path }) =>
        (method === "GET" || method === "DELETE" ? ["query"] : WAYS).map((way) => `${method} ${path} ${way}`),
      );
      assert.deepEqual(
        wanted.filter((question) => !asked.has(question)),
        [],
      );
    });
  });
}

/** The route that a path is of. */
function patternOf(method: string, path: string): string {
  const bare = path.replace(/\?.*$/, "").replace(/^\/v\d/, "");
  const found = REST_ROUTES.routes.find(
    (route) =>
      route.method === method && new RegExp(`^${route.path.replace(/\{\w+\}/g, "[^/]+")}?$`).test(bare),
  );
  return found?.path ?? bare;
}
