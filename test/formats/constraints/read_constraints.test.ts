import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readConstraints } from "../../../formats/mod.ts";
import { scratch } from "../../tools/shell.ts";

const folder = scratch();

function fileOf(name: string, text: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

function refuses(text: string | Uint8Array, reason: string): Promise<void> {
  const file = fileOf("wrong", text);
  return assert.rejects(readConstraints(file), {
    code: "BAD_PARAM",
    exit: 2,
    param: "constraints",
    message: `Cannot use constraints ${file}: ${reason}`,
  });
}

test("NDJSON and CSV of the same constraints read the same, whatever the file is called", async () => {
  const ndjson = fileOf(
    "a.csv",
    '\ufeff{"type":"same","faces":["a-0","b-0"],"note":"mine"}\r\n\r\n' +
      '{"type":"different","faces":["a-0","c-0"]}\n{"type":"name","faces":["a-0"],"name":"Ann, Bob"}\n' +
      '{"type":"ignore","faces":["d-0"]}',
  );
  const csv = fileOf(
    "a.ndjson",
    '\ufefftype,face,other\r\nsame,a-0, b-0\r\ndifferent,a-0,c-0\r\nname,a-0,"Ann, Bob"\r\nignore,d-0,\r\n',
  );
  const rules = [
    { type: "same", faces: ["a-0", "b-0"] },
    { type: "different", faces: ["a-0", "c-0"] },
    { type: "name", faces: ["a-0"], name: "Ann, Bob" },
    { type: "ignore", faces: ["d-0"] },
  ];
  const read = await readConstraints(ndjson);
  assert.deepEqual(
    read,
    rules.map((rule, i) => ({ ...rule, at: { file: ndjson, line: [1, 3, 4, 5][i] } })),
  );
  assert.deepEqual(
    await readConstraints(csv),
    rules.map((rule, i) => ({ ...rule, at: { file: csv, line: i + 2 } })),
  );
});

test("NDJSON takes any number of faces where the type does", async () => {
  const file = fileOf("many", '{"type":"same","faces":["a","b","c"]}\n{"type":"ignore","faces":["d","e"]}\n');
  assert.deepEqual(
    (await readConstraints(file)).map(({ faces }) => faces.length),
    [3, 2],
  );
});

test("a blank file has no constraints: learn writes one where nothing was corrected", async () => {
  const path = join(folder, "blank");
  writeFileSync(path, " \n");
  assert.deepEqual(await readConstraints(path), []);
});

test("mistakes are told with their line", async () => {
  await refuses('{"type":"ignore","faces":["a"]}\n{"type":', "line 2: not valid JSON");
  await refuses('{"type":"ignore","faces":["a"]}\n[1]', "line 2: expected an object");
  await refuses('{"type":"ignore"}', "line 1: expected a list of face ids in field faces");
  await refuses('{"type":"ignore","faces":[1]}', "line 1: expected a list of face ids in field faces");
  await refuses('{"type":"name","faces":["a"],"name":1}', "line 1: expected text in field name");
  await refuses('{"type":"name","faces":["a"]}', "line 1: the name is empty");
  await refuses(
    "type,face,other\nname,a,Ann\nname,b, person-0001\n",
    "line 3: the name person-0001 is one that group makes up; expected another",
  );
  await refuses("type,face,other\nsame,a,\n", "line 2: expected at least 2 faces, found 1");
  await refuses("type,face,other\nignore,a,b,c\n", "line 2: expected 3 columns, got 4");
  await refuses(
    "type,face,other\njoin,a,b\n",
    'line 2: expected the type same, different, name or ignore, found "join"',
  );
  await refuses("type,faces\n", "line 1: expected a column face, got type, faces");
  await refuses(Uint8Array.of(0x7b, 0xff, 0x0a), "it is not valid UTF-8");
});

test("files that cannot be read are told by name", async () => {
  const missing = join(folder, "missing");
  await assert.rejects(readConstraints(missing), {
    exit: 2,
    message: `Cannot use constraints ${missing}: no such file or folder`,
  });
  mkdirSync(join(folder, "dir"));
  await assert.rejects(readConstraints(join(folder, "dir")), /dir: it is a folder$/);
});
