import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { parentFolder, readBoxes, readPairs, readPeople } from "../../../formats/mod.ts";
import { sharedData } from "../../tools/shared_data.ts";

const folder = mkdtempSync(join(tmpdir(), "facepipe-labels-"));
after(() => rmSync(folder, { recursive: true }));
let files = 0;

function file(content: string | Uint8Array): string {
  const path = join(folder, `labels${files++}`);
  writeFileSync(path, content);
  return path;
}

/** Rejects with a message that ends so, and exit code 4. */
async function refuses(work: Promise<unknown>, ending: string): Promise<void> {
  await assert.rejects(work, (error: Error & { exit: number }) => {
    assert.ok(error.message.endsWith(`: ${ending}`), error.message);
    assert.match(error.message, /^Cannot read labels .*labels\d+: /);
    assert.equal(error.exit, 4);
    return true;
  });
}

test("pairs, with columns in any order, quotes, blank lines, and any word for yes and no", async () => {
  const text = '\ufeffSame,right , left,note\r\n1,b.jpg,a.jpg,x\r\n\r\nFALSE,"c, ""d"".jpg","e\nf.jpg",\r\n';
  assert.deepEqual(await readPairs(file(text)), [
    { left: "a.jpg", right: "b.jpg", same: true },
    { left: "e\nf.jpg", right: 'c, "d".jpg', same: false },
  ]);
});

test("pairs that do not follow the format name the line", async () => {
  const header = "left,right,same\n";
  await refuses(readPairs(file("")), "line 1: expected the columns left, right, same");
  await refuses(readPairs(file("a,b,1\n")), "line 1: expected a column left, got a, b, 1");
  await refuses(
    readPairs(file(`${header}a,b,1\na,b,maybe\n`)),
    "line 3: expected 1 or 0 in column same, got maybe",
  );
  await refuses(readPairs(file(`${header}a,b\n`)), "line 2: expected 3 columns, got 2");
  await refuses(readPairs(file(`${header}a,,1\n`)), "line 2: a path is empty");
  await assert.rejects(readPairs(file(`${header}a,"b,1\n`)), { code: "MALFORMED_REQUEST", exit: 4 });
});

test("files that cannot be read", async () => {
  const missing = join(folder, "nowhere.csv");
  await assert.rejects(readPairs(missing), {
    code: "SOURCE_NOT_FOUND",
    exit: 2,
    message: `Cannot read labels ${missing}: no such file or folder`,
  });
  await assert.rejects(readPairs(folder), { message: `Cannot read labels ${folder}: it is a folder` });
});

test("people by path; text that is not UTF-8 is taken for Latin-1", async () => {
  const latin = Buffer.from("path,person\na.jpg,J\u00f6rg\nb.jpg,Ann\na.jpg,J\u00f6rg\n", "latin1");
  const people = new Map([
    ["a.jpg", "J\u00f6rg"],
    ["b.jpg", "Ann"],
  ]);
  assert.deepEqual(await readPeople(file(latin)), people);
  assert.deepEqual(await readPeople(file(latin.toString("latin1"))), people);
});

test("people that contradict each other name the line", async () => {
  await refuses(readPeople(file("path,person\na,x\nb,y\na,z\n")), "line 4: photo a shows z, but x before");
  await refuses(readPeople(file("path,person\na,\n")), "line 2: a path or a person is empty");
});

test("the parent folder as a label", () => {
  assert.equal(parentFolder("photos/Ann Lee/1.jpg"), "Ann Lee");
  assert.equal(parentFolder("/1.jpg"), undefined);
  assert.equal(parentFolder("1.jpg"), undefined);
  assert.equal(parentFolder("../1.jpg"), undefined);
});

test("boxes from a table", async () => {
  const text = "path,x1,y1,x2,y2,ignore\na.jpg,1,2,3.5,4,0\nb.jpg,,,,,\na.jpg,-1,0,9,9,1\n";
  assert.deepEqual(
    await readBoxes(file(text)),
    new Map([
      [
        "a.jpg",
        [
          { bbox: [1, 2, 3.5, 4], ignore: false },
          { bbox: [-1, 0, 9, 9], ignore: true },
        ],
      ],
      ["b.jpg", []],
    ]),
  );
});

test("boxes in a table that make no sense name the line", async () => {
  const header = "path,x1,y1,x2,y2\n";
  await refuses(readBoxes(file(`${header}a,1,2,x,4\n`)), "line 2: expected a number in column x2, got x");
  await refuses(
    readBoxes(file(`${header}a,1,2,,4\n`)),
    "line 2: expected a number in column x2, got nothing",
  );
  await refuses(
    readBoxes(file(`${header}a,1,2,Infinity,4\n`)),
    "line 2: expected a number in column x2, got Infinity",
  );
  await refuses(readBoxes(file(`${header}a,3,2,3,4\n`)), "line 2: expected x1 below x2 and y1 below y2");
});

