import assert from "node:assert/strict";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { MarkedFace, PhotoFrame } from "../../../core/mod.ts";
import { RegionReader } from "../../../formats/mod.ts";
import { picasaFaces, readPicasaIni } from "../../../formats/xmp/picasa.ts";
import { findRdf } from "../../../formats/xmp/rdf.ts";
import { type MarkedFaces, readMarkedFaces } from "../../../formats/xmp/read_regions.ts";
import { formatXml, parseXml } from "../../../formats/xmp/xml.ts";
import { scratch } from "../../tools/shell.ts";

const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const PHOTO: PhotoFrame = { width: 400, height: 200, orientation: 1 };

/** A packet around descriptions, with prefixes that nobody else uses. */
function packet(inside: string): string {
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="${RDF}"
  xmlns:m="http://www.metadataworkinggroup.com/schemas/regions/" xmlns:a="http://ns.adobe.com/xmp/sType/Area#"
  xmlns:d="http://ns.adobe.com/xap/1.0/sType/Dimensions#" xmlns:MP="http://ns.microsoft.com/photo/1.2/"
  xmlns:i="http://ns.microsoft.com/photo/1.2/t/RegionInfo#" xmlns:g="http://ns.microsoft.com/photo/1.2/t/Region#">
  ${inside}</r:RDF></x:xmpmeta>`;
}

async function marked(text: string): Promise<MarkedFaces[]> {
  return readMarkedFaces(findRdf(await parseXml(text))!);
}

async function faces(text: string): Promise<readonly MarkedFace[]> {
  return (await marked(text)).flatMap((list) => list.faces);
}

/** As Lightroom writes: structures as attributes and descriptions inside. */
const LIGHTROOM = packet(`<r:Description r:about="" MP:x="y">
<m:Regions r:parseType="Resource"><m:AppliedToDimensions d:w="400" d:h="200" d:unit="pixel"/>
<m:RegionList><r:Bag>
<r:li><r:Description m:Rotation="0.00000" m:Name="Ann &amp; Bob" m:Type="Face">
 <m:Area a:h="0.5" a:w="0.25" a:x="0.5" a:y="0.25"/></r:Description></r:li>
<r:li><r:Description m:Type="Face"><m:Area a:h="0.1" a:w="0.1" a:x="0.9" a:y="0.9"/></r:Description></r:li>
<r:li><r:Description m:Type="Pet" m:Name="Rex"><m:Area a:h="0.1" a:w="0.1" a:x="0.1" a:y="0.9"/></r:Description></r:li>
</r:Bag></m:RegionList></m:Regions></r:Description>`);

test("structures as attributes, unnamed faces, and regions that are no faces", async () => {
  assert.deepEqual(await marked(LIGHTROOM), [
    {
      frame: { width: 400, height: 200 },
      faces: [
        { name: "Ann & Bob", box: [0.375, 0, 0.625, 0.5] },
        { box: [0.9 - 0.05, 0.9 - 0.05, 0.9 + 0.05, 0.9 + 0.05] },
      ],
    },
  ]);
});

test("areas in pixels", async () => {
  const text = packet(`<r:Description><m:Regions r:parseType="Resource">
    <m:AppliedToDimensions d:w="400" d:h="200"/><m:RegionList><r:Seq><r:li r:parseType="Resource">
    <m:Area r:parseType="Resource"><a:x>200</a:x><a:y>50</a:y><a:w>100</a:w><a:h>100</a:h><a:unit>pixel</a:unit></m:Area>
    <m:Name><![CDATA[A<n>n]]></m:Name></r:li></r:Seq></m:RegionList></m:Regions></r:Description>`);
  assert.deepEqual(await faces(text), [{ name: "A<n>n", box: [0.375, 0, 0.625, 0.5] }]);
});

test("what is no region is passed over", async () => {
  for (const area of [
    'a:x="0.5"',
    'a:x="a" a:y="0" a:w="1" a:h="1"',
    'a:x="0" a:y="0" a:w="-1" a:h="1"',
    "",
  ]) {
    const item = `<r:li><r:Description m:Name="Ann"><m:Area ${area}/></r:Description></r:li>`;
    const text = packet(`<r:Description><m:Regions><r:Description><m:RegionList><r:Bag>${item}</r:Bag>
      </m:RegionList></r:Description></m:Regions></r:Description>`);
    assert.deepEqual(await faces(text), [], area);
  }
  const texts = ["0.1, 0.1, 0.2", "0.1, 0.1, 0.2, x", "", "0,0,0,0", "1e999,0,1,1"];
  for (const rectangle of texts) {
    const text = packet(`<r:Description><MP:RegionInfo r:parseType="Resource"><i:Regions><r:Bag>
      <r:li g:Rectangle="${rectangle}" g:PersonDisplayName="Ann"/></r:Bag></i:Regions></MP:RegionInfo></r:Description>`);
    assert.deepEqual(await faces(text), [], rectangle);
  }
});

test("files of Picasa: names of contacts, nobody, and what is damaged", () => {
  const folder = readPicasaIni(
    [
      "junk",
      "[Contacts2]",
      "abc=Ann Smith;ann@example.org;",
      "[a.jpg]",
      "rotate=rotate(0)",
      "faces=rect64(ffff),abc;rect64(40008000c000ffff),ffffffffffffffff;rect64(xyz),abc;rect64(1),def",
      "[b.jpg]",
      "faces=",
      "[__proto__]",
      "faces=rect64(ffff),abc",
    ].join("\n"),
  );
  const quarter = 0x4000 / 0xffff;
  assert.deepEqual(picasaFaces(folder, "x/a.jpg"), {
    frame: undefined,
    faces: [
      { name: "Ann Smith", box: [0, 0, 0, 1] },
      { box: [quarter, 2 * (0x4000 / 0xffff), 3 * (0x4000 / 0xffff), 1] },
      { box: [0, 0, 0, 1 / 0xffff] },
    ],
  });
  assert.deepEqual(picasaFaces(folder, "x/b.jpg").faces, []);
  assert.deepEqual(picasaFaces(folder, "x/c.jpg").faces, []);
  assert.equal(picasaFaces(folder, "x/a.NEF").frame, "upright");
});

const folder = scratch();

/** The regions of a photo that is none, with files beside it. */
async function regionsBeside(name: string, files: Record<string, string | Uint8Array>, bytes = "no photo") {
  const path = join(folder, name, "a.jpg");
  await mkdir(join(folder, name));
  for (const [file, content] of Object.entries(files)) await writeFile(join(folder, name, file), content);
  const { regions, errors } = await new RegionReader().read(path, Buffer.from(bytes), PHOTO);
  const reasons = errors.map(({ message }) => message.replaceAll(folder, ""));
  return { names: regions.map((region) => region.name), reasons };
}

function microsoft(name: string): string {
  return packet(`<r:Description><MP:RegionInfo r:parseType="Resource"><i:Regions><r:Bag>
    <r:li g:Rectangle="0.375, 0, 0.25, 0.5" g:PersonDisplayName="${name}"/></r:Bag></i:Regions></MP:RegionInfo></r:Description>`);
}

test("the file of the full name comes before that of the stem, and that before the photo", async () => {
  const [full, stem, inside] = ["Full", "Stem", "Inside"].map(microsoft) as [string, string, string];
  const picasa = "[Contacts2]\nab=Picasa;;\n[a.jpg]\nfaces=rect64(60000000a0008000),ab\n";
  const all = { "a.jpg.xmp": full, "a.xmp": stem, ".picasa.ini": picasa };
  assert.deepEqual(await regionsBeside("all", all, inside), { names: ["Full"], reasons: [] });
  assert.deepEqual((await regionsBeside("stem", { "a.xmp": stem }, inside)).names, ["Stem"]);
  assert.deepEqual((await regionsBeside("inside", { ".picasa.ini": picasa }, inside)).names, ["Inside"]);
  assert.deepEqual((await regionsBeside("picasa", { ".picasa.ini": picasa })).names, ["Picasa"]);
});

test("a face without a name gets it from elsewhere", async () => {
  const { names } = await regionsBeside(
    "unnamed",
    { "a.jpg.xmp": LIGHTROOM.replace(/ m:Name="Ann[^"]*"/, "") },
    microsoft("Ann"),
  );
  assert.deepEqual(names, ["Ann"]);
});

test("hostile files are told of, and the others read", async () => {
  const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>${LIGHTROOM}`;
  const hostile: Record<string, string | Uint8Array> = {
    "a document type declaration is not allowed": bomb,
    "it has 400": `${LIGHTROOM}${" ".repeat(4_000_000)}`,
    "it has 1600": Buffer.alloc(16_000_100, LIGHTROOM),
    "no well-formed XML: line": LIGHTROOM.slice(0, -80),
    nest: LIGHTROOM.replace("<r:Bag>", `${"<b>".repeat(1e5)}<r:Bag>`).replace(
      "</r:Bag>",
      `</r:Bag>${"</b>".repeat(1e5)}`,
    ),
  };
  for (const [why, content] of Object.entries(hostile)) {
    const { names, reasons } = await regionsBeside(
      `hostile ${why.length}`,
      { "a.jpg.xmp": content },
      microsoft("Ann"),
    );
    assert.deepEqual(names, ["Ann"], why);
    assert.equal(reasons.length, 1, why);
    assert.match(
      reasons[0]!,
      new RegExp(`^Cannot read regions of photo .*a.jpg: .*a.jpg.xmp: .*${why}`, "i"),
    );
  }
  const broken = Buffer.concat([
    Buffer.from(LIGHTROOM.replace("Ann &amp; Bob", "A\0B")),
    Buffer.of(0xff, 0xfe),
  ]);
  broken[broken.indexOf(0)] = 0xff;
  assert.deepEqual(await regionsBeside("broken", { "a.jpg.xmp": broken }), {
    names: ["A\ufffdB"],
    reasons: [],
  });
  const folders = await regionsBeside("folders", {});
  assert.deepEqual(folders, { names: [], reasons: [] });
});

