/**
 * The page of `report` in a real browser: opened from disk, used by hand and by keyboard alone.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { findBrowser, openBrowser } from "../tools/browser.ts";
import { makeAlbum } from "../tools/made_up_album.ts";
import { scratch, sh } from "../tools/shell.ts";

const chromium = findBrowser();
const skip = chromium === undefined ? "there is no Chromium (Debian: chromium)" : false;
const folder = scratch();
const GROUP = "group --threshold 0.35 -q";

/** Faces by person, in an order that does not depend on what people are called. */
type People = [name: string, faces: string[]][];

/** A page that is open, and every address that it asked for. */
async function open(browser: Browser, file: string, view = ""): Promise<{ page: Page; requests: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1000, height: 800 }, reducedMotion: "reduce" });
  page.setDefaultTimeout(5000);
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => assert.fail(error));
  page.on("dialog", (dialog) => assert.fail(dialog.message()));
  await page.goto(`file://${join(folder, file)}${view}`);
  return { page, requests };
}

/** Goes to a view, and waits until it is drawn. */
async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    if (location.hash === ${JSON.stringify(hash)}) return resolve();
    addEventListener("hashchange", () => resolve(), { once: true });
    location.replace(${JSON.stringify(hash)});
  })`);
}

/** Who is who by what the page shows now: everybody's own view, looked at. */
async function peopleShown(page: Page): Promise<People> {
  const album = JSON.parse((await page.locator("#album").textContent())!);
  const idsIn = async (hash: string): Promise<string[]> => {
    await goTo(page, hash);
    const places = await page
      .locator("[data-face]")
      .evaluateAll((all) => all.map((one) => one.getAttribute("data-face")));
    return places.map((place) => album.faces[Number(place)].id).sort();
  };
  await goTo(page, "#people");
  const links = await page
    .locator("main a[href^='#person-']")
    .evaluateAll((all) => all.map((one) => [one.getAttribute("href"), one.getAttribute("aria-label")]));
  const people: People = [];
  for (const [href, label] of links)
    people.push([label!.replace(/, \d+ faces?( in .*)?$/, ""), await idsIn(href!)]);
  return people;
}

/** Downloads the corrections by some gesture, and groups with them. */
async function groupAgain(
  page: Page,
  save: () => Promise<void>,
  name: string,
): Promise<Map<string, string | undefined>> {
  const [download] = await Promise.all([page.waitForEvent("download"), save()]);
  assert.equal(download.suggestedFilename(), "corrections.ndjson");
  await download.saveAs(join(folder, name));
  const { rc, stdout, stderr } = await sh(`${GROUP} --constraints ${name} < faces.ndjson`, folder);
  assert.equal(rc, 0, stderr);
  const faces = stdout.split("\n").filter((line) => line.includes('"kind":"face"'));
  return new Map(faces.map((line) => JSON.parse(line)).map(({ faceId, person }) => [faceId, person]));
}

/** Grouping gave what the page showed: the same faces together, under the names that were given. */
function assertAsShown(people: People, personOf: Map<string, string | undefined>): void {
  const taken = new Set<string>();
  for (const [name, faces] of people) {
    const found = new Set(faces.map((id) => personOf.get(id)));
    assert.equal(found.size, 1, `${name} became ${[...found]}`);
    const [person] = found;
    assert.ok(person !== undefined && !taken.has(person), `${name} became ${person}`);
    taken.add(person);
    if (!/^person-\d+$/.test(name)) assert.equal(person, name);
  }
}

describe("the page of report", { skip }, () => {
  let browser: Browser;

  before(async () => {
    makeAlbum(folder);
    const { rc, stderr } = await sh(
      `${GROUP} < faces.ndjson > grouped.ndjson && facepipe report album.html --threshold 0.35 < grouped.ndjson > passed.ndjson && head -n -1 grouped.ndjson > records && head -n -1 passed.ndjson | cmp - records`,
      folder,
    );
    assert.equal(rc, 0, stderr);
    browser = await openBrowser(chromium!);
  });
  after(() => browser?.close());

  test("what is clicked is what the next grouping gives", async () => {
    const { page, requests } = await open(browser, "album.html");
    const before = await peopleShown(page);
    // A name.
    await goTo(page, "#people");
    await page.locator(".card").first().click();
    await page.locator("#name").fill("Zoë");
    await page.locator("#name").press("Enter");
    assert.equal(await page.locator("#name").inputValue(), "Zoë");
    // Two faces to somebody new, whose name would like to be markup.
    await page.locator("[data-face]").nth(0).click();
    await page.locator("[data-face]").nth(1).click();
    await page.getByRole("button", { name: "Move to …" }).click();
    await page.getByRole("combobox").fill("<b>Bob</b>");
    await page.getByRole("option", { name: "<b>Bob</b> somebody new" }).click();
    // A face from one person to another, by the photo that it is in.
    await page.getByRole("link", { name: "Photos" }).click();
    await page.locator(".photo").nth(2).click();
    await page.locator(".chip:not(:has-text('Zoë'))").first().click();
    await page.getByRole("button", { name: "Move to …" }).click();
    await page.getByRole("dialog").getByRole("option", { name: /^Zoë/ }).click();
    // A face that is nobody's.
    await page.locator(".photo").nth(5).click();
    await page.locator(".chip").nth(3).click();
    await page.getByRole("button", { name: "Ignore" }).click();
    // One near miss is one person, the next is not.
    await page.getByRole("link", { name: /^To review/ }).click();
    for (const answer of [/^(Yes|Same person)/, /^(No|Different people)/]) {
      const button = page.getByRole("button", { name: answer });
      if ((await button.count()) > 0) await button.click();
    }
    const people = await peopleShown(page);
    assert.notDeepEqual(people, before);
    assert.ok(people.some(([name]) => name === "<b>Bob</b>"));
    const grouped = await groupAgain(
      page,
      () => page.getByRole("button", { name: /^Download/ }).click(),
      "clicked.ndjson",
    );
    assertAsShown(people, grouped);
    assert.ok([...grouped.values()].includes(undefined), "the ignored face has a person");
    const outside = requests.filter((url) => !/^(data:image\/webp;|file:\/\/.*album\.html)/.test(url));
    assert.deepEqual(outside, []);
    await page.close();
  });

  test("all of it works by keyboard alone", async () => {
    const { page } = await open(browser, "album.html");
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const before = await peopleShown(page);
    await press("1");
    await page.locator(".cards").waitFor();
    await press("ArrowDown", "ArrowRight", "Enter");
    await page.locator("#name").waitFor();
    assert.equal(await page.evaluate("location.hash"), "#person-1");
    // Rename, take the third face out, move the second to the first of the list, ignore the next.
    await press("r");
    await page.keyboard.type("Ann");
    await press("Enter");
    await press("Escape", "1");
    await page.locator(".cards").waitFor();
    await press("ArrowDown", "Enter");
    await page.locator("#name").waitFor();
    await press("ArrowDown", "ArrowRight", "ArrowRight", "Space", "x");
    assert.match((await page.locator(".said").textContent()) ?? "", /1 face taken out/);
    await press("ArrowLeft", "m");
    await page.keyboard.type("An");
    await press("Enter", "i");
    assert.match((await page.locator(".said").textContent()) ?? "", /1 face ignored/);
    await press("u", "Shift+U");
    // Near misses.
    await press("2");
    await page.locator(".question").waitFor();
    await press("d", "ArrowRight", "s");
    const people = await peopleShown(page);
    const grouped = await groupAgain(page, () => page.keyboard.press("Control+s"), "typed.ndjson");
    assertAsShown(people, grouped);
    assert.ok(people.some(([name, faces]) => name === "Ann" && faces.length > 0));
    while (await page.getByRole("button", { name: "Undo" }).isEnabled()) await press("u");
    assert.deepEqual(await peopleShown(page), before);
    await page.close();
  });

  test("a second round goes on from the first", async () => {
    await sh(
      `${GROUP} --constraints clicked.ndjson < faces.ndjson | facepipe report again.html -q --constraints clicked.ndjson --threshold 0.35 > /dev/null`,
      folder,
    );
    const { page } = await open(browser, "again.html", "#people");
    await page.getByRole("link", { name: /^Zoë/ }).click();
    await page.locator("[data-face]").first().click();
    await page.getByRole("button", { name: "Not Zoë" }).click();
    const people = await peopleShown(page);
    const grouped = await groupAgain(
      page,
      () => page.getByRole("button", { name: /^Download/ }).click(),
      "second.ndjson",
    );
    assertAsShown(people, grouped);
    await page.close();
  });

  test("every control has a name, and the views have their roles", async () => {
    const { page } = await open(browser, "album.html", "#person-0");
    assert.match(
      await page.locator("header.top").ariaSnapshot(),
      /navigation "Views"[\s\S]*link "Photos"[\s\S]*button "Undo" \[disabled\]/,
    );
    assert.match(
      await page.locator("main").ariaSnapshot(),
      /textbox "Name"[\s\S]*listbox "Faces: person-0001"[\s\S]*option "Face in sample\d\.jpg"/,
    );
    for (const view of ["#people", "#review", "#photos", "#person-0"]) {
      await goTo(page, view);
      const snapshot = await page.locator("body").ariaSnapshot();
      assert.doesNotMatch(snapshot, /^\s*- (button|link|textbox|combobox|option)( \[.*)?:?$/m, view);
    }
    await page.close();
  });

  test("hostile names and paths are text, and the page can reach nothing", async () => {
    const evil = `</script><script>alert(1)</script><img src=x onerror=alert(2)>`;
    const script = `jq -c --arg evil '${evil}' 'if .kind == "face" then .person = $evil + .person else . end | if .path then .path = "photos/" + $evil + ".jpg" else . end' < grouped.ndjson | facepipe report evil.html -q --title "$EVIL" > /dev/null`;
    const { rc } = await sh(script, folder, { EVIL: evil });
    assert.equal(rc, 3, "photos that are not there");
    const { page, requests } = await open(browser, "evil.html", "#people");
    assert.equal(await page.locator("h1").textContent(), evil);
    assert.ok((await page.locator(".name").first().textContent())?.startsWith(evil));
    assert.equal(await page.locator("main script, main img[src='x']").count(), 0);
    const fetching = `fetch("https://example.invalid/").then(() => "reached", () => "refused")`;
    assert.equal(await page.evaluate(fetching), "refused");
    await assert.rejects(page.evaluate(`document.body.innerHTML = "<b>no</b>"`), /TrustedHTML/);
    assert.deepEqual(
      requests.filter((url) => !/^(data:image|file:)/.test(url)),
      [],
    );
    assert.doesNotMatch(readFileSync(join(folder, "evil.html"), "utf8"), /<img src=x/);
    await page.close();
  });
});
