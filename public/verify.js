// Checks invoices in this browser: a file in XML does not leave the machine, and the page says so once that is sure. What else
// there is (PDF, archives), and everything where the module cannot be had, goes to the server by the form itself.
const form = document.getElementById("verify-form");
const input = document.getElementById("fichiers");
const told = document.getElementById("verify-told");
const where = document.getElementById("verify-where");

/** How much of a file tells whether it is XML. */
const START = 1024;

/** What holds once the module is there. */
const HERE =
  "Une facture UBL, CII ou Factur-X, ou une archive de plusieurs. Un fichier XML est vérifié dans votre navigateur : il ne quitte pas " +
  "cet ordinateur. Un PDF ou une archive est envoyé à ce serveur, lu et oublié : rien n’est conservé ni envoyé à Chorus Pro.";
/** Where a file broke the module. */
const FAILED = "La vérification dans le navigateur a échoué. Rechargez la page, puis recommencez.";

let module;
function load() {
  module ??= (async () => {
    const check = await import(form.dataset.checkJs);
    await check.default({ module_or_path: form.dataset.checkWasm });
    return check;
  })();
  module.then(
    () => (where.textContent = HERE),
    // Asked for again at the next file.
    () => (module = undefined),
  );
  return module;
}

/** Whether a file is XML, by its first sign. */
async function isXml(file) {
  const start = new Uint8Array(await file.slice(0, START).arrayBuffer());
  const text = new TextDecoder("utf-8").decode(start).replaceAll("\0", "").replace(/^[\uFEFF\uFFFD\s]+/, "");
  return text.startsWith("<");
}

function heading(count) {
  const title = document.createElement("h2");
  title.id = "resultat";
  title.textContent = count === 1 ? "1 document vérifié" : `${count} documents vérifiés`;
  return title;
}

async function checkHere(files) {
  const data = new FormData(form);
  const packs = data.getAll("regles").join(",");
  const { check, view } = await load();
  const [sections, shown] = [document.createElement("div"), document.createElement("div")];
  const alone = files.length === 1;
  let html = "";
  for (const file of files) {
    const xml = new Uint8Array(await file.arrayBuffer());
    html += check(file.name, xml, packs, data.get("voie") ?? "", alone);
    if (alone) shown.innerHTML = view(xml);
  }
  // The module writes every text of a file as text.
  sections.innerHTML = html;
  shown.className = "verify-invoice";
  told.replaceChildren(heading(files.length), sections, shown);
  told.dataset.here = "";
}

/** Checks what was chosen; `send` says whether the server may be asked for what cannot be checked here. */
async function verify(send) {
  const files = Array.from(input.files);
  const here = await load().then(
    () => true,
    () => false,
  );
  const xml = here && files.length > 0 && (await Promise.all(files.map(isXml))).every(Boolean);
  if (xml) {
    // What the page said: it does not leave the machine, whatever happens here.
    await checkHere(files).catch(() => told.replaceChildren(FAILED));
  } else if (send) form.submit();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  verify(true);
});
form.addEventListener("change", () => verify(false));
// It is there by the time a file is.
load().catch(() => {});
