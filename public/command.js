// The command bar: a dialog over the results of /recherche. Arrows go from one to the next, Enter follows.
const dialog = document.createElement("dialog");
dialog.className = "dialog command";
dialog.setAttribute("aria-label", "Aller à");
dialog.innerHTML =
  '<form class="command-form" role="search"><label class="visually-hidden" for="command-text">Page, structure, numéro de facture</label>' +
  '<input class="input" id="command-text" type="search" maxlength="100" autocomplete="off" spellcheck="false" ' +
  'placeholder="Page, structure, numéro de facture"></form><div class="command-results"></div>';
document.body.append(dialog);
const field = dialog.querySelector("input");
const results = dialog.querySelector(".command-results");
const links = () => [...results.querySelectorAll("a")];

let asking;
let waiting;

async function look() {
  asking?.abort();
  asking = new AbortController();
  const address = `/recherche?${new URLSearchParams({ q: field.value })}`;
  try {
    const answer = await fetch(address, { headers: { "pupitre-parts": "find-results" }, signal: asking.signal });
    // Signed out, or something is wrong: the page says what.
    if (!answer.ok || answer.redirected) {
      location.assign(address);
      return;
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    results.replaceChildren(...(fresh.getElementById("find-results")?.childNodes ?? []));
  } catch (error) {
    if (error.name !== "AbortError") results.textContent = "La recherche n’a pas abouti. Vérifiez la connexion, puis réessayez.";
  }
}

field.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(look, 120);
});

dialog.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  await look();
  links()[0]?.click();
});

dialog.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  const stops = [field, ...links()];
  const at = stops.indexOf(document.activeElement);
  const next = at + (event.key === "ArrowDown" ? 1 : -1);
  stops[Math.min(Math.max(next, 0), stops.length - 1)].focus();
});

// A click beside it closes it.
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});

export function open() {
  if (dialog.open) {
    dialog.close();
    return;
  }
  dialog.showModal();
  field.select();
  look();
}
