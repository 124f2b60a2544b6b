// The first page of the next invoice of a list is fetched while this one is read, so that it is there when it opens. Only what
// is kept here is asked for: opening alone has Chorus Pro asked for files.

/**
 * Fetches it, where there is one to show.
 *   next: the link that opens the invoice
 *   frame: where its pages will stand
 */
export async function fetchNext(next, frame) {
  const pages = new URL(`${new URL(next.href).pathname}/pages`, location.href);
  const answer = await fetch(pages);
  if (!answer.ok) return;
  const image = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("img");
  if (!image) return;
  const ahead = new Image();
  // The frame is as wide as the one that is open, so the same of its widths is taken.
  ahead.sizes = `${frame.clientWidth}px`;
  ahead.srcset = image.getAttribute("srcset") ?? "";
  ahead.src = image.getAttribute("src");
}
