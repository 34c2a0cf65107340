/**
 * Meets faces of some new people in a process of its own, for tests that run two of them at once:
 * `node meet_child.js <address of the store> <gallery> <number of the process> <people>`. It prints `ready`,
 * begins when something comes on stdin, and prints the id of the person of each face, one a line. The
 * first face is the same in every process, the others are other photos of the same people.
 * @module
 */
import { once } from "node:events";
import { writeSync } from "node:fs";
import { type Face, galleriesOver, LOCAL_USER } from "../../core/mod.ts";
import { openStore } from "../../formats/mod.ts";
import { testFace } from "./test_faces.ts";

const [address = "", gallery = "", own = "0", people = "0"] = process.argv.slice(2);
const say = (line: string) => writeSync(1, `${line}\n`);

const galleries = galleriesOver(await openStore(address));
const { persons } = galleries.documents;
say("ready");
await once(process.stdin, "data");
for (let person = 0; person < Number(people); person++) {
  const photo = person === 0 ? "0" : own;
  const { embedder, embedding } = testFace(BigInt(person)).source as Required<Face>;
  const face: Face = {
    kind: "face",
    faceId: `${String(person).padStart(16, "0")}-${photo}`,
    path: `${person}-${photo}.jpg`,
    bbox: [0, 0, 10, 10],
    embedder,
    embedding,
  };
  say(`${(await persons.meet(LOCAL_USER, face, gallery))?._id}`);
}
await galleries.close();
process.exit(0);
