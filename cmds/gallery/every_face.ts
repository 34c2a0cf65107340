/**
 * All faces of a gallery, page by page.
 * @module
 */
import type { Filter, Gallery, ListedFace } from "../../core/mod.ts";

/** Faces that pass the filters, by id; each once, whatever is added or removed meanwhile. */
export async function* everyFace(
  gallery: Gallery,
  options: { readonly filters: readonly Filter[]; readonly whole?: boolean; readonly ignoreErrors?: boolean },
): AsyncIterable<ListedFace> {
  let page: string | undefined;
  do {
    const found = await gallery.list({ ...options, sort: "id", ...(page !== undefined && { page }) });
    yield* found.faces;
    page = found.nextPage;
  } while (page !== undefined);
}
