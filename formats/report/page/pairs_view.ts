/**
 * Near misses, one at a time: are these two one person?
 * @module
 */
import type { Desk } from "./desk.ts";
import { count, h, icon, keyHint } from "./dom.ts";
import { faceTile, nameTag } from "./faces.ts";
import { setViewKeys } from "./view_keys.ts";

/** Other faces of a person beside the one that is asked about. */
const WITNESSES = 5;

/** What can be said of a pair. */
export interface PairActions {
  answer(pair: number, same: boolean): void;
  ignore(pair: number): void;
  /** Shows another pair. */
  go(pair: number): void;
  show(face: number): void;
}

/**
 * The pair that is asked about, or the next one that is open.
 *
 * @param wanted Place of the pair that was looked at last.
 */
export function pairsView(desk: Desk, wanted: number, actions: PairActions): HTMLElement {
  const open = desk.openPairs();
  const view = h("section", { class: "view pairs", "aria-label": "To review" });
  const total = desk.album.pairs.length;
  if (open.length === 0) {
    const said = total === 0 ? "Nothing looks doubtful." : "All done. Nothing is left to review.";
    view.append(h("p", { class: "empty" }, said));
    return view;
  }
  const at = Math.max(
    0,
    open.findIndex((pair) => pair >= wanted),
  );
  const pair = open[at]!;
  const go = (step: number) => actions.go(open[(at + step + open.length) % open.length]!);
  view.append(
    h(
      "header",
      { class: "progress" },
      h(
        "button",
        {
          type: "button",
          class: "round",
          "aria-label": "Previous pair",
          "data-key": "previous",
          onclick: () => go(-1),
        },
        icon("back"),
      ),
      h("p", { class: "quiet" }, `${count(open.length, "pair")} to review`),
      h(
        "button",
        {
          type: "button",
          class: "round",
          "aria-label": "Next pair",
          "data-key": "next",
          onclick: () => go(1),
        },
        icon("next"),
      ),
    ),
    question(desk, pair, actions),
  );
  const meanings: Record<string, (() => void) | undefined> = {
    s: () => actions.answer(pair, true),
    d: () => actions.answer(pair, false),
    i: () => actions.ignore(pair),
    p: () => actions.show(desk.album.pairs[pair]!.faces[0]),
    arrowleft: () => go(-1),
    arrowright: () => go(1),
  };
  setViewKeys(view, ({ key }) => {
    const run = meanings[key.toLowerCase()];
    run?.();
    return run !== undefined;
  });
  return view;
}

function question(desk: Desk, pair: number, actions: PairActions): HTMLElement {
  const { type, faces, similarity } = desk.album.pairs[pair]!;
  const [a, b] = faces;
  const isOne = type === "different";
  const asked = isOne ? `Is this ${called(desk, desk.review.personOf(b))}?` : "Are these one person?";
  const answer = (label: string, key: string, kind: string, run: () => void) =>
    h(
      "button",
      { type: "button", class: kind, "data-key": `answer-${key}`, "aria-keyshortcuts": key, onclick: run },
      label,
      keyHint(key),
    );
  return h(
    "article",
    { class: "question", "aria-label": asked },
    h("h2", { tabindex: -1, "data-key": "question" }, asked),
    h(
      "div",
      { class: "sides" },
      side(desk, a, isOne ? [] : others(desk, a), isOne, actions),
      side(desk, b, others(desk, b, a), false, actions),
    ),
    h(
      "div",
      { class: "answers" },
      answer(isOne ? "Yes" : "Same person", "S", "primary", () => actions.answer(pair, true)),
      answer(isOne ? "No" : "Different people", "D", "", () => actions.answer(pair, false)),
      answer(isOne ? "Ignore this face" : "Ignore the first", "I", "plain", () => actions.ignore(pair)),
    ),
    similarity !== undefined && h("p", { class: "quiet" }, `Similarity ${similarity.toFixed(2)}`),
  );
}

function called(desk: Desk, person: number): string {
  return desk.isUnnamed(person) ? "the same person" : desk.nameOf(person);
}

/** A few more faces of the person. */
function others(desk: Desk, face: number, besides = face): number[] {
  const faces = desk.review.facesOf(desk.review.personOf(face));
  return faces.filter((other) => other !== face && other !== besides).slice(0, WITNESSES);
}

function side(
  desk: Desk,
  face: number,
  more: readonly number[],
  isAlone: boolean,
  actions: PairActions,
): HTMLElement {
  const person = desk.review.personOf(face);
  const { photo } = desk.album.faces[face]!;
  const label = `Photo ${desk.fileOf(photo)}`;
  return h(
    "div",
    { class: "side" },
    h(
      "button",
      {
        type: "button",
        class: "bare",
        "aria-label": label,
        "data-key": `side-${face}`,
        onclick: () => actions.show(face),
      },
      faceTile(desk, face, "cover"),
    ),
    h("div", { class: "strip" }, ...more.map((other) => faceTile(desk, other))),
    h(
      "p",
      { class: "caption" },
      isAlone ? h("span", { class: "name", dir: "auto" }, desk.fileOf(photo)) : nameTag(desk, person),
      !isAlone && h("span", { class: "quiet" }, count(desk.review.facesOf(person).length, "face")),
    ),
  );
}
