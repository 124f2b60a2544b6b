// Wakes the islands of a page. The page works without: when this fails, a notice says so and nothing else changes.
const boot = document.getElementById("boot");

// Leaving the page cuts what is still being loaded: that is no failure.
let leaving = false;
addEventListener("pagehide", () => {
  leaving = true;
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

wake().catch((error) => {
  if (leaving) return;
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
});
