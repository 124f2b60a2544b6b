// The keys of every page, and what wakes its islands. The page works without: when waking fails, a notice says so and
// nothing else changes.
const boot = document.getElementById("boot");

// Leaving the page cuts what is still being loaded: that is no failure.
let leaving = false;
addEventListener("pagehide", () => {
  leaving = true;
});

// Keys of one sign can be switched off, in each browser for itself (RGAA 12.10). In a cookie, which stays when its person
// signs out; it holds nothing else.
const KEYS = "pupitre-touches";
function keysAreOn(change) {
  if (change !== undefined) {
    const secure = location.protocol === "https:" ? ";secure" : "";
    document.cookie = `${KEYS}=${change ? "on" : "off"};path=/;max-age=31536000;samesite=lax${secure}`;
  }
  return !document.cookie.split("; ").includes(`${KEYS}=off`);
}
function showKeys(on) {
  document.documentElement.dataset.keys = on ? "on" : "off";
  const choice = document.getElementById("keys-choice");
  if (choice) choice.checked = on;
}
showKeys(keysAreOn());
addEventListener("change", (event) => {
  if (event.target.id === "keys-choice") showKeys(keysAreOn(event.target.checked));
});

// A script beside this one, in the same version.
const beside = (name) => import(new URL(name + new URL(import.meta.url).search, import.meta.url));

// The command bar is fetched when it is first asked for; where it cannot be had, its page is opened.
function openCommand() {
  beside("command.js").then(
    (command) => command.open(),
    () => location.assign("/recherche"),
  );
}
addEventListener("click", (event) => {
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (!plain || !event.target.closest?.("#command-open")) return;
  event.preventDefault();
  openCommand();
});

// The keys of every page.
addEventListener("keydown", (event) => {
  const search = document.getElementById("search");
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
    if (!document.getElementById("command-open")) return;
    event.preventDefault();
    openCommand();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (document.documentElement.dataset.keys === "off" || event.defaultPrevented) return;
  if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
  } else if (event.key === "?") {
    document.getElementById("keyboard-help")?.togglePopover();
  } else if (/^[a-z]$/.test(event.key) && !document.querySelector("dialog[open]")) {
    // A link or a button of the page that says so.
    const named = document.querySelector(`[aria-keyshortcuts="${event.key}"]`);
    if (!named) return;
    event.preventDefault();
    named.click();
  }
});

// What was chosen is said where a file is given: the control itself lies over its zone, unseen.
addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.type !== "file") return;
  const state = document.getElementById(`${input.id}-state`);
  if (state) state.textContent = Array.from(input.files, (file) => file.name).join(", ");
});

// The key of the button that sends a draft, or the answer to an invoice that came back.
addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
  const button = document.querySelector('.action-bar button:is([form="act"], [form="deposit"])[aria-keyshortcuts]');
  if (!button) return;
  event.preventDefault();
  button.click();
});

// A button says what it does while its form is under way, and is pressed once. A page that was stopped, or that is shown
// again, takes another press.
addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.defaultPrevented || !button?.dataset.busy) return;
  if (button.hasAttribute("aria-busy")) {
    event.preventDefault();
    return;
  }
  const content = Array.from(button.childNodes);
  button.setAttribute("aria-busy", "true");
  button.textContent = button.dataset.busy;
  const free = () => {
    button.removeAttribute("aria-busy");
    button.replaceChildren(...content);
  };
  setTimeout(free, 20_000);
  addEventListener("pageshow", free, { once: true });
});

// What only some pages need: the keys of a list, the check of invoices.
async function wakeList() {
  if (document.querySelector("[data-list-keys]")) await beside("list.js");
  if (document.getElementById("verify-form")) await beside("verify.js");
}

// Those that wake with the page. The others wait for the first touch of their form, and have a module of their own.
const islands = Array.from(document.querySelectorAll("leptos-island:not([data-touch] *)"));

async function wakeWith(js, wasm, islands) {
  // Both travel at once; what keeps the script from coming is told, whatever becomes of the other.
  const bytes = fetch(wasm);
  bytes.catch(() => {});
  const module = await import(js);
  await module.default({ module_or_path: bytes });
  module.hydrate();
  for (const island of islands) await module[island.dataset.component](island);
}

async function wakeIslands() {
  // A page without islands has its keys only.
  if (islands.length > 0) await wakeWith(boot.dataset.js, boot.dataset.wasm, islands);
}

async function waitForTouch() {
  const places = Array.from(document.querySelectorAll("[data-touch]"));
  if (places.length === 0) return;
  const { waitForTouch } = await beside("touch.js");
  const { formJs, formWasm } = boot.dataset;
  for (const place of places) {
    const wakeForm = async () => {
      await wakeWith(formJs, formWasm, place.querySelectorAll("leptos-island"));
      place.dataset.awake = "";
    };
    waitForTouch(place, () => wakeForm().catch(say));
  }
}

// The document of the next invoice, once this page and its frame are at rest; a person who saves data waits for it.
function lookAhead() {
  const next = document.querySelector('.beside a[rel="next"]');
  const frame = document.querySelector(".document-view");
  if (next && frame) beside("next.js").then(({ fetchNext }) => fetchNext(next, frame)).catch(() => {});
}
if (!navigator.connection?.saveData) {
  const atRest = () => (globalThis.requestIdleCallback ?? setTimeout)(lookAhead);
  if (document.readyState === "complete") atRest();
  else addEventListener("load", atRest, { once: true });
}

async function wake(...what) {
  await Promise.all([wakeList(), waitForTouch(), ...what]);
  document.documentElement.dataset.awake = "";
}

function say(error) {
  if (leaving) return;
  const notices = document.getElementById("notices");
  if (notices && document.documentElement.dataset.plain === undefined) {
    const notice = document.createElement("div");
    notice.className = "notice";
    notice.dataset.kind = "info";
    const text = document.createElement("p");
    text.textContent =
      "Les aides à la saisie n’ont pas pu être chargées. Tout fonctionne sans elles ; rechargez la page pour réessayer.";
    notice.append(text);
    notices.append(notice);
  }
  // What the islands would have done has its buttons again.
  document.documentElement.dataset.plain = "";
  console.error("islands not loaded:", error);
}

// Files that are dropped on a page whose islands wait for them wake these first. One that falls before they are there is
// given again; one that falls later is theirs alone.
function wakeForFiles() {
  let waking;
  let isAwake = false;
  // Gives whether they are there; a failure is said once, and tried again by the next file.
  const wakeOnce = () =>
    (waking ??= wakeIslands().then(
      () => (isAwake = true),
      (error) => {
        waking = undefined;
        say(error);
        return false;
      },
    ));
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragenter", (event) => {
    if (carriesFiles(event) && !isAwake) wakeOnce();
  });
  document.addEventListener("dragover", (event) => {
    // Without this the browser would open the file.
    if (carriesFiles(event) && !isAwake) event.preventDefault();
  });
  document.addEventListener("drop", async (event) => {
    if (!carriesFiles(event) || isAwake) return;
    event.preventDefault();
    const files = new DataTransfer();
    for (const file of event.dataTransfer.files) files.items.add(file);
    if (await wakeOnce()) document.dispatchEvent(new DragEvent("drop", { cancelable: true, dataTransfer: files }));
  });
}

if (islands.length > 0 && islands.every((island) => island.closest("[data-for-files]"))) {
  wakeForFiles();
  wake().catch(say);
} else {
  wake(wakeIslands()).catch(say);
}
