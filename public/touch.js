// Stands in for the islands of a form until somebody touches it: what they check with is heavy, and a form that is only
// read needs none of it. What is typed, chosen or pressed before they are there is given to them once they are; where they
// cannot be had, it happens as it would without script.

/** The event by which a form hears that something about it changed elsewhere. */
const NEWS = "pupitre-news";
/** What is shown with the form, outside of it. */
const WITH_FORM = ["form-head", "to-decide"];
/** The names of the fields of a draft: paths as the domain reads them. */
const PATH = /^([a-z][a-z\d_]*\[\d+\]\.)?[a-z][a-z\d_]*$/;
/** Values of a form that nobody types. */
const OF_THE_PAGE = ["version", "base", "theirs"];

const held = (id) => document.getElementById(id)?.value ?? "";

/** Whether a control shows something else than the page was written with. */
function isChanged(control) {
  if (control instanceof HTMLSelectElement) {
    const written = Array.from(control.options).findIndex((option) => option.defaultSelected);
    return control.selectedIndex !== Math.max(written, 0) && control.selectedIndex >= 0;
  }
  if (control.type === "file") return control.files.length > 0;
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  return control.defaultValue !== undefined && control.type !== "hidden" && control.value !== control.defaultValue;
}

/** What stands in the fields of a draft, as the server takes it. */
function typedIn(form) {
  const entries = Array.from(new FormData(form)).filter(
    ([name, value]) => typeof value === "string" && PATH.test(name) && !OF_THE_PAGE.includes(name),
  );
  return Object.fromEntries(entries.map(([name, value]) => [name, value.replaceAll("\r\n", "\n")]));
}

/** The store of this browser; one that keeps nothing for pages has none. */
function store() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

/** A draft on its page: what it was loaded with, and what it holds. */
function draftOf(form) {
  const version = Number.parseInt(held("draft-version"), 10);
  return { version: Number.isNaN(version) ? null : version, base: JSON.parse(held("draft-base")), typed: typedIn(form) };
}

/**
 * Wakes the islands in `place` at the first touch of their form.
 *   wake: fetches and starts them; it tells of a failure itself
 */
export function waitForTouch(place, wake) {
  const form = document.getElementById(place.dataset.touch);
  if (!form) return;
  const { copy, inPlace } = place.dataset;
  const buttons = `button:is(${inPlace})`;
  const waiting = [];
  const ears = new AbortController();
  let isTouched = false;
  let isLeaving = false;
  let hasTyped = false;
  let typing = null;

  const hear = (target, types, act, capture = true) => {
    for (const type of types) target.addEventListener(type, act, { capture, signal: ears.signal });
  };
  /** The same element, also where a part of the page was replaced meanwhile. */
  const now = (element) => (element.isConnected ? element : document.getElementById(element.id)) ?? element;
  const again = (event) => {
    const { target } = event;
    return () => now(target).dispatchEvent(new event.constructor(event.type, event));
  };

  function giveBack() {
    ears.abort();
    for (const act of waiting) act();
    const cursor = document.activeElement;
    if (cursor !== form && form.contains(cursor)) cursor.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
  }

  function touched(act) {
    if (act) waiting.push(act);
    if (isTouched) return;
    isTouched = true;
    wake().then(giveBack);
  }

  hear(form, ["focusin"], ({ target }) => {
    if (target !== form) touched();
  });
  hear(form, ["input"], (event) => {
    hasTyped = true;
    // Of what is typed in one field, the end counts.
    if (typing === event.target) return;
    typing = event.target;
    touched(again(event));
  });
  hear(form, ["change"], (event) => {
    hasTyped = true;
    touched(again(event));
  });
  hear(form, ["focusout"], (event) => {
    if (typing !== event.target) return;
    typing = null;
    touched(again(event));
  });
  // Enter is for the islands first, and for the first button of the form where they do not take it.
  hear(form, ["keydown"], (event) => {
    const { target } = event;
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey) return;
    if (!(target instanceof HTMLInputElement) || target.type !== "text") return;
    event.preventDefault();
    event.stopPropagation();
    const enter = again(event);
    touched(() => {
      if (enter()) form.querySelector("button[type=submit]")?.click();
    });
  });
  // A button that the islands would answer in place; its form may be elsewhere on the page.
  hear(document, ["click"], (event) => {
    const button = event.target.closest?.("button");
    if (button?.form !== form || button.type !== "submit" || !button.matches(buttons)) return;
    event.preventDefault();
    event.stopPropagation();
    if (button.hasAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    touched(() => {
      button.removeAttribute("aria-busy");
      now(button).click();
    });
  });

  // Nobody has touched the form: what is new comes into its fields as it is. Asked for as an open page asks for its parts,
  // it does not count as somebody's use of their session.
  async function renew(event) {
    const draft = draftOf(form);
    const isEdited = Object.entries(draft.typed).some(([path, value]) => value !== (draft.base[path] ?? ""));
    const answer = isEdited ? null : await fetch(location.href, { headers: { "pupitre-parts": "*" } });
    const isShown = answer?.ok && !answer.redirected;
    const page = isShown ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    if (isLeaving) return;
    // Touched meanwhile, or something else than this page: the islands know what to say.
    if (isTouched || !page?.getElementById(place.dataset.touch)) {
      if (ears.signal.aborted) again(event)();
      else touched(again(event));
      return;
    }
    for (const id of [place.dataset.touch, ...WITH_FORM]) {
      const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
      if (old && fresh && old.innerHTML !== fresh.innerHTML) old.innerHTML = fresh.innerHTML;
    }
  }
  hear(form, [NEWS], (event) => {
    if (isTouched) touched(again(event));
    // The next news bring what could not be had.
    else renew(event).catch(() => {});
  });

  // What was typed leaves with the page where the islands never came: to the server, and into the browser where they look.
  hear(window, ["submit"], (event) => {
    isLeaving ||= event.target === form && !event.defaultPrevented;
  }, false);
  hear(window, ["pageshow"], () => {
    isLeaving = false;
  });
  hear(window, ["pagehide"], () => {
    if (!copy || !hasTyped || isLeaving) return;
    const draft = draftOf(form);
    const invoice = form.getAttribute("action").split("/").pop();
    const body = JSON.stringify({ invoice, draft });
    fetch("/api/save_draft", { method: "POST", keepalive: true, headers: { "content-type": "application/json" }, body }).catch(() => {});
    store()?.setItem(copy, JSON.stringify(draft));
  });

  // Something was typed before this was there, or is still kept from the last time.
  for (const control of Array.from(form.elements).filter(isChanged)) {
    hasTyped = true;
    touched(() => {
      for (const type of ["input", "change"]) now(control).dispatchEvent(new Event(type, { bubbles: true }));
    });
  }
  if (form.contains(document.activeElement) && document.activeElement !== form) touched();
  if (copy && typeof store()?.getItem(copy) === "string") touched();
}
