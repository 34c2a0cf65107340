/**
 * One person with all faces: to name, and to take out who does not belong.
 * @module
 */
import type { Desk } from "./desk.ts";
import { count, h, icon, keyHint } from "./dom.ts";
import { faceLabel, faceTile } from "./faces.ts";
import { rove } from "./roving.ts";

/** What can be done with faces; the page has the dialogs for it. */
export interface FaceActions {
  /** Asks whose the faces are. */
  move(faces: readonly number[]): void;
  release(faces: readonly number[]): void;
  ignore(faces: readonly number[]): void;
  /** Shows the photo of a face. */
  show(face: number): void;
  /** Asks who else the person is. */
  merge(person: number): void;
  rename(person: number, name: string): void;
}

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
    heading(desk, person, faces, actions),
    grid,
    bar.element,
  );
  view.addEventListener("keydown", (event) => {
    if (onKey(event, person, selection, actions, toggle, refresh)) event.preventDefault();
  });
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

function heading(desk: Desk, person: number, faces: readonly number[], actions: FaceActions): HTMLElement {
  const counts = `${count(faces.length, "face")} in ${count(desk.photosWith(faces), "photo")}`;
  const back = h(
    "a",
    { class: "round", href: "#people", "aria-label": "All people", "data-key": "back" },
    icon("back"),
  );
  if (person < 0) {
    const title = desk.nameOf(person) === "nobody" ? "Faces of nobody" : "Left to the next grouping";
    return h(
      "header",
      { class: "heading" },
      back,
      h("div", {}, h("h2", {}, title), h("p", { class: "quiet" }, counts)),
    );
  }
  const field = h("input", {
    class: "title",
    id: "name",
    "data-key": "name",
    dir: "auto",
    maxlength: 200,
    autocomplete: "off",
    value: desk.isUnnamed(person) ? "" : desk.nameOf(person),
    placeholder: "Who is this?",
    "aria-label": "Name",
    onkeydown: (event: KeyboardEvent) => {
      if (event.key === "Enter") field.blur();
      if (event.key === "Escape") field.value = desk.isUnnamed(person) ? "" : desk.nameOf(person);
      event.stopPropagation();
    },
    onblur: () => {
      const name = field.value.normalize("NFC").trim();
      if (name !== "" && name !== desk.nameOf(person)) actions.rename(person, name);
    },
  });
  return h(
    "header",
    { class: "heading" },
    back,
    faces[0] !== undefined && faceTile(desk, faces[0], "portrait"),
    h(
      "div",
      { class: "grow" },
      field,
      h("p", { class: "quiet" }, desk.isUnnamed(person) ? `${desk.nameOf(person)} · ${counts}` : counts),
    ),
    h("button", { type: "button", "data-key": "merge", onclick: () => actions.merge(person) }, "Same as …"),
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
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
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
  event.stopPropagation();
  return true;
}