test("a sidecar that is no file, or a link to itself", async () => {
  const path = join(folder, "odd/a.jpg");
  await mkdir(join(folder, "odd/a.jpg.xmp"), { recursive: true });
  await symlink("a.xmp", join(folder, "odd/a.xmp"));
  const { regions, errors } = await new RegionReader().read(path, Buffer.from(microsoft("Ann")), PHOTO);
  assert.deepEqual(regions, [{ name: "Ann", bbox: [150, 0, 250, 100] }]);
  assert.deepEqual(
    errors.map(({ message }) => message.replaceAll(folder, "")),
    [
      "Cannot read regions of photo /odd/a.jpg: /odd/a.jpg.xmp: it is not a regular file",
      "Cannot read regions of photo /odd/a.jpg: /odd/a.xmp: too many symbolic links",
    ],
  );
});

test("UTF-16", async () => {
  const text = Buffer.from(`\ufeff${microsoft("Zoë")}`, "utf16le");
  assert.deepEqual(await regionsBeside("utf16", { "a.jpg.xmp": text }), { names: ["Zoë"], reasons: [] });
});

test("more faces than anybody marks, and namespaces that nobody needs, cost little time", async () => {
  const faces = "rect64(10001000f000f000),ab;".repeat(50_000);
  const picasa = `[Contacts2]\nab=Ann;;\n[a.jpg]\nfaces=${faces}\n`;
  assert.equal((await regionsBeside("crowd", { ".picasa.ini": picasa })).names.length, 1000);
  const outer = Array.from({ length: 20_000 }, (_, i) => `xmlns:p${i}="u"`).join(" ");
  const text = `<p0:a ${outer}>${'<b xmlns:q="v"><p9:c/></b>'.repeat(5000)}</p0:a>`;
  const begun = performance.now();
  const nodes = await parseXml(text);
  assert.equal(formatXml(nodes), text);
  assert.ok(performance.now() - begun < 10_000);
});