test("boxes from imglab, with entities in names and boxes to ignore", async () => {
  const xml = `<?xml version='1.0' encoding='ISO-8859-1'?>
    <?xml-stylesheet type='text/xsl' href='image_metadata_stylesheet.xsl'?>
    <dataset><name>x</name><images>
      <image file='a &amp; b&#39;s.jpg'>
        <box top='10' left='20' width='30' height='40'><label>face</label></box>
        <box top='1' left='2' width='3' height='4.5' ignore='1'/>
      </image>
      <image file='none.jpg'/>
      <image file='none.jpg'></image>
    </images></dataset>`;
  assert.deepEqual(
    await readBoxes(file(xml)),
    new Map([
      [
        "a & b's.jpg",
        [
          { bbox: [20, 10, 50, 50], ignore: false },
          { bbox: [2, 1, 5, 5.5], ignore: true },
        ],
      ],
      ["none.jpg", []],
    ]),
  );
  assert.deepEqual(await readBoxes(file("<dataset><images></images></dataset>")), new Map());
});

test("XML that is no label file, or broken, names the place", async () => {
  const wrapped = (inside: string) => file(`<dataset>\n<images>\n${inside}\n</images>\n</dataset>`);
  await refuses(readBoxes(file("<html></html>")), "line 1: expected <dataset><images>, as imglab writes it");
  await refuses(readBoxes(file("<dataset/>")), "line 1: expected <dataset><images>, as imglab writes it");
  await refuses(readBoxes(wrapped("<image/>")), "image 1: attribute file is missing");
  await refuses(readBoxes(wrapped("<image>text</image>")), "image 1: attribute file is missing");
  const image = (box: string) => wrapped(`<image file='a'>${box}</image>`);
  await refuses(readBoxes(image("<box top='1'/>")), "image a, box 1: attribute left is missing");
  await refuses(readBoxes(image("<box/>")), "image a, box 1: attribute left is missing");
  await refuses(
    readBoxes(image("<box top='1' left='1e999' width='1' height='1'/>")),
    "image a, box 1: expected a number in attribute left, got 1e999",
  );
  await refuses(
    readBoxes(image("<box top='1' left='1' width='0' height='1'/>")),
    "image a, box 1: expected a width and a height over 0",
  );
  await assert.rejects(readBoxes(image("<box>")), /labels\d+: line 3: /);
});

test("hostile XML is refused at once", async () => {
  const laughs =
    '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><dataset><images>&b;</images></dataset>';
  await refuses(readBoxes(file(laughs)), "line 1: a document type declaration is not allowed");
  const external = '<?xml version="1.0"?><!doctype d SYSTEM "file:///etc/passwd"><dataset/>';
  await refuses(readBoxes(file(external)), "line 1: a document type declaration is not allowed");
  const deep = `${"<a>".repeat(100_000)}${"</a>".repeat(100_000)}`;
  await assert.rejects(readBoxes(file(deep)), { code: "MALFORMED_REQUEST", exit: 4 });
  const attributes = `<dataset><images><image __proto__='x' constructor='y' file='a'/></images></dataset>`;
  await assert.rejects(readBoxes(file(attributes)), { code: "MALFORMED_REQUEST", exit: 4 });
  assert.equal(({} as { file?: string }).file, undefined);
  const tag = "<dataset><images><__proto__ file='a'/><image file='b'/></images></dataset>";
  await assert.rejects(readBoxes(file(tag)), { code: "MALFORMED_REQUEST", exit: 4 });
});

test("long text from a file is cut in the message", async () => {
  const text = `left,right,same\na,b,${"x".repeat(10_000)}\n`;
  await assert.rejects(readPairs(file(text)), (error: Error) => error.message.length < 500);
});

test("the labels of the data sets", async (t) => {
  const [pairs, boxes] = [sharedData("lfw-dev", "pairs.csv"), sharedData("boxes", "testing.xml")];
  if (!pairs || !boxes) return t.skip("the shared data is not here");
  const list = await readPairs(pairs);
  assert.ok(list.length > 2000);
  assert.deepEqual(list[0], {
    left: "Aaron_Sorkin/Aaron_Sorkin_0001.jpg",
    right: "Aaron_Sorkin/Aaron_Sorkin_0002.jpg",
    same: true,
  });
  const marked = await readBoxes(boxes);
  assert.deepEqual(marked.get("2008_002470.jpg")?.[0], { bbox: [274, 181, 326, 234], ignore: false });
  assert.equal([...marked.values()].flat().length, 25);
});
