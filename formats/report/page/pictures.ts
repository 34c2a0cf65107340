/**
 * The pictures of the page. They wait as text inside it, and become pictures when they come near
 * the window, so that thousands of them cost nothing until somebody looks.
 * @module
 */
import { h } from "./dom.ts";

/** How far from the window a picture is made. */
const NEAR = "600px";

const blocks = new Map<number, string[]>();
const seen = new Set<string>();
const waiting = new WeakMap<Element, () => void>();

const watcher = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watcher.unobserve(target);
      waiting.get(target)?.();
    }
  },
  { rootMargin: NEAR },
);

/** The picture of a photo. */
export function photoPicture(photo: number): HTMLImageElement {
  return lazyPicture(photo, 0);
}

/** The picture of the face that is at a place among those of its photo. */
export function facePicture(photo: number, place: number): HTMLImageElement {
  return lazyPicture(photo, place + 1);
}

function lazyPicture(photo: number, place: number): HTMLImageElement {
  const image = h("img", { alt: "", decoding: "sync", draggable: "false" });
  const key = `${photo} ${place}`;
  const show = () => {
    const data = dataOf(photo, place);
    if (data === undefined) image.classList.add("missing");
    else image.src = `data:image/webp;base64,${data}`;
    seen.add(key);
  };
  // What was seen before is shown at once: nothing flickers when a view is drawn anew.
  if (seen.has(key)) show();
  else {
    waiting.set(image, show);
    watcher.observe(image);
  }
  return image;
}

function dataOf(photo: number, place: number): string | undefined {
  let block = blocks.get(photo);
  if (block === undefined) {
    block = (document.getElementById(`photo-${photo}`)?.textContent ?? "").split(" ");
    blocks.set(photo, block);
  }
  const data = block[place];
  return data === undefined || data === "-" || data === "" ? undefined : data;
}
