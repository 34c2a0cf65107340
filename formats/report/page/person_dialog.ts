/**
 * Asks for a person: one of those in the album, or somebody new.
 * @module
 */
import type { Desk } from "./desk.ts";
import { openDialog } from "./dialog.ts";
import { count, h } from "./dom.ts";
import { faceTile, nameTag } from "./faces.ts";

/** Who was chosen: a person, or the name of somebody new. */
export type Choice = { readonly person: number } | { readonly name: string };

/** What is asked. */
export interface Question {
  readonly title: string;
  /** Who is not offered. */
  readonly except: number;
  /** Whether somebody new may be named. */
  readonly mayBeNew: boolean;
}

/** Most entries that are listed; typing finds the others. */
const LISTED = 60;

/** Opens the dialog; `onChoice` is called once, unless it is closed before. */
export function askPerson(
  desk: Desk,
  { title, except, mayBeNew }: Question,
  onChoice: (choice: Choice) => void,
): void {
  const list = h("div", { class: "choices", role: "listbox", id: "choices", "aria-label": title });
  const problem = h("p", { class: "problem", role: "alert" });
  const field = h("input", {
    type: "text",
    role: "combobox",
    "aria-expanded": "true",
    "aria-controls": "choices",
    "aria-autocomplete": "list",
    "aria-label": mayBeNew ? "Find a person, or name somebody new" : "Find a person",
    placeholder: mayBeNew ? "Find or name …" : "Find …",
    autocomplete: "off",
    maxlength: 200,
    dir: "auto",
  });
  const dialog = openDialog(title, "ask", h("div", {}, h("h2", {}, title), field, problem, list));
  let current = 0;
  const options = () => [...list.querySelectorAll<HTMLElement>("[role=option]")];
  const mark = (place: number) => {
    const all = options();
    current = Math.max(0, Math.min(all.length - 1, place));
    for (const [at, option] of all.entries()) option.setAttribute("aria-selected", `${at === current}`);
    field.setAttribute("aria-activedescendant", all[current]?.id ?? "");
    all[current]?.scrollIntoView({ block: "nearest" });
  };
  const choose = (choice: Choice) => {
    const wrong = "name" in choice ? desk.review.problemOf(choice.name) : undefined;
    problem.textContent = wrong === undefined ? "" : `This cannot be a name: ${wrong}.`;
    if (wrong !== undefined) return;
    dialog.close();
    onChoice(choice);
  };
  const fill = () => {
    const choices = choicesFor(desk, field.value, except, mayBeNew);
    list.replaceChildren(
      ...choices.map((choice, place) => {
        const option = entry(desk, choice, place);
        option.addEventListener("click", () => choose(choice));
        return option;
      }),
    );
    problem.textContent = "";
    mark(0);
  };
  field.addEventListener("input", fill);
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") mark(current + 1);
    else if (event.key === "ArrowUp") mark(current - 1);
    else if (event.key === "Enter") options()[current]?.click();
    else return;
    event.preventDefault();
  });
  fill();
  field.focus();
}

/** People whose names hold the text, then the text itself as the name of somebody new. */
function choicesFor(desk: Desk, text: string, except: number, mayBeNew: boolean): Choice[] {
  const tidy = text.normalize("NFC").trim();
  const wanted = tidy.toLocaleLowerCase();
  const people = desk
    .peopleInOrder()
    .filter(({ person }) => person !== except && desk.nameOf(person).toLocaleLowerCase().includes(wanted))
    .slice(0, LISTED)
    .map(({ person }): Choice => ({ person }));
  if (!mayBeNew || tidy === "" || desk.review.personNamed(tidy) !== undefined) return people;
  return [...people, { name: tidy }];
}

function entry(desk: Desk, choice: Choice, place: number): HTMLElement {
  const option = h("div", { role: "option", id: `choice-${place}`, class: "choice" });
  if ("name" in choice) {
    option.append(h("span", { class: "face tile new", "aria-hidden": "true" }, "+"));
    option.append(
      h("span", { class: "name", dir: "auto" }, choice.name),
      h("span", { class: "quiet" }, "somebody new"),
    );
    return option;
  }
  const faces = desk.review.facesOf(choice.person);
  option.append(
    faceTile(desk, faces[0]!),
    nameTag(desk, choice.person),
    h("span", { class: "quiet" }, count(faces.length, "face")),
  );
  return option;
}
