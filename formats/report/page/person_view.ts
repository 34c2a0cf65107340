/**
 * One person with all faces: to name, and to take out who does not belong.
 * @module
 */
import type { Desk } from "./desk.ts";
import { count, h, keyHint } from "./dom.ts";
import type { FaceActions } from "./face_actions.ts";
import { faceLabel, faceTile } from "./faces.ts";
import { personHeading } from "./person_heading.ts";
import { rove } from "./roving.ts";
import { setViewKeys } from "./view_keys.ts";

/** Which faces are selected; kept while the view is drawn anew. */
export type Selection = Set<number>;

/** A person, or the faces that are nobody's. */
export function personView(
  desk: Desk,
  person: number,
  selection: Selection,
  actions: FaceActions,
): HTMLElement {
  const faces = desk.review.facesOf(person);
  for (const face of selection) if (desk.review.personOf(face) !== person) selection.delete(face);
  const grid = h(
    "div",
    {
      class: "faces",
      role: "listbox",
      "aria-multiselectable": "true",
      "aria-label": `Faces: ${desk.nameOf(person)}`,
    },
    ...faces.map((face) => option(desk, face, selection)),
  );
  const bar = actionBar(desk, person, selection, actions);
  const refresh = () => {
    for (const item of grid.querySelectorAll<HTMLElement>("[role=option]")) {
      item.setAttribute("aria-selected", `${selection.has(Number(item.dataset.face))}`);
    }
    bar.update();
  };
  const toggle = (face: number) => {
    if (!selection.delete(face)) selection.add(face);
    refresh();
  };
  grid.addEventListener("click", ({ target }) => {
    const item = (target as HTMLElement).closest<HTMLElement>("[role=option]");
    if (item === null) return;
    item.focus();
    toggle(Number(item.dataset.face));
  });
  grid.addEventListener("dblclick", ({ target }) => {
    const item = (target as HTMLElement).closest<HTMLElement>("[role=option]");
    if (item !== null) actions.show(Number(item.dataset.face));
  });
  rove(grid, "[role=option]");
  const view = h(
    "section",
    { class: "view person", "aria-label": desk.nameOf(person) },
    personHeading(desk, person, faces, actions),
    grid,
    bar.element,
  );
  setViewKeys(view, (event) => onKey(event, person, selection, actions, toggle, refresh));
  refresh();
  return view;
}

function option(desk: Desk, face: number, selection: Selection): HTMLElement {
  return h(
    "div",
    {
      role: "option",
      class: "option",
      "aria-selected": `${selection.has(face)}`,
      "aria-label": faceLabel(desk, face),
      "data-face": face,
      "data-key": `face-${face}`,
    },
    faceTile(desk, face),
  );
}

function actionBar(desk: Desk, person: number, selection: Selection, actions: FaceActions) {
  const said = h("span", { class: "grow", role: "status" });
  const act = (label: string, key: string, run: (faces: number[]) => void) =>
    h(
      "button",
      {
        type: "button",
        "data-key": `bar-${key}`,
        "aria-keyshortcuts": key,
        onclick: () => run([...selection]),
      },
      label,
      keyHint(key),
    );
  const element = h(
    "div",
    { class: "bar", role: "toolbar", "aria-label": "Selected faces" },
    said,
    person >= 0 &&
      act(desk.isUnnamed(person) ? "Not this person" : `Not ${desk.nameOf(person)}`, "X", actions.release),
    act("Move to …", "M", actions.move),
    act("Ignore", "I", actions.ignore),
    act("Photo", "P", (faces) => actions.show(faces.at(-1)!)),
  );
  return {
    element,
    update() {
      said.textContent = `${count(selection.size, "face")} selected`;
      element.hidden = selection.size === 0;
    },
  };
}

/** Letters act on the selected faces, or else on the one that has the focus. */
function onKey(
  event: KeyboardEvent,
  person: number,
  selection: Selection,
  actions: FaceActions,
  toggle: (face: number) => void,
  refresh: () => void,
): boolean {
  const own = (event.target as HTMLElement).closest<HTMLElement>("[data-face]")?.dataset.face;
  const focused = own === undefined ? undefined : Number(own);
  const faces = selection.size > 0 ? [...selection] : focused === undefined ? [] : [focused];
  const key = event.key.toLowerCase();
  if (key === " " && focused !== undefined) toggle(focused);
  else if ((key === "enter" || key === "p") && focused !== undefined) actions.show(focused);
  else if (key === "escape" && selection.size > 0) {
    selection.clear();
    refresh();
  } else if (key === "r" && person >= 0) document.getElementById("name")?.focus();
  else if (key === "s" && person >= 0) actions.merge(person);
  else if (faces.length > 0 && key === "x" && person >= 0) actions.release(faces);
  else if (faces.length > 0 && key === "m") actions.move(faces);
  else if (faces.length > 0 && key === "i") actions.ignore(faces);
  else return false;
  return true;
}
