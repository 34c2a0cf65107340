/**
 * Dialogs over the page: one at a time, closed by Escape and by a click beside them.
 * @module
 */
import { h, icon } from "./dom.ts";

/** Shows a dialog; closing it gives the focus back to where it was. */
export function openDialog(
  label: string,
  kind: string,
  content: HTMLElement,
  onClose = () => {},
): HTMLDialogElement {
  for (const other of document.querySelectorAll("dialog")) other.close();
  const before = (document.activeElement as HTMLElement | null)?.dataset.key;
  const dialog = h(
    "dialog",
    { class: kind, "aria-label": label },
    h(
      "button",
      { type: "button", class: "round close", "aria-label": "Close", onclick: () => dialog.close() },
      icon("close"),
    ),
    content,
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    onClose();
    focusKey(before);
  });
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog) dialog.close();
  });
  // Keys of the page below mean nothing while a dialog is open.
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Gives the focus to what has a key, if it is there. */
export function focusKey(key: string | undefined): boolean {
  if (key === undefined) return false;
  const found = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  found?.focus({ preventScroll: true });
  return found !== null;
}
