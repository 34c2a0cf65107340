/**
 * Arrow keys inside a grid: Tab enters and leaves it, arrows move in it.
 * @module
 */

/** Makes one item of a grid reachable with Tab, and the others with arrows, Home and End. */
export function rove(grid: HTMLElement, selector: string): void {
  const items = () => [...grid.querySelectorAll<HTMLElement>(selector)];
  for (const [place, item] of items().entries()) item.tabIndex = place === 0 ? 0 : -1;
  grid.addEventListener("focusin", ({ target }) => {
    const current = (target as HTMLElement).closest<HTMLElement>(selector);
    if (current === null) return;
    for (const item of items()) item.tabIndex = item === current ? 0 : -1;
  });
  grid.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const next = at < 0 ? undefined : neighbour(all, at, event.key);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  });
}

function neighbour(items: readonly HTMLElement[], at: number, key: string): HTMLElement | undefined {
  if (key === "ArrowRight") return items[at + 1];
  if (key === "ArrowLeft") return items[at - 1];
  if (key === "Home") return items[0];
  if (key === "End") return items.at(-1);
  if (key === "ArrowDown") return nearestBelow(items.slice(at + 1), items[at]!);
  return key === "ArrowUp" ? nearestBelow(items.slice(0, at).reverse(), items[at]!) : undefined;
}

/** In the next row, the item nearest to the column of the current one. */
function nearestBelow(rest: readonly HTMLElement[], current: HTMLElement): HTMLElement | undefined {
  const here = current.getBoundingClientRect();
  const middle = (box: DOMRect) => box.left + box.width / 2;
  let best: { item: HTMLElement; far: number; top: number } | undefined;
  for (const item of rest) {
    const box = item.getBoundingClientRect();
    const isSameRow = box.top < here.bottom - 1 && box.bottom > here.top + 1;
    if (isSameRow) continue;
    if (best !== undefined && Math.abs(box.top - best.top) > box.height / 2) break;
    const far = Math.abs(middle(box) - middle(here));
    if (best === undefined || far < best.far) best = { item, far, top: box.top };
  }
  return best?.item;
}
