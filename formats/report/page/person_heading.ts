/**
 * Who a person is: a face, a name to be changed, and how often the person was seen.
 * @module
 */
import type { Desk } from "./desk.ts";
import { count, h, icon } from "./dom.ts";
import type { FaceActions } from "./face_actions.ts";
import { faceTile } from "./faces.ts";

/** The heading of a person, or of the faces that are nobody's. */
export function personHeading(
  desk: Desk,
  person: number,
  faces: readonly number[],
  actions: FaceActions,
): HTMLElement {
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
      // What was refused, or emptied, is nobody's name.
      field.value = desk.isUnnamed(person) ? "" : desk.nameOf(person);
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
