/**
 * Sheets and montages: what is in them, whose they are, and names in any script.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import sharp from "sharp";
import { hasFonts, labelSvg } from "../../../formats/report/label.ts";
import { escapeHtml, scriptJson } from "../../../formats/report/page_html.ts";
import { makeAlbum } from "../../tools/made_up_album.ts";
import { scratch, sh } from "../../tools/shell.ts";

describe("pictures of an album", () => {
  const folder = scratch();

  before(async () => {
    makeAlbum(folder);
    const { rc, stderr } = await sh("group --threshold 0.35 -q < faces.ndjson > grouped.ndjson", folder);
    assert.equal(rc, 0, stderr);
  });

  test("a sheet has a row for each person, and is its owner's alone", async () => {
    const { rc, stderr } = await sh("facepipe report people.png < grouped.ndjson > /dev/null", folder);
    assert.equal(rc, 0, stderr);
    assert.match(stderr, /wrote people.png: 6 people, 6 photos/);
    const { width, height } = await sharp(join(folder, "people.png")).metadata();
    assert.deepEqual([width, height], [300 + 10 * 120, 8 + 6 * 120]);
    assert.equal(statSync(join(folder, "people.png")).mode & 0o777, 0o600);
  });

  test("the same album gives the same bytes", async () => {
    const script = `facepipe report again.png < grouped.ndjson > records
      facepipe report one.html --title t < records > /dev/null & facepipe report two.html --title t < records > /dev/null; wait`;
    await sh(script, folder);
    const bytes = (file: string) => readFileSync(join(folder, file));
    assert.ok(bytes("again.png").equals(bytes("people.png")));
    assert.ok(bytes("one.html").equals(bytes("two.html")));
  });

  test("a montage for each person, under names that every file system takes", async () => {
    const rename = `sed 's/"person-0001"/"Ann\\/..\\/Bob"/; s/"person-0002"/"con"/'`;
    const { rc, stderr } = await sh(
      `${rename} grouped.ndjson | facepipe report faces --montage > /dev/null`,
      folder,
    );
    assert.equal(rc, 0, stderr);
    const files = readdirSync(join(folder, "faces")).sort();
    assert.equal(files.length, 6);
    assert.match(files.join(" "), /^Ann_.._Bob-[0-9a-f]{8}\.png _con-[0-9a-f]{8}\.png person-0003\.png /);
    for (const file of files) assert.equal(statSync(join(folder, "faces", file)).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder, "faces")).mode & 0o777, 0o700);
  });

  test("another picture of that name stays", async () => {
    writeFileSync(join(folder, "mine.png"), await sharp(join(folder, "photos/sample1.jpg")).png().toBuffer());
    const { rc, stderr } = await sh("facepipe report mine.png < grouped.ndjson > /dev/null", folder);
    assert.equal(rc, 2);
    assert.match(stderr, /another file of that name/);
  });

  test("photos that come with their bytes leave nothing behind", async () => {
    const script =
      "scan photos --inline | sed 's/photos.sample/gone\\/sample/' > inline.ndjson && grep -h -v '\"end\"' inline.ndjson grouped.ndjson | grep -v '\"kind\":\"photo\",\"path\":\"photos' | sed 's/photos.sample/gone\\/sample/' | facepipe report inline.html -q > /dev/null; ls -A | grep '^\\.facepipe' || true";
    const { stdout, stderr } = await sh(script, folder);
    assert.equal(stdout, "");
    assert.doesNotMatch(stderr, /Cannot/);
    assert.match(readFileSync(join(folder, "inline.html"), "utf8"), /id="photo-0">UklGR/);
  });

  test("without fonts names cannot be read, which is said", async () => {
    writeFileSync(join(folder, "fonts.conf"), "<fontconfig></fontconfig>");
    const { rc, stderr } = await sh("facepipe report plain.png < grouped.ndjson > /dev/null", folder, {
      FONTCONFIG_FILE: join(folder, "fonts.conf"),
    });
    assert.equal(rc, 0, stderr);
    assert.match(stderr, /no fonts are installed here/);
  });
});

test("labels hold any name", async () => {
  const names = [
    "Zoë",
    "王小明",
    "علي",
    "a<b>&\"'",
    "\u0000\u001b[31m\ud800",
    "x".repeat(5000),
    "👨‍👩‍👧‍👦".repeat(200),
  ];
  for (const name of names) {
    const { width, height } = await sharp(labelSvg(name, "1 face", 300, 112)).metadata();
    assert.deepEqual([width, height], [300, 112], name);
    await sharp(labelSvg(name, "1 face", 300, 112))
      .raw()
      .toBuffer();
  }
  assert.equal(typeof (await hasFonts()), "boolean");
});

test("text inside the page cannot end what it stands in", () => {
  assert.equal(escapeHtml(`<a b="c" d='e'>&`), "&#60;a b=&#34;c&#34; d=&#39;e&#39;&#62;&#38;");
  const text = "</script><!--\u2028";
  assert.doesNotMatch(scriptJson(text), /[<>\u2028]/);
  assert.equal(JSON.parse(scriptJson(text)), text);
});
