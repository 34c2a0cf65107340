/**
 * One photo with its faces, each to be corrected.
 * @module
 */
import type { Desk } from "./desk.ts";
import { openDialog } from "./dialog.ts";
import { h, icon, keyHint } from "./dom.ts";
import type { FaceActions } from "./face_actions.ts";
import { faceTile, nameTag } from "./faces.ts";
import { boxOf } from "./photos_view.ts";
import { photoPicture } from "./pictures.ts";

/**
 * Shows a photo.
 *
 * @param photos Those that arrows lead through.
 * @param chosen The face that is meant, if one is.
 */
export function showPhoto(
  desk: Desk,
  photos: readonly number[],
  photo: number,
  chosen: number | undefined,
  actions: FaceActions,
): void {
  let at = Math.max(0, photos.indexOf(photo));
  let face = chosen;
  const content = h("div", { class: "stage" });
  const dialog = openDialog("Photo", "viewer", content);
  const act = (run: (faces: number[]) => void) => {
    if (face === undefined) return;
    const meant = face;
    dialog.close();
    run([meant]);
  };
  const draw = () => {
    content.replaceChildren(
      ...parts(desk, photos[at] ?? photo, face, { choose, act, go, actions, at, total: photos.length }),
    );
    content.querySelector<HTMLElement>("[aria-pressed=true]")?.focus();
  };
  const choose = (next: number) => {
    face = next;
    draw();
  };
  const go = (step: number) => {
    const next = at + step;
    if (next < 0 || next >= photos.length) return;
    at = next;
    face = undefined;
    draw();
  };
  dialog.addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    if (key === "arrowleft") go(-1);
    else if (key === "arrowright") go(1);
    else if (key === "m") act(actions.move);
    else if (key === "x" && face !== undefined && desk.review.personOf(face) >= 0) act(actions.release);
    else if (key === "i") act(actions.ignore);
    else return;
    event.preventDefault();
  });
  draw();
}

interface Tools {
  choose(face: number): void;
  act(run: (faces: number[]) => void): void;
  go(step: number): void;
  readonly actions: FaceActions;
  readonly at: number;
  readonly total: number;
}

function parts(desk: Desk, photo: number, face: number | undefined, tools: Tools): HTMLElement[] {
  const { paths, faces, takenAt, problem, width, height } = desk.album.photos[photo]!;
  const frames = faces.map((own) => {
    const frame = boxOf(desk, own);
    frame?.classList.toggle("chosen", own === face);
    frame?.append(h("span", { class: "label", dir: "auto" }, desk.nameOf(desk.review.personOf(own))));
    return frame;
  });
  const picture = h(
    "div",
    { class: "picture" },
    ...(problem === undefined ? [photoPicture(photo), ...frames] : [h("p", { class: "problem" }, problem)]),
  );
  if (width > 0) picture.style.aspectRatio = `${width} / ${height}`;
  if (width > 0) picture.style.setProperty("--ratio", `${width / height}`);
  const facts = [takenAt?.replace("T", " "), tools.total > 1 && `${tools.at + 1} of ${tools.total}`];
  return [
    h("div", { class: "frame" }, picture),
    h(
      "footer",
      {},
      h(
        "div",
        { class: "chips" },
        ...faces.map((own) => chip(desk, own, own === face, tools)),
        faces.length === 0 &&
          problem === undefined &&
          h("p", { class: "quiet" }, "No faces were found here."),
      ),
      face !== undefined && faceBar(desk, face, tools),
      h(
        "p",
        { class: "quiet where" },
        h(
          "button",
          {
            type: "button",
            class: "round",
            "aria-label": "Previous photo",
            disabled: tools.at === 0,
            onclick: () => tools.go(-1),
          },
          icon("back"),
        ),
        h(
          "span",
          { class: "grow" },
          ...paths.flatMap((path, i) => [i > 0 && h("br"), h("bdi", {}, path)]),
          h("br"),
          facts.filter(Boolean).join(" · "),
        ),
        h(
          "button",
          {
            type: "button",
            class: "round",
            "aria-label": "Next photo",
            disabled: tools.at >= tools.total - 1,
            onclick: () => tools.go(1),
          },
          icon("next"),
        ),
      ),
    ),
  ];
}

function chip(desk: Desk, face: number, isChosen: boolean, { choose }: Tools): HTMLElement {
  return h(
    "button",
    { type: "button", class: "chip", "aria-pressed": `${isChosen}`, onclick: () => choose(face) },
    faceTile(desk, face),
    nameTag(desk, desk.review.personOf(face)),
  );
}

function faceBar(desk: Desk, face: number, { act, actions }: Tools): HTMLElement {
  const person = desk.review.personOf(face);
  const button = (label: string, key: string, run: (faces: number[]) => void) =>
    h("button", { type: "button", "aria-keyshortcuts": key, onclick: () => act(run) }, label, keyHint(key));
  const see = h(
    "a",
    { class: "button", href: `#person-${person}`, onclick: () => act(() => {}) },
    "All faces",
  );
  return h(
    "div",
    { class: "tools" },
    person >= 0 && see,
    person >= 0 &&
      button(desk.isUnnamed(person) ? "Not this person" : `Not ${desk.nameOf(person)}`, "X", actions.release),
    button("Move to …", "M", actions.move),
    button("Ignore", "I", actions.ignore),
  );
}
