// The keys of every page, and what wakes its islands. The page works without: when waking fails, a notice says so and
// nothing else changes.
const boot = document.getElementById("boot");

// Leaving the page cuts what is still being loaded: that is no failure.
let leaving = false;
addEventListener("pagehide", () => {
  leaving = true;
});

// The keys of every page.
addEventListener("keydown", (event) => {
  const search = document.getElementById("search");
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
  } else if (event.key === "?") {
    document.getElementById("keyboard-help")?.togglePopover();
  }
});

// What was chosen is said where a file is given: the control itself lies over its zone, unseen.
addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.type !== "file") return;
  const state = document.getElementById(`${input.id}-state`);
  if (state) state.textContent = Array.from(input.files, (file) => file.name).join(", ");
});

// The key of the button that answers an invoice that came back: that page needs no island.
addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
  const button = document.querySelector('.action-bar button[form="act"][aria-keyshortcuts]');
  if (!button) return;
  event.preventDefault();
  button.click();
});

async function wake() {
  const module = await import(boot.dataset.js);
  await module.default({ module_or_path: boot.dataset.wasm });
  module.hydrate();
  for (const island of document.querySelectorAll("leptos-island")) {
    await module[island.dataset.component](island);
  }
  document.documentElement.dataset.awake = "";
}

function say(error) {
  if (leaving) return;
  // What the islands would have done has its buttons again.
  document.documentElement.dataset.plain = "";
  const notices = document.getElementById("notices");
  if (notices) {
    const notice = document.createElement("div");
    notice.className = "notice";
    notice.dataset.kind = "info";
    const text = document.createElement("p");
    text.textContent =
      "Les aides à la saisie n’ont pas pu être chargées. Tout fonctionne sans elles ; rechargez la page pour réessayer.";
    notice.append(text);
    notices.append(notice);
  }
  console.error("islands not loaded:", error);
}

// A page whose only island takes dropped files is woken by the first file that hangs over it, and its drop is given again
// once the island is there.
function wakeForFiles() {
  let woken;
  const wakeOnce = () => (woken ??= wake());
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
  const asleep = () => !("awake" in document.documentElement.dataset);
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event) || !asleep()) return;
    event.preventDefault();
    wakeOnce().catch(say);
  });
  document.addEventListener("drop", async (event) => {
    if (!carriesFiles(event) || !asleep()) return;
    event.preventDefault();
    const files = new DataTransfer();
    for (const file of event.dataTransfer.files) files.items.add(file);
    try {
      await wakeOnce();
      document.dispatchEvent(new DragEvent("drop", { cancelable: true, dataTransfer: files }));
    } catch {
      // Said by the one who woke it.
    }
  });
}

const islands = [...document.querySelectorAll("leptos-island")];
if (!boot.dataset.js) {
  // A page without islands has its keys only.
  document.documentElement.dataset.awake = "";
} else if (islands.every((island) => island.closest("[data-for-files]"))) {
  wakeForFiles();
} else {
  wake().catch(say);
}
